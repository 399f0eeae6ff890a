import { grayPng } from '../qr-image.js';
import type { Bitmap } from './bitmap.js';

/** A 1-bit PNG, one pixel a printer dot. */
export function bitmapPng({ width, height, stride, bits }: Bitmap): Buffer {
  const rows = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    for (let byte = 0; byte < stride; byte++) rows[row * (stride + 1) + 1 + byte] = bits[row * stride + byte]! ^ 0xff;
  }
  return grayPng(width, height, rows);
}
