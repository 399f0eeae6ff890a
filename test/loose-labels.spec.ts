import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { LABEL_STOCKS } from '../src/codes/labels/label-stock.js';
import { PrintJobs } from '../src/codes/print-jobs.service.js';
import { PrintRun } from '../src/codes/print-run.service.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import type { Actor } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { verifyProduct } from '../src/verify-ledger.js';
import type { Answer, Caller } from './support/caller.js';
import { CodeWorld } from './support/code-world.js';
import { cropped, decodeAll, decodeJs, type GreyPicture } from './support/decoders.js';
import { needs } from './support/needs.js';
import { canDrawPdf, pdfPages, pdfText, tsplLabels, zplLabels } from './support/printed.js';

/** 60 characters with every character no GB 2312 font has. */
const LONG_NAME =
  '临汾市安泽县太岳山南麓龘㙍道地中药材连翘黄芩丹参规范化℃种植≤产地初加工μ仓储物流质量追溯一体化示范农民专业合作社联合社';

let world: CodeWorld;
let maker: { actor: Actor; caller: Caller };
let stranger: Caller;

beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web', LOG_LEVEL: 'silent' }); // nobody but the tests runs jobs
  maker = await world.demo('processor');
  stranger = (await world.demo('factory')).caller;
}, 60_000);
afterAll(() => world?.close());

const post = (path: string, body: object, caller = maker.caller): Promise<Answer> =>
  caller.post(`/api/${path}`, { id: newId(), ...body });
const get = async (path: string) => (await maker.caller.get(`/api/${path}`)).body;
const run = (job: string) => world.get(PrintRun).run(job);

async function printed(answer: Promise<Answer>): Promise<string> {
  const { status, body, text } = await answer;
  if (status !== 202) throw new Error(text);
  await run(body.job);
  return body.job;
}
async function file(job: string, name: string): Promise<Buffer> {
  const { stream } = await world.get(PrintJobs).download(maker.actor, job, name);
  return Buffer.from(await textOf(stream.setEncoding('latin1')), 'latin1');
}
async function codesOf(job: string): Promise<string[]> {
  const list = (await file(job, 'codes.ndjson')).toString().trim().split('\n');
  return list.map((line) => (JSON.parse(line) as { code: string }).code);
}
const url = (code: string) => `HTTP://TRACE.TEST/T/${code}`;

/** ZXing looks at the whole label; jsQR, which is slow, at the side that has the QR. */
async function bothRead(picture: GreyPicture, code: string, qr: 'right' | 'left' = 'right'): Promise<void> {
  const { width, height } = picture;
  const side = Math.min(Math.round(width * 0.56), height);
  const jsqr = decodeJs(cropped(picture, qr === 'right' ? width - side : 0, 0, side, side));
  expect({ zxing: await decodeAll(picture), jsqr }).toEqual({ zxing: [url(code)], jsqr: url(code) });
}

/** The first label of a page: the whole page of a roll, the first place of a sheet. */
function firstLabel(page: GreyPicture, template: string): GreyPicture {
  const { sheet, width, height } = LABEL_STOCKS[template]!;
  if (!sheet) return page;
  const dots = (millimetres: number) => Math.round((millimetres * 203) / 25.4);
  return cropped(page, dots(sheet.left), dots(sheet.top), dots(width), dots(height));
}

async function withName(name: string, work: () => Promise<void>): Promise<void> {
  const { id, name: before } = maker.actor.organisation;
  await world.root.query(`update organisation set name = $1 where id = $2`, [name, id]);
  try {
    await work();
  } finally {
    await world.root.query(`update organisation set name = $1 where id = $2`, [before, id]);
  }
}

