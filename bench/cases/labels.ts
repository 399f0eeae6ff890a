import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { Worker } from 'node:worker_threads';
import { getDataSourceToken } from '@nestjs/typeorm';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import encodeQR from 'qr';
import type { DataSource } from 'typeorm';
import type { LabelDrawing } from '../../src/codes/labels/label-drawing.js';
import { serialText } from '../../src/codes/labels/label-drawing.js';
import { LabelFont } from '../../src/codes/labels/label-font.js';
import { layoutLabel } from '../../src/codes/labels/label-layout.js';
import { LABEL_STOCKS } from '../../src/codes/labels/label-stock.js';
import type { PrintOrder } from '../../src/codes/artifacts/print-order.js';
import { codeUrl } from '../../src/codes/code-url.js';
import { BatchCodes } from '../../src/lots/batch-codes.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { LotPackages } from '../../src/lots/packages.service.js';
import { inTx } from '../../src/platform/db/tx.js';
import { scopeOf } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import { Outbox } from '../../src/platform/outbox/outbox.service.js';
import { PRINT_CODES } from '../../src/codes/print-codes.job.js';
import { PackageCodes } from '../../src/codes/package-codes.service.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';
import { benchOrder, codeOf, CONTENT, FONT, URL_OF_US } from './label-sample.js';

/** Codes of one measurement. */
const PICTURES = amount(20_000, 500);
const LABELS = amount(5_000, 200);
const OBVIOUS = amount(150, 20);
const SHEET_CODES = amount(20_000, 1_000);

/** Q1 and Q2: pictures and labels through the whole product against the bare ways; rates a second or a second of CPU. */
export async function labelCases(stage: Stage, notes: string[]): Promise<Comparison[]> {
  const jobs = new Jobs(stage);
  const drawing = layoutLabel(new LabelFont(readFileSync(FONT)), LABEL_STOCKS['60x40']!, CONTENT, {
    dpi: 203,
    modules: 29,
  });
  if ('tooLong' in drawing) throw new Error('the label of the bench does not fit');
  return [
    {
      ...{ goal: 'Q1', what: 'QR pictures (PNG) through a BullMQ job', unit: '1/s', kind: 'rate', wanted: 0.75 },
      ours: async () => {
        const began = performance.now();
        await jobs.print(benchOrder(['png'], PICTURES), PICTURES);
        return PICTURES / ((performance.now() - began) / 1000);
      },
      ...{ bare: () => twoWorkers(PICTURES), bareName: 'two raw worker threads, same pictures' },
    },
    {
      ...{
        goal: 'Q2',
        what: 'the same full label 60×40 in a PDF, job included',
        unit: '1/CPU-s',
        kind: 'rate',
        wanted: 10,
      },
      ours: () => perCpu(LABELS, () => jobs.print(benchOrder(['pdf'], LABELS, '60x40'), LABELS)),
      bare: () => perCpu(OBVIOUS, () => obviousLabels(stage, drawing, OBVIOUS)),
      bareName: 'pdfkit with PNGs of qrcode',
    },
    {
      ...{ goal: 'Q2', what: 'sheets of QR alone, job included', unit: '1/CPU-s', kind: 'rate', wanted: 0.6 },
      ours: async () => {
        const before = process.memoryUsage().rss;
        let bytes = 0;
        const rate = await perCpu(SHEET_CODES, async () => {
          bytes = await jobs.print(benchOrder(['pdf'], SHEET_CODES, 'a4-qr'), SHEET_CODES);
        });
        const grown = Math.max(0, process.memoryUsage().rss - before) / 2 ** 20;
        notes.push(
          `Q2 sheets: ${(bytes / SHEET_CODES).toFixed(0)} bytes a code (goal ≤ 150); memory grew by ${grown.toFixed(0)} MB in ${SHEET_CODES} codes`,
        );
        return rate;
      },
      bare: () => perCpu(SHEET_CODES, () => rawStream(stage, SHEET_CODES)),
      bareName: 'raw stream of image masks',
    },
  ];
}

/** Print jobs by the product's own way: a row, the outbox, the relay, BullMQ, the worker, the store. */
class Jobs {
  private lot: string | undefined;

  constructor(private readonly stage: Stage) {}

  /** Gives the bytes of the first file. */
  async print(wanted: PrintOrder, count: number): Promise<number> {
    const { app } = this.stage.running;
    const { coop } = this.stage;
    const lot = (this.lot ??= await this.codedLot());
    const job = newId();
    await inTx(appDatabase(this.stage), scopeOf(coop), async (tx) => {
      await tx.query(
        `insert into print_job (organisation_id, id, lot_id, person_id, total, kind, print_order) values ($1, $2, $3, $4, $5, 'labels', $6)`,
        [coop.organisation.id, job, lot, coop.personId, count, JSON.stringify(wanted)],
      );
      await tx.query(
        `insert into label_print (organisation_id, job_id, lot_id, again, fact_id, range_no, first_serial, last_serial)
         select organisation_id, $1, lot_id, true, fact_id, range_no, 1, $2 from code_range where lot_id = $3 and kind = 'package'`,
        [job, count, lot],
      );
      await app.get(Outbox, { strict: false }).send(tx, { topic: PRINT_CODES, payload: { job } });
    });
    return this.finished(job);
  }

