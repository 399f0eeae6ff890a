import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { codeUrl } from './code-url.js';
import { QUIET_ZONE, qrMatrix, qrPng, qrSvg, qrTerminal } from './qr-image.js';

const CODE = 'A1T2N97BWQSYAZKYR1BXZZCSKF20';
const URL_TEXT = codeUrl('https://trace.example.cn', CODE);

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Reads with ZXing (C++ in WebAssembly), a decoder that shares nothing with the encoder. */
async function decode(image: Uint8Array | Pixels): Promise<string[]> {
  const input = image instanceof Uint8Array ? image : (image as ImageData);
  const found = await readBarcodes(input, { formats: ['QRCode'], tryHarder: true });
  return found.map(({ text, isValid }) => (isValid ? text : 'damaged beyond repair'));
}

/** Pixels from whether a module is dark, quiet zone included, `scale` pixels each. */
function paint(side: number, scale: number, isDark: (row: number, column: number) => boolean): Pixels {
  const data = new Uint8ClampedArray(4 * (side * scale) ** 2).fill(255);
  for (let y = 0; y < side * scale; y++) {
    for (let x = 0; x < side * scale; x++) {
      if (isDark(Math.floor(y / scale), Math.floor(x / scale)))
        data.fill(0, 4 * (y * side * scale + x), 4 * (y * side * scale + x) + 3);
    }
  }
  return { width: side * scale, height: side * scale, data };
}

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = Uint8Array.from(readFileSync(wasm)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

describe('the address in a QR', () => {
  it('is upper case from end to end', () => {
    expect(URL_TEXT).toBe(`HTTPS://TRACE.EXAMPLE.CN/T/${CODE}`);
    expect(codeUrl('http://192.168.1.20:3000', CODE)).toBe(`HTTP://192.168.1.20:3000/T/${CODE}`);
    expect(codeUrl('https://trace.example.cn/', CODE)).toBe(URL_TEXT);
  });

  it('is refused on a path, whose case would be lost', () => {
    expect(() => codeUrl('https://trace.example.cn/app', CODE)).toThrow(/scheme and host/);
  });

  it('fits version 3 (29 modules): alphanumeric mode, correction M', () => {
    expect(qrMatrix(URL_TEXT).size).toBe(29);
    expect(qrMatrix(codeUrl(`https://${'a'.repeat(22)}`, CODE)).size).toBe(29);
    expect(qrMatrix(codeUrl(`https://${'a'.repeat(23)}`, CODE)).size).toBe(33);
    expect(qrMatrix(URL_TEXT.toLowerCase()).size).toBe(33);
  });
});

describe('the QR image', () => {
  it.each([1, 2, 3, 8])('is read from PNG at %i pixels a module', async (scale) => {
    expect(await decode(qrPng(qrMatrix(URL_TEXT), scale))).toEqual([URL_TEXT]);
  });

  it('is a 1-bit PNG of whole modules with 4 light ones around', () => {
    const matrix = qrMatrix(URL_TEXT);
    const file = qrPng(matrix, 5);
    expect([file[24], file[25]]).toEqual([1, 0]);
    expect(file.length).toBeLessThan(700);
    const { width, height, data } = PNG.sync.read(file);
    const side = matrix.size + 2 * QUIET_ZONE;
    expect([width, height]).toEqual([side * 5, side * 5]);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [row, column] = [Math.floor(y / 5) - QUIET_ZONE, Math.floor(x / 5) - QUIET_ZONE];
        const inside = row >= 0 && row < matrix.size && column >= 0 && column < matrix.size;
        const dark = inside && matrix.dark[row * matrix.size + column] === 1;
        if (data[4 * (y * width + x)] !== (dark ? 0 : 255)) throw new Error(`pixel ${x},${y} is wrong`);
      }
    }
  });

  it('is read from the rectangles of the SVG', async () => {
    const svg = qrSvg(qrMatrix(URL_TEXT));
    const side = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
    const dark = new Set<string>();
    for (const [, x, y, run] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let step = 0; step < Number(run); step++) dark.add(`${y},${Number(x) + step}`);
    }
    expect(await decode(paint(side, 4, (row, column) => dark.has(`${row},${column}`)))).toEqual([URL_TEXT]);
  });

  it('is read from the lines of the terminal', async () => {
    const lines = qrTerminal(qrMatrix(URL_TEXT))
      .replace(/\u001b\[[\d;]*m/g, '')
      .split('\n');
    const side = lines[0]!.length;
    const isDark = (row: number, column: number): boolean =>
      (row % 2 === 0 ? '█▀' : '█▄').includes(lines[row >> 1]?.[column] ?? ' ');
    expect(await decode(paint(side, 4, isDark))).toEqual([URL_TEXT]);
  });

  it('is still read with a stain over a twelfth of the symbol', async () => {
    const matrix = qrMatrix(URL_TEXT);
    const dark = Uint8Array.from(matrix.dark);
    for (let row = 12; row < 20; row++)
      for (let column = 12; column < 20; column++) dark[row * matrix.size + column] = 1;
    expect(await decode(qrPng({ size: matrix.size, dark }, 6))).toEqual([URL_TEXT]);
  });

  it('is not read as anything else when half of it is gone', async () => {
    const matrix = qrMatrix(URL_TEXT);
    const dark = Uint8Array.from(matrix.dark, (module, index) => (index < matrix.dark.length / 2 ? module : 0));
    expect(await decode(qrPng({ size: matrix.size, dark }, 6))).not.toContain(URL_TEXT);
  });
});
