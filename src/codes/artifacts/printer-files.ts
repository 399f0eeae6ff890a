import type { Bitmap } from '../labels/bitmap.js';
import { labelBitmap, type LabelPlate } from '../labels/label-bitmap.js';
import type { LabelStock } from '../labels/label-stock.js';
import type { DrawnItem } from './artifact.js';

/** What a label printer is told: whole pictures, because no printer's own fonts have all of our characters. */
export interface PrinterPlan {
  kind: 'tspl' | 'zpl';
  stock: LabelStock;
  plates: LabelPlate[];
}

const CRLF = '\r\n';

/** TSPL (TSC, 佳博, 汉印): the paper once, at the head of the file. */
export function tsplHead({ width, height, gap }: LabelStock): Uint8Array {
  return latin([`SIZE ${width} mm,${height} mm`, `GAP ${gap} mm,0 mm`, 'DIRECTION 1', 'REFERENCE 0,0', ''].join(CRLF));
}

/** One label: the whole picture, in which TSPL takes 0 for black. */
export function tsplLabel(plan: PrinterPlan, item: DrawnItem): Uint8Array {
  const { stride, height, bits, width } = labelBitmap(plan.plates[item.drawing]!, item);
  const inverted = Buffer.alloc(bits.length);
  for (let at = 0; at < bits.length; at++) inverted[at] = bits[at]! ^ 0xff;
  void width;
  return Buffer.concat([
    latin(`CLS${CRLF}BITMAP 0,0,${stride},${height},0,`),
    inverted,
    latin(`${CRLF}PRINT 1,1${CRLF}`),
  ]);
}

/** ZPL (Zebra): one label a format, black is 1, in hexadecimal with ZPL's own shortening of runs. */
export function zplLabel(plan: PrinterPlan, item: DrawnItem): Uint8Array {
  const bitmap = labelBitmap(plan.plates[item.drawing]!, item);
  const bytes = bitmap.stride * bitmap.height;
  const graphic = `^GFA,${bytes},${bytes},${bitmap.stride},${shortHex(bitmap)}`;
  return latin(`^XA^PW${bitmap.width}^LL${bitmap.height}^LH0,0^FO0,0${graphic}^FS^PQ1^XZ${CRLF}`);
}

/** Hexadecimal rows; `:` is the row before once more, `,` zeros to the end, `!` ones to the end, letters count repetitions. */
function shortHex({ bits, stride, height }: Bitmap): string {
  let before = '';
  let text = '';
  for (let row = 0; row < height; row++) {
    const hex = Buffer.from(bits.buffer, bits.byteOffset + row * stride, stride)
      .toString('hex')
      .toUpperCase();
    text += hex === before ? ':' : shortRow(hex);
    before = hex;
  }
  return text;
}

function shortRow(hex: string): string {
  const zeros = /0*$/.exec(hex)![0];
  const ones = zeros === '' ? /F*$/.exec(hex)![0] : '';
  const end = zeros !== '' ? ',' : ones !== '' ? '!' : '';
  const body = hex.slice(0, hex.length - zeros.length - ones.length);
  return body.replace(/(.)\1{2,}/g, (run, digit: string) => repeated(run.length) + digit) + end;
}

/** G to Y are 1 to 19, g to z are 20 to 400; together they add up. */
function repeated(count: number): string {
  if (count > 400) return 'z' + repeated(count - 400);
  const twenties = Math.floor(count / 20);
  const rest = count % 20;
  return (twenties > 0 ? String.fromCharCode(102 + twenties) : '') + (rest > 0 ? String.fromCharCode(70 + rest) : '');
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
