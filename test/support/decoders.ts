import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jsQrModule from 'jsqr';
import type { QRCode } from 'jsqr';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// The package is CommonJS with a default of its own; which of the two one gets depends on who loads it.
const jsQr = ((jsQrModule as unknown as { default?: unknown }).default ?? jsQrModule) as (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  options: { inversionAttempts: 'dontInvert' },
) => QRCode | null;

/** Grey pixels, one byte each, 0 is black. */
export interface GreyPicture {
  width: number;
  height: number;
  grey: Uint8Array;
}

let ready: Promise<unknown> | undefined;

/** What ZXing (C++ in WebAssembly) and jsQR (JavaScript) read: two decoders that share nothing with us or with each other. */
export async function decodeTwice(picture: GreyPicture): Promise<{ zxing: string[]; jsqr: string | undefined }> {
  return { zxing: await decodeAll(picture), jsqr: decodeJs(picture) };
}

/** What jsQR reads; it looks at every pixel many times, so the picture had better be small. */
export function decodeJs(picture: GreyPicture): string | undefined {
  return jsQr(rgbaOf(picture), picture.width, picture.height, { inversionAttempts: 'dontInvert' })?.data;
}

/** All codes of a picture by ZXing alone, in any order. */
export async function decodeAll(picture: GreyPicture): Promise<string[]> {
  ready ??= prepare();
  await ready;
  const { width, height } = picture;
  const image = { data: rgbaOf(picture), width, height, colorSpace: 'srgb' } as ImageData;
  const found = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

function rgbaOf({ width, height, grey }: GreyPicture): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at++) pixels[at] = 0xff000000 + grey[at]! * 0x010101;
  return new Uint8ClampedArray(pixels.buffer);
}

function prepare(): Promise<unknown> {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = Uint8Array.from(readFileSync(wasm)).buffer;
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** A part of a picture; what lies outside is white. */
export function cropped({ width, height, grey }: GreyPicture, x: number, y: number, w: number, h: number): GreyPicture {
  const part = new Uint8Array(w * h).fill(255);
  const [from, to] = [Math.max(x, 0), Math.min(x + w, width)];
  for (let row = Math.max(y, 0); row < Math.min(y + h, height); row++) {
    part.set(grey.subarray(row * width + from, row * width + to), (row - y) * w + from - x);
  }
  return { width: w, height: h, grey: part };
}
