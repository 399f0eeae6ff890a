import type { LabelContent } from '../labels/label-content.js';
import type { LabelFormat } from '../labels/labels.dto.js';
import type { LabelStock } from '../labels/label-stock.js';

/** What the labels of some serials say. */
export interface SerialContent {
  first: number;
  last: number;
  content: LabelContent;
}

/**
 * What a print job is to make, kept with it as it was ordered: what labels say cannot change between the order and the printing,
 * and a job may run on any machine.
 */
export interface PrintOrder {
  files: ('list' | LabelFormat)[];
  stock?: LabelStock;
  dpi: number;
  shift: { x: number; y: number };
  contents: SerialContent[];
  /** Name and number for the lists. */
  name: string;
  number: string;
}

/** Whose labels: of the packages of a batch, or of the rolls, cartons or pallets that one order issued. */
export type LabelsOf = { lot: string; issue?: never } | { issue: string; lot?: never };

/** A job without labels: the list alone. */
export const LIST_ONLY: PrintOrder = {
  ...{ files: ['list'], dpi: 203, shift: { x: 0, y: 0 }, contents: [], name: '', number: '' },
};

/** What a file is called, and what it is. */
export const FILE_NAMES: Readonly<Record<'list' | LabelFormat, { name: string; mediaType: string }>> = {
  list: { name: 'codes.ndjson', mediaType: 'application/x-ndjson' },
  csv: { name: 'codes.csv', mediaType: 'text/csv; charset=utf-8' },
  pdf: { name: 'labels.pdf', mediaType: 'application/pdf' },
  tspl: { name: 'labels-tspl.prn', mediaType: 'application/octet-stream' },
  zpl: { name: 'labels-zpl.prn', mediaType: 'application/octet-stream' },
  png: { name: 'qr-png.zip', mediaType: 'application/zip' },
  svg: { name: 'qr-svg.zip', mediaType: 'application/zip' },
};
