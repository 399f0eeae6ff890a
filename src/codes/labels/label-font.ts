import { create, type Font, type Glyph } from 'fontkit';

/** One command of an outline, in font units, y upward. */
export type OutlineCommand = { command: string; args: number[] };

/** A font cut down to what is used, for a PDF; `ids` gives each character its number in it. */
export interface FontCut {
  bytes: Buffer;
  ids: Map<string, number>;
}

/**
 * The font of the labels: what a text measures, the outline of a character, and whether there is one. One character is one glyph;
 * neither Chinese nor the Latin names of plants need more.
 */
export class LabelFont {
  readonly #font: Font;
  readonly #widths = new Map<string, number>();

  /** @param bytes a whole TrueType font */
  constructor(bytes: Buffer) {
    const font = create(bytes);
    if (!('glyphForCodePoint' in font)) throw new Error('a collection of fonts is no font');
    this.#font = font as Font;
  }

  get unitsPerEm(): number {
    return this.#font.unitsPerEm;
  }
  get postscriptName(): string {
    return this.#font.postscriptName;
  }
  /** Highest and lowest points and the height of capitals, in font units. */
  get metrics(): { ascent: number; descent: number; capHeight: number; box: [number, number, number, number] } {
    const { ascent, descent, capHeight, bbox } = this.#font;
    return { ascent, descent, capHeight, box: [bbox.minX, bbox.minY, bbox.maxX, bbox.maxY] };
  }

  /** Characters of the text the font has no glyph for, each once. An empty box on a label is worse than a refusal. */
  missing(text: string): string[] {
    return [...new Set(text)].filter((character) => !this.#font.hasGlyphForCodePoint(character.codePointAt(0)!));
  }

  /** Advance of one character, in em. */
  advance(character: string): number {
    let width = this.#widths.get(character);
    if (width === undefined) {
      width = this.#glyph(character).advanceWidth / this.unitsPerEm;
      this.#widths.set(character, width);
    }
    return width;
  }

  /** Width of a text in em. */
  measure(text: string): number {
    let width = 0;
    for (const character of text) width += this.advance(character);
    return width;
  }

  outline(character: string): OutlineCommand[] {
    return (this.#glyph(character).path as unknown as { commands: OutlineCommand[] }).commands;
  }

  /** The font with the glyphs of these characters alone (and .notdef, number 0). */
  cut(characters: Iterable<string>): FontCut {
    const subset = this.#font.createSubset() as unknown as { includeGlyph(id: number): number; encode(): Uint8Array };
    const ids = new Map<string, number>();
    for (const character of characters) ids.set(character, subset.includeGlyph(this.#glyph(character).id));
    return { bytes: Buffer.from(subset.encode()), ids };
  }

  #glyph(character: string): Glyph {
    return this.#font.glyphForCodePoint(character.codePointAt(0)!);
  }
}
