/** Everything in millimetres from the label's upper left corner, y downward. */
export interface TextLine {
  x: number;
  /** Of the baseline. */
  y: number;
  /** Height of the em. */
  size: number;
  text: string;
  bold?: boolean;
}

/** A frame. */
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
  line: number;
}

/** A place for text that differs from label to label. */
export interface CodeLine {
  x: number;
  y: number;
  size: number;
  /** Characters `from` to `to` of the grouped code. */
  from: number;
  to: number;
}

/** What one label looks like: the same for all labels of a run but for the code, its QR and its serial. */
export interface LabelDrawing {
  width: number;
  height: number;
  texts: TextLine[];
  frames: Frame[];
  /** The symbol's upper left corner without its quiet zone; `module` is a whole number of printer dots. */
  qr: { x: number; y: number; module: number; modules: number };
  code: CodeLine[];
  serial?: { x: number; y: number; size: number };
}

/** How a serial is printed. */
export function serialText(serial: number): string {
  return `№ ${String(serial).padStart(6, '0')}`;
}

/** Every character a label of this drawing may show beyond its constant text. */
export const VARIABLE_CHARACTERS = '№ 0123456789-ABCDEFGHJKMNPQRSTVWXYZ';
