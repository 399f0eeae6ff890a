import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { needs } from '../../../test/support/needs.js';
import { findProgram } from '../../../scripts/programs.mjs';
import { LocalFileStore } from '../../platform/storage/local-file-store.js';
import { LabelFont } from '../labels/label-font.js';
import { LABEL_STOCKS } from '../labels/label-stock.js';
import { blocksOf, type SerialRun } from '../serial-run.js';
import { csvCell } from './code-csv.js';
import { FileDraft } from './file-drafts.js';
import { planFiles, type PlannedJob } from './plan-files.js';
import { LIST_ONLY, type PrintOrder } from './print-order.js';
import { renderChunk } from './render-chunk.js';

const URL_OF_US = 'https://trace.example.cn';
let folder: string;
let store: LocalFileStore;
const font = new LabelFont(readFileSync(new URL('../labels/fonts/NotoSansSC-Medium.ttf', import.meta.url)));
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bencao-artifacts-'));
  store = new LocalFileStore(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = (serial: number): string => `A${String(serial).padStart(27, '0')}`;
const content = {
  ...{ name: '连翘', number: 'LQ-1', qualityMark: '待检' },
  lines: [{ field: 'origin' as const, title: '产地', text: '安泽县' }],
};
const order = (files: PrintOrder['files'], total: number, template = 'a4-qr'): PrintOrder => ({
  ...LIST_ONLY,
  ...{
    files,
    stock: LABEL_STOCKS[template]!,
    contents: [{ first: 1, last: total, content }],
    name: '=连翘',
    number: 'LQ,"1"',
  },
});
const plan = (asked: PrintOrder, total: number): Promise<PlannedJob> =>
  planFiles(asked, total, URL_OF_US, () => Promise.resolve(font));

/** Makes a job's files; killed and taken up again after every chunk when `stopping`. */
async function make(asked: PrintOrder, total: number, { stopping = false, name = 'job' } = {}): Promise<Buffer[]> {
  const job = await plan(asked, total);
  const plans = job.files.map((file) => file.plan);
  let drafts = await Promise.all(job.files.map((file, index) => FileDraft.begin(store, file, `${name}.0.${index}`)));
  const chunks = Math.ceil(total / job.chunk);
  for (let index = 0; index < chunks; index++) {
    const first = index * job.chunk + 1;
    const items = Array.from({ length: Math.min(job.chunk, total - first + 1) }, (_, at) => ({
      ...{ serial: first + at, code: code(first + at), drawing: 0 },
    }));
    const made = renderChunk({ publicUrl: URL_OF_US, plans, index, items });
    for (const [file, draft] of drafts.entries()) await draft.add(made[file]!);
    const parts = await Promise.all(drafts.map((draft) => draft.checkpoint()));
    if (!stopping) continue;
    for (const draft of drafts) {
      await draft.add({ body: Buffer.from('half a chunk that nobody noted') }); // killed here
      await draft.leave();
    }
    const next = await Promise.all(
      job.files.map((file, at) =>
        FileDraft.resume(store, file, `${name}.${index}.${at}`, parts[at]!, `${name}.${index + 1}.${at}`),
      ),
    );
    drafts = next.map((draft) => draft!);
  }
  return Promise.all(
    drafts.map(async (draft) => {
      const { sha256 } = await draft.publish();
      return readFileSync(join(folder, 'sha256', sha256.slice(0, 2), sha256));
    }),
  );
}

describe('the files of a job', () => {
  it('are the same bytes, however often the job was killed', async () => {
    const asked = order(['list', 'pdf', 'csv', 'png', 'svg'], 2_000);
    const [whole, pieces] = [await make(asked, 2_000), await make(asked, 2_000, { stopping: true, name: 'killed' })];
    expect(pieces.map((bytes) => bytes.length)).toEqual(whole.map((bytes) => bytes.length));
    for (const [index, bytes] of whole.entries()) expect(Buffer.compare(bytes, pieces[index]!)).toBe(0);
    const [list, pdf] = whole;
    expect(list!.toString().trim().split('\n')).toHaveLength(2_000);
    expect(pdf!.length / 2_000).toBeLessThanOrEqual(150);
  }, 60_000);

  it('hold a PDF in which every entry of the table points to its object', async () => {
    for (const [template, total] of [
      ['60x40', 1_203],
      ['a4', 1_203],
      ['a4', 1],
    ] as const) {
      const [pdf] = await make(order(['pdf'], total, template), total, { name: `pdf-${template}-${total}` });
      const text = pdf!.toString('latin1');
      const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
      const [, count] = /^xref\n0 (\d+)\n/.exec(text.slice(start))!;
      const entries = text.slice(start + `xref\n0 ${count}\n`.length);
      for (let object = 1; object < Number(count); object++) {
        const at = Number(entries.slice(object * 20, object * 20 + 10));
        expect(text.startsWith(`${object} 0 obj\n`, at)).toBe(true);
      }
    }
  });
});

/** The members of a ZIP as its directory tells them; written from APPNOTE.TXT, not from our writer. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const large = zip.lastIndexOf(Buffer.from('504b0606', 'hex'), end);
  const [count, directory] = [Number(zip.readBigUInt64LE(large + 32)), Number(zip.readBigUInt64LE(large + 48))];
  const members = new Map<string, Buffer>();
  for (let at = directory, index = 0; index < count; index++) {
    const [method, size, nameLength, extra] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
    ];
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    const local = Number(zip.readBigUInt64LE(at + 46 + nameLength + 4));
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + size);
    members.set(name, method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + nameLength + extra;
  }
  return members;
}

describe('a ZIP', () => {
  it('has a picture for every code, named by serial and code', async () => {
    const [zip] = await make(order(['svg'], 1_100), 1_100, { name: 'zip' });
    const members = unzip(zip!);
    expect(members.size).toBe(1_100);
    expect(members.get(`0001100-${code(1_100)}.svg`)!.toString()).toMatch(/^<svg /);
  });

  const python = findProgram(['python3']);
  needs('python3', python !== undefined, 'read by another program', () => {
    it('is whole', async () => {
      const [zip] = await make(order(['png'], 20), 20, { name: 'zip-png' });
      writeFileSync(join(folder, 'out.zip'), zip!);
      const script = `import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))`;
      expect(execFileSync(python!, ['-c', script, join(folder, 'out.zip')], { encoding: 'utf8' })).toBe('None 20\n');
    });
  });
});

describe('a list for a spreadsheet', () => {
  it.each([
    ['连翘', '连翘'],
    ['=1+1', "'=1+1"],
    ['+86', "'+86"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=a,b', '"\'=a,b"'],
  ])('%j becomes %j', (text, cell) => expect(csvCell(text)).toBe(cell));

  it('has its mark, its head and one line a code', async () => {
    const [csv] = await make(order(['csv'], 3), 3, { name: 'csv' });
    expect(csv!.toString('utf8').split('\r\n')).toEqual([
      '\ufeff件号,溯源码,网址,品名,批号',
      ...[1, 2, 3].map(
        (serial) => `${serial},${code(serial)},HTTPS://TRACE.EXAMPLE.CN/T/${code(serial)},'=连翘,"LQ,""1"""`,
      ),
      '',
    ]);
  });
});

describe('blocks of serials', () => {
  it('hold every serial once, in order, all but the last of the asked size', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 40 })), { maxLength: 8 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 4 }), (pairs, size, blocks) => {
        let next = 1;
        const list: SerialRun[] = pairs.map(([gap, length]) => {
          const first = next + gap;
          next = first + length;
          return { first, last: next - 1 };
        });
        const all = list.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
        const skip = Math.min(blocks * size, all.length);
        const made = [...blocksOf(list, skip, size)];
        const flat = made.map((block) =>
          block.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at)),
        );
        expect(flat.flat()).toEqual(all.slice(skip));
        for (const block of flat.slice(0, -1)) expect(block).toHaveLength(size);
        expect(flat.at(-1)?.length ?? 0).toBeLessThanOrEqual(size);
      }),
    );
  });
});