describe('labels of rolls, cartons and pallets', () => {
  it('come with their codes in every form a package label comes in', async () => {
    for (const [kind, word] of [
      ['roll', '卷标'],
      ['carton', '箱标'],
      ['pallet', '托盘标'],
    ] as const) {
      const formats = ['tspl', 'zpl', 'csv', ...(kind === 'roll' ? ['png', 'svg', 'pdf'] : [])];
      const job = await printed(post('loose-codes', { kind, count: 3, template: '60x40', formats }));
      const codes = await codesOf(job);
      const { labels } = tsplLabels(await file(job, 'labels-tspl.prn'));
      const zebra = zplLabels((await file(job, 'labels-zpl.prn')).toString('latin1'));
      expect([labels.length, zebra.length]).toEqual([3, 3]);
      for (const [index, label] of labels.entries()) {
        expect(Buffer.compare(label.grey, zebra[index]!.grey)).toBe(0);
        if (index > 0) expect(await decodeAll(label)).toEqual([url(codes[index]!)]);
      }
      await bothRead(labels[0]!, codes[0]!);
      const csv = (await file(job, 'codes.csv')).toString('utf8').split('\r\n');
      expect(csv[1]).toBe(`1,${codes[0]},${url(codes[0]!)},${word},`);
      const { files, state, lot } = await get(`jobs/${job}`);
      expect([state, lot, files.length]).toEqual(['completed', null, formats.length + 1]);
    }
  });

  it('are printed later, and again with the reason on record; every code of the order is accounted for', async () => {
    const { job: order } = (await post('loose-codes', { kind: 'carton', count: 10 })).body;
    const account = () => get(`loose-codes/${order}`);
    expect(await account()).toMatchObject({ kind: 'carton', issued: 10, printed: 0, unprinted: 10, voided: 0 });
    await run(order);
    expect(await account()).toMatchObject({ issued: 10, printed: 10, unprinted: 0, voided: 0, inUse: 0 });
    const codes = await codesOf(order);
    await post('code-voids', { code: codes[4], reason: 'misprinted' });
    expect(await account()).toMatchObject({ issued: 10, printed: 9, unprinted: 0, voided: 1, discarded: 0 });

    const wish = { serials: [1, 3], template: '40x30', formats: ['tspl'] };
    const first = await post(`loose-codes/${order}/labels`, wish);
    expect([first.status, first.body]).toEqual([202, expect.objectContaining({ count: 3, again: false })]);
    expect(await post(`loose-codes/${order}/labels`, wish)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'reason' }] },
    });
    const again = await post(`loose-codes/${order}/labels`, { ...wish, serials: [3, 4], reason: '卡纸' });
    expect([again.status, again.body.again]).toEqual([202, true]);
    const [fact] = await world.root.query(`select body->'open' as open from fact where id = $1`, [again.body.factId]);
    expect(fact.open).toEqual({
      ...{ issue: order, job: again.body.job, count: 2, again: true },
      ...{ stock: '40x30', files: ['tspl'] },
    });
    await run(again.body.job);
    const { labels } = tsplLabels(await file(again.body.job, 'labels-tspl.prn'));
    await bothRead(labels[0]!, codes[2]!, 'left');
    await bothRead(labels[1]!, codes[3]!, 'left');

    expect((await post(`jobs/${first.body.job}/cancel`, {})).status).toBe(201);
    expect((await get(`codes/${codes[0]}`)).state).not.toBe('void'); // labels are not codes
    expect((await post(`loose-codes/${order}/labels`, { ...wish, serials: [1, 2] })).status).toBe(202);
    expect(await post(`loose-codes/${order}/labels`, { ...wish, serials: [4, 12] })).toMatchObject({
      ...{ status: 409, body: { code: 'codes/serials-not-live', serials: [5, 5], issue: order } },
    });
    for (const id of [order, newId()]) {
      expect((await post(`loose-codes/${id}/labels`, wish, stranger)).status).toBe(404);
      expect((await stranger.get(`/api/loose-codes/${id}`)).status).toBe(404);
    }
  });

  it('of a container that got another label are printed by that replacement', async () => {
    const { job } = (await post('loose-codes', { kind: 'pallet', count: 1 })).body;
    await run(job);
    const [old = ''] = await codesOf(job);
    const replaced = (await post('code-replacements', { code: old, reason: 'damaged' })).body;
    const wish = { serials: [1, 1], template: '100x70', formats: ['tspl'] };
    expect((await post(`loose-codes/${job}/labels`, wish)).status).toBe(409);
    const labels = await printed(post(`loose-codes/${replaced.id}/labels`, wish));
    await bothRead(tsplLabels(await file(labels, 'labels-tspl.prn')).labels[0]!, replaced.code);
    expect(await get(`loose-codes/${replaced.id}`)).toMatchObject({ kind: 'pallet', issued: 1, printed: 1, single: 1 });
  });

  it('are refused like others: what cannot be, by its field', async () => {
    for (const [status, path, wish] of [
      [422, 'formats', { formats: ['pdf', 'pdf'] }],
      [422, 'size', { template: 'a4', size: { width: 50, height: 30 } }],
      [422, 'formats', { template: 'a4', formats: ['zpl'] }],
      [422, 'offset.x', { template: '60x40', offset: { x: 9, y: 0 } }],
      [422, 'offset.y', { template: '60x40', offset: { x: 0, y: -3 } }],
      [400, 'template', { template: '1x1' }],
    ] as const) {
      const { status: got, body } = await post('loose-codes', { kind: 'roll', count: 1, ...wish });
      expect([wish, got, body.errors.map((fault: { path: string }) => fault.path)]).toEqual([wish, status, [path]]);
      if (path === 'formats') expect(body.errors[0].message).not.toMatch(/pdf.*pdf.*pdf/);
    }
    await withName('连翘'.repeat(60), async () => {
      const tooLong = await post('loose-codes', { kind: 'roll', count: 1, size: { width: 30, height: 20 } });
      expect(tooLong).toMatchObject({
        ...{ status: 422, body: { code: 'codes/label-too-long', errors: [{ path: 'label.organisation' }] } },
      });
    });
  });

  it('are held against their facts by verify-ledger', async () => {
    await world.get(Sealer).sealNow();
    const verdict = async () => (await verifyProduct(world.app.running.config)).misfit?.what;
    expect(await verdict()).toBeUndefined();
    const rows: { job: string; range: string }[] = await world.root.query(
      `select job_id as job, range_no as range from label_print where lot_id is null order by ordered_at limit 2`,
    );
    const [one, other] = rows;
    const change = (range: string) =>
      world.root.query(`alter table label_print disable trigger all;
        update label_print set range_no = ${range} where job_id = '${one!.job}'; alter table label_print enable trigger all`);
    await change(other!.range); // as if these had been labels of another order
    expect(await verdict()).toMatch(/labels of this fact/);
    await change(one!.range);
    expect(await verdict()).toBeUndefined();
  });
});

