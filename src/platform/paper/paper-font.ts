/** The font of printed papers: every character of Chinese names. Kept by the room that prints labels, wished for here. */
export abstract class PaperFont {
  /** A whole TrueType font. */
  abstract bytes(): Promise<Buffer>;
}