  private async finished(job: string): Promise<number> {
    for (;;) {
      const { rows } = await this.stage.bare.query(
        `select j.state, f.bytes::float8 as bytes from public.print_job j left join public.job_file f on f.job_id = j.id where j.id = $1`,
        [job],
      );
      const [row] = rows as { state: string; bytes: number }[];
      if (row?.state === 'completed') return row.bytes;
      if (row?.state === 'failed') throw new Error(`job ${job} failed`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** A lot with as many codes as the largest case prints. */
  private async codedLot(): Promise<string> {
    const { app } = this.stage.running;
    const { coop } = this.stage;
    const [lot, factId] = [newId(), newId()];
    const count = Math.max(PICTURES, LABELS, SHEET_CODES);
    await inTx(appDatabase(this.stage), scopeOf(coop), async (tx) => {
      await app.get(LotsService, { strict: false }).born(tx, coop, {
        ...{ id: lot, kind: 'batch', herb: 'LIANQIAO', variant: '青翘', number: 'BENCH', quantity: count * 1_000 },
        ...{ region: '141026', bornAt: '2025-09-01T08:00:00+08:00', factId, actId: lot, origins: [] },
      });
      await app.get(BatchCodes, { strict: false }).issueBatchCode(tx, coop, { lot, actId: lot, factId });
      const packing = { lot, count, gramsEach: 1_000, actId: newId(), factId };
      await app.get(LotPackages, { strict: false }).pack(tx, coop, packing);
    });
    const { answer } = await app.get(PackageCodes, { strict: false }).request(coop, lot, { id: newId(), count });
    await this.finished(answer.job);
    return lot;
  }
}

function appDatabase(stage: Stage): DataSource {
  return stage.running.app.get<DataSource>(getDataSourceToken() as never, { strict: false });
}

/** Work for a second of CPU of this process, threads and all. */
async function perCpu(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

/** Two threads that do nothing but draw the pictures, a thousand at a time. */
async function twoWorkers(count: number): Promise<number> {
  const program = new URL('../bare/pictures.js', import.meta.url);
  const workers = [new Worker(program), new Worker(program)];
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const began = performance.now();
    let next = 0;
    await Promise.all(
      workers.map(async (worker) => {
        while (next < count) {
          const from = next;
          next += 1_000;
          worker.postMessage({ from, to: Math.min(count, from + 1_000) });
          await once(worker, 'message');
        }
      }),
    );
    return count / ((performance.now() - began) / 1000);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The label as anybody would write it: pdfkit with a font, every line set anew, and a picture from qrcode. */
async function obviousLabels(stage: Stage, drawing: LabelDrawing, count: number): Promise<void> {
  const point = 72 / 25.4;
  const size: [number, number] = [drawing.width * point, drawing.height * point];
  const document = new PDFDocument({ size, margin: 0, autoFirstPage: false });
  const out = document.pipe(createWriteStream(join(stage.directory, 'obvious.pdf')));
  document.registerFont('label', FONT);
  for (let serial = 1; serial <= count; serial++) {
    const code = codeOf(serial);
    document.addPage({ size, margin: 0 }).font('label');
    const lines = [
      ...drawing.texts,
      ...drawing.code.map(({ from, to, ...place }) => ({ ...place, text: code.slice(from, to) })),
      { ...drawing.serial!, text: serialText(serial) },
    ];
    for (const { x, y, size: em, text } of lines) {
      document.fontSize(em * point).text(text, x * point, y * point, { lineBreak: false, baseline: 'alphabetic' });
    }
    for (const { x, y, width, height } of drawing.frames) {
      document.rect(x * point, y * point, width * point, height * point).stroke();
    }
    const picture = await QRCode.toBuffer(codeUrl(URL_OF_US, code), { errorCorrectionLevel: 'M', margin: 0 });
    const { x, y, module, modules } = drawing.qr;
    document.image(picture, x * point, y * point, { width: module * modules * point });
  }
  document.end();
  await once(out, 'finish');
}

/** 65 symbols a page as inline masks, written straight to a file: the least a PDF of QR codes can cost. */
async function rawStream(stage: Stage, count: number): Promise<void> {
  const out = createWriteStream(join(stage.directory, 'raw.pdf'));
  const offsets: number[] = [];
  let at = 0;
  const write = (bytes: Buffer): void => {
    at += bytes.length;
    out.write(bytes);
  };
  write(Buffer.from('%PDF-1.4\n'));
  const pages = Math.ceil(count / 65);
  for (let page = 0; page < pages; page++) {
    const parts: Buffer[] = [];
    for (let slot = 0; slot < 65 && page * 65 + slot < count; slot++) {
      const rows = encodeQR(codeUrl(URL_OF_US, codeOf(page * 65 + slot)), 'raw', {
        ecc: 'medium',
        encoding: 'alphanumeric',
        border: 1,
      });
      const side = rows.length - 2;
      const bits = Buffer.alloc(Math.ceil(side / 8) * side);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++)
          if (rows[y + 1]![x + 1]) bits[y * Math.ceil(side / 8) + (x >> 3)]! |= 0x80 >> (x & 7);
      }
      const place = `q 41 0 0 41 ${40 + (slot % 5) * 108} ${780 - Math.floor(slot / 5) * 60} cm BI/W ${side}/H ${side}/IM true/D[1 0]ID `;
      parts.push(Buffer.from(place), bits, Buffer.from(' EI Q\n'));
    }
    const content = deflateSync(Buffer.concat(parts));
    offsets.push(at);
    write(Buffer.from(`${3 + 2 * page} 0 obj\n<</Filter/FlateDecode/Length ${content.length}>>stream\n`));
    write(content);
    write(Buffer.from('\nendstream\nendobj\n'));
    offsets.push(at);
    write(
      Buffer.from(
        `${4 + 2 * page} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${3 + 2 * page} 0 R>>\nendobj\n`,
      ),
    );
  }
  write(Buffer.from(offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')));
  out.end();
  await once(out, 'finish');
}
