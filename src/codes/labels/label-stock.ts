/** How much a label says: all of a product label, what fits a sample, or the code alone. */
export type LabelText = 'product' | 'short' | 'qr';

/** A sheet of labels; everything in millimetres. */
export interface SheetPlan {
  width: number;
  height: number;
  columns: number;
  rows: number;
  /** From the paper's edge to the first label. */
  left: number;
  top: number;
  /** From the start of one label to the start of the next. */
  stepX: number;
  stepY: number;
}

/** The paper a label is printed on, in millimetres. Without a sheet it is a roll: one label a page. */
export interface LabelStock {
  name: string;
  text: LabelText;
  width: number;
  height: number;
  /** Between two labels of a roll. */
  gap: number;
  sheet?: SheetPlan;
}

/** A size that is not in the list, in millimetres. */
export interface CustomSize {
  width: number;
  height: number;
  gap?: number;
}

const A4 = { width: 210, height: 297 };
const roll = (width: number, height: number, text: LabelText = 'product'): LabelStock => ({
  ...{ name: `${width}x${height}`, text, width, height, gap: 2 },
});

/** The sizes Chinese label printers and stationers know. */
export const LABEL_STOCKS: Readonly<Record<string, LabelStock>> = {
  '60x40': roll(60, 40),
  '70x50': roll(70, 50),
  '100x70': roll(100, 70),
  '40x30': roll(40, 30, 'short'),
  a4: {
    ...{ name: 'a4', text: 'product', width: 70, height: 37, gap: 0 },
    sheet: { ...A4, columns: 3, rows: 8, left: 0, top: 0.5, stepX: 70, stepY: 37 },
  },
  'a4-21': {
    ...{ name: 'a4-21', text: 'product', width: 63.5, height: 38.1, gap: 0 },
    sheet: { ...A4, columns: 3, rows: 7, left: 7.2, top: 15.15, stepX: 66, stepY: 38.1 },
  },
  'a4-10': {
    ...{ name: 'a4-10', text: 'product', width: 105, height: 57, gap: 0 },
    sheet: { ...A4, columns: 2, rows: 5, left: 0, top: 6, stepX: 105, stepY: 57 },
  },
  'a4-qr': {
    ...{ name: 'a4-qr', text: 'qr', width: 38, height: 21, gap: 0 },
    sheet: { ...A4, columns: 5, rows: 13, left: 10, top: 12, stepX: 38, stepY: 21 },
  },
};

export const LABEL_TEMPLATES = Object.keys(LABEL_STOCKS);
/** Below this no product label holds its text; it gets name, batch and code, as the smallest roll does. */
const PRODUCT_FROM = { width: 50, height: 35 };

/** The stock of a custom size. */
export function customStock({ width, height, gap = 2 }: CustomSize): LabelStock {
  const product = width >= PRODUCT_FROM.width && height >= PRODUCT_FROM.height;
  return { name: `${width}x${height}`, text: product ? 'product' : 'short', width, height, gap };
}

/** Labels on one page. */
export function perPage({ sheet }: LabelStock): number {
  return sheet ? sheet.columns * sheet.rows : 1;
}
