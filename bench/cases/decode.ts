import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { cropped, decodeAll, decodeJs, type GreyPicture } from '../../test/support/decoders.js';
import { planFiles } from '../../src/codes/artifacts/plan-files.js';
import { endOf, renderChunk, tailOf } from '../../src/codes/artifacts/render-chunk.js';
import { codeUrl } from '../../src/codes/code-url.js';
import { LabelFont } from '../../src/codes/labels/label-font.js';
import { LABEL_STOCKS, perPage } from '../../src/codes/labels/label-stock.js';
import type { Comparison } from '../rounds.js';
import { QUICK } from '../size.js';
import type { Stage } from '../stage.js';
import { benchOrder, codeOf, FONT, URL_OF_US } from './label-sample.js';

const DPI = QUICK ? [203] : [203, 300, 600];

/** Q3: of all labels on one page of every stock, drawn by poppler, the share that both decoders read. */
export function decodedSheets(stage: Stage): Comparison {
  return {
    ...{
      goal: 'Q3',
      what: `labels read by ZXing and jsQR at ${DPI.join(', ')} dpi`,
      unit: 'share',
      kind: 'rate',
      wanted: 1,
    },
    ours: () => shareRead(stage),
    ...{ bare: () => Promise.resolve(1), bareName: 'all of them' },
  };
}

async function shareRead(stage: Stage): Promise<number> {
  let [read, printed] = [0, 0];
  const folder = mkdtempSync(join(stage.directory, 'decode-'));
  for (const template of Object.keys(LABEL_STOCKS)) {
    const count = perPage(LABEL_STOCKS[template]!);
    const pdf = join(folder, `${template}.pdf`);
    writeFileSync(pdf, await onePage(template, count));
    for (const dpi of DPI) {
      execFileSync('pdftoppm', ['-r', String(dpi), '-gray', '-f', '1', '-l', '1', pdf, join(folder, 'page')]);
      const name = readdirSync(folder).find((file) => file.endsWith('.pgm'))!;
      const page = readPgm(readFileSync(join(folder, name)));
      rmSync(join(folder, name));
      for (const [slot, label] of labelsOf(page, template, dpi).entries()) {
        printed += 1;
        const text = codeUrl(URL_OF_US, codeOf(slot + 1));
        const [zxing] = await decodeAll(label);
        if (zxing === text && decodeJs(qrPart(label, template)) === text) read += 1;
        else process.stderr.write(`Q3: label ${slot + 1} of ${template} was not read at ${dpi} dpi\n`);
      }
    }
  }
  return read / printed;
}

async function onePage(template: string, total: number): Promise<Buffer> {
  const font = new LabelFont(readFileSync(FONT));
  const { files } = await planFiles(benchOrder(['pdf'], total, template), total, URL_OF_US, () =>
    Promise.resolve(font),
  );
  const [{ plan, frame }] = files as [(typeof files)[number]];
  const items = Array.from({ length: total }, (_, at) => ({ code: codeOf(at + 1), serial: at + 1, drawing: 0 }));
  const [chunk] = renderChunk({ publicUrl: URL_OF_US, plans: [plan], index: 0, items });
  const body = frame.head.length + chunk!.body.length;
  const { beforeTail, afterTail } = endOf(plan, { body, tail: 0 });
  const tail = [frame.tailHead, tailOf(plan, chunk!, frame.head.length)];
  return Buffer.concat([frame.head, chunk!.body, beforeTail, ...tail, afterTail]);
}

function labelsOf(page: GreyPicture, template: string, dpi: number): GreyPicture[] {
  const { sheet, width, height } = LABEL_STOCKS[template]!;
  if (!sheet) return [page];
  const dots = dpi / 25.4;
  return Array.from({ length: sheet.columns * sheet.rows }, (_, slot) => {
    const x = sheet.left + (slot % sheet.columns) * sheet.stepX;
    const y = sheet.top + Math.floor(slot / sheet.columns) * sheet.stepY;
    const at = [x, y, width, height].map((millimetres) => Math.round(millimetres * dots));
    return cropped(page, at[0]!, at[1]!, at[2]!, at[3]!);
  });
}

/** jsQR wants a small picture: the side of the label that has the QR. */
function qrPart(label: GreyPicture, template: string): GreyPicture {
  const { text } = LABEL_STOCKS[template]!;
  if (text === 'qr') return label;
  const width = Math.round(label.width * 0.56);
  return cropped(label, text === 'short' ? 0 : label.width - width, 0, width, Math.min(label.height, width));
}

function readPgm(bytes: Buffer): GreyPicture {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (!header) throw new Error('pdftoppm gave no P5 picture');
  return { width: Number(header[1]), height: Number(header[2]), grey: bytes.subarray(header[0].length) };
}