needs('pdftoppm: install poppler-utils', canDrawPdf(), 'loose labels drawn by poppler', () => {
  it('hold a company name of 60 characters on every template, and both decoders read them', async () => {
    expect([...LONG_NAME].length).toBe(60);
    const { job: order } = (await post('loose-codes', { kind: 'roll', count: 2 })).body;
    const codes = await codesOf((await run(order), order));
    await withName(LONG_NAME, async () => {
      for (const template of Object.keys(LABEL_STOCKS).filter((name) => name !== 'a4-qr')) {
        const wish = { serials: [1, 2], template, reason: '试打' };
        const pdf = await file(await printed(post(`loose-codes/${order}/labels`, wish)), 'labels.pdf');
        const [page] = pdfPages(pdf, 203);
        await bothRead(firstLabel(page!, template), codes[0]!, template === '40x30' ? 'left' : 'right');
        const text = pdfText(pdf).replace(/[\s-]/g, '');
        for (const words of ['卷标', LONG_NAME, ...codes]) expect(text).toContain(words);
        expect(text).not.toMatch(/批号|待检|合格/);
      }
    });
  });
});

describe('the preview', () => {
  async function preview(path: string): Promise<GreyPicture> {
    const answer = await fetch(`${world.app.origin}/api/${path}`, { headers: { cookie: maker.caller.cookie! } });
    expect([path, answer.status]).toEqual([path, 200]);
    const { width, height, data } = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
    return { width, height, grey: data.filter((_, at) => at % 4 === 0) };
  }

  it('of a size of one’s own, moved, is dot by dot what the printer gets but for the code', async () => {
    const formats = ['tspl'];
    for (const [paper, size, dpi] of [
      ['template=60x40&offsetX=-1.2&offsetY=-0.4', { template: '60x40', offset: { x: -1.2, y: -0.4 } }, 203],
      ['width=66&height=42', { size: { width: 66, height: 42 } }, 300],
    ] as const) {
      const seen = await preview(`loose-codes/label.png?kind=roll&dpi=${dpi}&${paper}`);
      await bothRead(seen, '0'.repeat(28)); // a specimen, never issued
      const job = await printed(post('loose-codes', { kind: 'roll', count: 1, dpi, formats, ...size }));
      const [label] = tsplLabels(await file(job, 'labels-tspl.prn')).labels;
      expect([label!.height, label!.width - seen.width < 8]).toEqual([seen.height, true]);
      const unlike = new Set<number>();
      let ink = 0;
      for (let at = 0; at < seen.grey.length; at++) {
        const [x, y] = [at % seen.width, Math.floor(at / seen.width)];
        const same = seen.grey[at]! < 128 === label!.grey[y * label!.width + x]! < 128;
        if (!same) unlike.add(x);
        if (seen.grey[at]! < 128) ink++;
      }
      expect(ink).toBeGreaterThan(1_000);
      // Only the side of the label that has QR and code differs: name and company stand where they will be printed.
      const half = seen.width / 2;
      const onCodeSide =
        'template' in size || dpi === 300 ? (x: number) => x > half : (x: number) => x < seen.width * 0.97;
      expect([...unlike].filter((x) => !onCodeSide(x))).toEqual([]);
    }
  });

  it('shows the same as outlines, and refuses what would be cut by its field', async () => {
    const svg = await maker.caller.get('/api/loose-codes/label.svg?kind=pallet&width=90&height=60&offsetX=-1.5');
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(svg.text).toMatch(/^<svg [^>]*viewBox="0 0 90 60".*<g transform="translate\(-1.5 0\)">/s);
    const { lot } = await world.aBatch(maker.actor, 1);
    for (const [status, path, query] of [
      [422, 'offsetX', 'kind=roll&offsetX=-3'],
      [422, 'offsetY', 'kind=roll&template=a4&offsetY=9.9'],
      [400, 'offsetX', 'kind=roll&offsetX=11'],
      [400, 'offsetX', 'kind=roll&offsetX='],
      [400, 'width', 'kind=roll&width=5&height=30'],
      [400, 'height', 'kind=roll&width=50&height=30&height=40'],
      [422, 'height', 'kind=roll&width=50'],
      [422, 'width', 'kind=roll&template=60x40&width=50&height=40'],
      [400, 'kind', 'template=60x40'],
    ] as const) {
      const { status: got, body } = await maker.caller.get(`/api/loose-codes/label.png?${query}`);
      expect([query, got, body.errors?.[0]?.path]).toEqual([query, status, path]);
    }
    expect((await maker.caller.get(`/api/batches/${lot}/label.png?offsetX=x`)).status).toBe(400);
  });
});
