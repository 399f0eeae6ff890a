import type { QrMatrix } from '../qr-image.js';

/** One label to be made: its code and serial, and which of the job's drawings it has (by number). */
export interface CodedItem {
  code: string;
  serial: number;
  drawing: number;
}

/** The same with its symbol; made once for all files of a chunk. */
export interface DrawnItem extends CodedItem {
  qr: QrMatrix;
}

/** What a chunk adds to a file. A file is its body followed by its tail (the table at the end of a PDF or a ZIP). */
export interface ChunkBytes {
  body: Uint8Array;
  /** What the tail must point to, counted from the beginning of `body`. */
  marks?: number[];
  /** Material of the tail, when it is more than the marks. */
  tail?: Uint8Array;
}

/** How long a file's two parts were when they were last safe on the disk. */
export interface PartLengths {
  body: number;
  tail: number;
}

/** The pieces that stand around the chunks of a file. */
export interface FileFrame {
  head: Uint8Array;
  /** Begins the tail. */
  tailHead: Uint8Array;
}

export const NOTHING = new Uint8Array(0);
