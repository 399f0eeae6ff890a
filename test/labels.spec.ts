import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';
import { ArtifactSweep } from '../src/codes/artifacts/artifact-sweep.service.js';
import { LABEL_STOCKS } from '../src/codes/labels/label-stock.js';
import { PrintRun } from '../src/codes/print-run.service.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { newId } from '../src/platform/ids.js';
import { FileStore } from '../src/platform/storage/file-store.js';
import { verifyProduct } from '../src/verify-ledger.js';
import type { Answer, Caller } from './support/caller.js';
import { cropped, decodeAll, decodeJs, type GreyPicture } from './support/decoders.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { factoryClerk, Growing, idOf, runBody } from './support/growing.js';
import { needs } from './support/needs.js';
import { canDrawPdf, pdfPages, pdfText, tsplLabels, zplLabels } from './support/printed.js';

/** 60 characters, as long as names of companies get, with characters no GB 2312 font has. */
const LONG_NAME =
  '临汾市安泽县太岳山南麓龘㙍道地中药材连翘黄芩丹参规范化生态种植产地初加工仓储物流与质量追溯一体化示范农民专业合作社联合社';
const SPECIFICATION = '青翘 选货 ≤10 μm 25 ℃';

let house: DemoHouse;
let clerk: Caller;
let quality: Caller;
let stranger: Caller;
let batch: string;
/** The package codes of the batch by serial. */
const codes = new Map<number, string>();

beforeAll(async () => {
  house = await startDemoHouse();
  [clerk, quality] = [await house.demo('clerk'), await house.demo('quality')];
  stranger = await factoryClerk(house);
  batch = await aBatch(200);
  const issued = await clerk.post(`/api/batches/${batch}/codes`, { id: newId(), count: 130, template: null });
  expect(issued.status).toBe(202);
  await run(issued.body.job);
  for (const line of (await file(issued.body.job, 'codes.ndjson')).toString().trim().split('\n')) {
    const { serial, code } = JSON.parse(line) as { serial: number; code: string };
    codes.set(serial, code);
  }
}, 90_000);
afterAll(() => house?.stop());

async function aBatch(packages: number, more: object = {}): Promise<string> {
  const coop = new Growing(clerk);
  const { plots, planting } = await coop.ground();
  const grams = packages * 3_000;
  const fresh = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams }]));
  const dried = runBody([{ lot: fresh, grams }]);
  idOf(await clerk.post('/api/runs', dried));
  const inputs = [{ lot: dried.outputs[0]!.id, grams: packages * 1_000 }];
  const made = await clerk.post('/api/batches', {
    ...{ id: newId(), number: `LQ-141026-${++batches}`, herb: 'LIANQIAO', variant: '青翘', inputs },
    ...{ specification: SPECIFICATION, ...more },
  });
  const id = idOf(made);
  idOf(
    await clerk.post(`/api/batches/${id}/packages`, {
      ...{ id: newId(), count: packages, gramsEach: 1_000, material: '双层食品级聚乙烯袋' },
      packedAt: '2025-08-10T15:00:00+08:00',
    }),
  );
  return id;
}
let batches = 0;

const run = (job: string) => house.running.app.get(PrintRun, { strict: false }).run(job);
const print = (body: object, caller = clerk, lot = batch): Promise<Answer> =>
  caller.post(`/api/batches/${lot}/labels`, { id: newId(), reason: '试打', ...body });

async function printed(body: object, lot = batch): Promise<string> {
  const answer = await print(body, clerk, lot);
  if (answer.status !== 202) throw new Error(answer.text);
  await run(answer.body.job);
  return answer.body.job;
}

async function file(job: string, name: string): Promise<Buffer> {
  const answer = await fetch(`${house.origin}/api/jobs/${job}/files/${name}`, { headers: { cookie: clerk.cookie! } });
  expect([name, answer.status]).toEqual([name, 200]);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const hash = createHash('sha256').update(bytes).digest();
  expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${hash.toString('base64')}:`);
  return bytes;
}

const url = (serial: number): string => `HTTP://TRACE.TEST/T/${codes.get(serial)}`;

/** Every label of a page, cut out by its place on the sheet. */
function slots(page: GreyPicture, template: string, dpi: number): GreyPicture[] {
  const { sheet, width, height } = LABEL_STOCKS[template]!;
  if (!sheet) return [page];
  const dots = dpi / 25.4;
  return Array.from({ length: sheet.columns * sheet.rows }, (_, slot) =>
    cropped(
      page,
      Math.round((sheet.left + (slot % sheet.columns) * sheet.stepX) * dots),
      Math.round((sheet.top + Math.floor(slot / sheet.columns) * sheet.stepY) * dots),
      Math.round(width * dots),
      Math.round(height * dots),
    ),
  );
}

/** ZXing looks at the whole label; jsQR, which is slow, at the half that has the QR. */
async function bothRead(picture: GreyPicture, expected: string, template: string): Promise<void> {
  const { width, height } = picture;
  const half = Math.round(width * (template === 'a4-qr' ? 1 : 0.56));
  const from = template === '40x30' || template === 'a4-qr' ? 0 : width - half;
  const jsqr = decodeJs(cropped(picture, from, 0, half, Math.min(height, half)));
  expect({ zxing: await decodeAll(picture), jsqr }).toEqual({ zxing: [expected], jsqr: expected });
}

needs('pdftoppm: install poppler-utils', canDrawPdf(), 'a label PDF drawn by poppler', () => {
  it.each([
    ['60x40', 2],
    ['70x50', 2],
    ['100x70', 2],
    ['40x30', 2],
    ['a4', 25],
    ['a4-21', 2],
    ['a4-10', 2],
    ['a4-qr', 66],
  ])('%s: two decoders read every code at 203 dpi', async (template, count) => {
    const pdf = await file(await printed({ serials: [1, count], template }), 'labels.pdf');
    const labels = pdfPages(pdf, 203).flatMap((page) => slots(page, template, 203));
    const perPage = LABEL_STOCKS[template]!.sheet ? slots(labels[0]!, template, 203).length : 1;
    const closely = new Set([1, 2, perPage, count]); // the other decoder is too slow for every label of a sheet; bench Q3 has all
    expect(labels.length).toBe(Math.ceil(count / perPage) * perPage);
    for (let serial = 1; serial <= count; serial++) {
      if (closely.has(serial)) await bothRead(labels[serial - 1]!, url(serial), template);
      else expect(await decodeAll(labels[serial - 1]!)).toEqual([url(serial)]);
    }
    for (const empty of labels.slice(count)) expect(empty.grey.every((dot) => dot === 255)).toBe(true);
  });

  it('is of the label’s own size to a dot, and a custom size and a moved print are as well', async () => {
    const [plain] = pdfPages(await file(await printed({ serials: [1, 1], template: '60x40' }), 'labels.pdf'), 203);
    expect([plain!.width, plain!.height].map((dots) => Math.round(dots / 8))).toEqual([60, 40]);
    const size = { width: 80, height: 45 };
    const [custom] = pdfPages(await file(await printed({ serials: [2, 2], size }), 'labels.pdf'), 203);
    expect([custom!.width, custom!.height].map((dots) => Math.round(dots / 8))).toEqual([80, 45]);
    await bothRead(custom!, url(2), 'custom');
    const offset = { x: -1, y: 1.5 };
    const [moved] = pdfPages(
      await file(await printed({ serials: [1, 1], template: '60x40', offset }), 'labels.pdf'),
      203,
    );
    const [from, to] = [inkBox(plain!), inkBox(moved!)];
    expect(Math.abs(to.left - from.left + 8)).toBeLessThanOrEqual(1);
    expect(Math.abs(to.top - from.top - 12)).toBeLessThanOrEqual(1);
  });

  it('says all eleven fields and what article 48 asks for, and the text can be copied', async () => {
    const text = pdfText(await file(await printed({ serials: [7, 7], template: '100x70' }), 'labels.pdf')).replace(
      /\s/g,
      '',
    );
    for (const words of [
      ...['连翘', '基原：Forsythiasuspensa(Thunb.)Vahl', '批号：LQ-141026-1', `规格：${SPECIFICATION}1kg/件`],
      ...['产地：山西省临汾市安泽县（和川连翘基地）', '重量：1kg', '采收日期：2025-08-03', '包装日期：2025-08-10'],
      ...['保质期：24个月，至2027-08-09', '扫码追溯', '企业名称（供货单位）：', '合作社', '待检', '№000007'],
    ]) {
      expect(text).toContain(words.replace(/\s/g, ''));
    }
    expect(text.replace(/-/g, '')).toContain(codes.get(7)!);
    const short = pdfText(await file(await printed({ serials: [7, 7], template: '40x30' }), 'labels.pdf'));
    expect(short).toContain('LQ-141026-1');
    expect(short).not.toMatch(/产地|待检|№/);
  });

  it('draws rare characters and a company name of 60 characters on every template, whole and read by both decoders', async () => {
    expect([...LONG_NAME].length).toBe(60);
    const lot = await aBatch(2);
    const [{ name, id }] = (await house.rows(
      `select o.name, o.id from organisation o join batch b on b.organisation_id = o.id where b.id = $1`,
      [lot],
    )) as [{ name: string; id: string }];
    await house.rows(`update organisation set name = $1 where id = $2`, [LONG_NAME, id]);
    try {
      idOf202(await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 2 }));
      for (const template of Object.keys(LABEL_STOCKS).filter((name) => LABEL_STOCKS[name]!.text === 'product')) {
        const job = await printed({ serials: [1, 1], template, formats: ['pdf', 'csv'] }, lot);
        const pdf = await file(job, 'labels.pdf');
        const text = pdfText(pdf).replace(/\s/g, '');
        for (const words of [LONG_NAME, SPECIFICATION.replace(/\s/g, '')]) expect(text).toContain(words);
        const [, code] = (await file(job, 'codes.csv')).toString('utf8').split('\r\n')[1]!.split(',');
        await bothRead(slots(pdfPages(pdf, 203)[0]!, template, 203)[0]!, `HTTP://TRACE.TEST/T/${code}`, template);
      }
    } finally {
      await house.rows(`update organisation set name = $1 where id = $2`, [name, id]);
    }
  });
});

function idOf202({ status, text }: Answer): void {
  if (status !== 202) throw new Error(text);
}

function inkBox({ width, grey }: GreyPicture): { left: number; top: number } {
  let [left, top] = [Infinity, Infinity];
  for (const [at, value] of grey.entries()) {
    if (value > 127) continue;
    left = Math.min(left, at % width);
    top = Math.min(top, Math.floor(at / width));
  }
  return { left, top };
}

describe('a file for a label printer', () => {
  it.each([
    ['60x40', [203, 300]],
    ['70x50', [203]],
    ['100x70', [203]],
    ['40x30', [203, 300]],
  ])('%s: TSPL and ZPL hold the same picture, and both decoders read it', async (template, dpis) => {
    for (const dpi of dpis) {
      const job = await printed({ serials: [11, 12], template, formats: ['tspl', 'zpl'], dpi });
      const { labels, setup } = tsplLabels(await file(job, 'labels-tspl.prn'));
      const { width, height } = LABEL_STOCKS[template]!;
      expect(setup).toEqual([`SIZE ${width} mm,${height} mm`, 'GAP 2 mm,0 mm', 'DIRECTION 1', 'REFERENCE 0,0']);
      const zebra = zplLabels((await file(job, 'labels-zpl.prn')).toString('latin1'));
      expect([labels.length, zebra.length]).toEqual([2, 2]);
      for (const [index, label] of labels.entries()) {
        expect(label.height).toBe(Math.round(height * (dpi === 203 ? 8 : dpi / 25.4)));
        expect(Buffer.compare(label.grey, zebra[index]!.grey)).toBe(0);
        await bothRead(label, url(11 + index), template);
      }
    }
  });
});

describe('the preview', () => {
  it('shows the label with its real text and the batch’s own code', async () => {
    const answer = await fetch(`${house.origin}/api/batches/${batch}/label.png?template=60x40`, {
      headers: { cookie: clerk.cookie! },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const { width, height, data } = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
    expect([width, height]).toEqual([480, 320]);
    const { body } = await clerk.get(`/api/batches/${batch}`);
    await bothRead(
      { width, height, grey: data.filter((_, at) => at % 4 === 0) },
      `HTTP://TRACE.TEST/T/${body.code}`,
      '60x40',
    );
    const svg = await clerk.get(`/api/batches/${batch}/label.svg?template=100x70`);
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(svg.text).toMatch(/^<svg [^>]*viewBox="0 0 100 70"/);
    expect((await stranger.get(`/api/batches/${batch}/label.png`)).status).toBe(404);
    expect((await clerk.get(`/api/batches/${batch}/label.png?template=1x1`)).status).toBe(400);
    for (const picture of ['png', 'svg']) {
      const beyond = await clerk.get(`/api/batches/${batch}/label.${picture}?serial=201`);
      expect(beyond).toMatchObject({ status: 422, body: { errors: [{ path: 'serial' }] } });
    }
  });
});

describe('printing', () => {
  it('prints once without a reason, and again only with one, which is on record', async () => {
    const first = await clerk.post(`/api/batches/${batch}/labels`, {
      id: newId(),
      serials: [100, 110],
      template: '40x30',
    });
    expect([first.status, first.body]).toEqual([202, expect.objectContaining({ count: 11, again: false })]);
    const again = { serials: [110, 112], template: '40x30' };
    const refused = await clerk.post(`/api/batches/${batch}/labels`, { id: newId(), ...again });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'reason', message: expect.stringContaining('110') }] },
    });
    const id = newId();
    const taken = await print({ id, ...again, reason: '卡纸' });
    expect(taken.body).toMatchObject({ again: true, count: 3, job: id });
    expect((await print({ id, ...again, reason: '卡纸' })).status).toBe(200);
    expect((await print({ id, ...again, reason: '别的' })).status).toBe(409);
    const [fact] = await house.rows(`select bytes from fact where id = $1`, [taken.body.factId]);
    expect(JSON.parse((fact!['bytes'] as Buffer).toString())).toMatchObject({
      type: 'codes.labels-ordered',
      open: { count: 3, again: true, stock: '40x30', files: ['pdf'] },
      sealed: { reason: expect.any(String), actor: expect.any(String) },
    });
    const sealed = await house.rows(`select value from sealed_value where fact_id = $1 and name = 'reason'`, [
      taken.body.factId,
    ]);
    expect(JSON.stringify(sealed)).toContain('卡纸');
  });

  it('of packages without a live code is refused, and so are wishes that cannot be', async () => {
    expect((await print({ serials: [128, 135], template: '60x40' })).body).toMatchObject({
      ...{ status: 409, code: 'codes/serials-not-live', serials: [131, 135] },
    });
    for (const [status, body] of [
      [422, { serials: [5, 4], template: '60x40' }],
      [422, { serials: [1, 2] }],
      [422, { serials: [1, 2], formats: ['pdf'] }],
      [422, { serials: [1, 2], template: 'a4', formats: ['zpl'] }],
      [422, { serials: [1, 2], template: 'a4', size: { width: 50, height: 30 } }],
      [400, { serials: [1, 2], template: '61x40' }],
      [400, { serials: [1], template: '60x40' }],
      [400, { serials: [0, 2], template: '60x40' }],
      [400, { serials: [1, 2], template: '60x40', dpi: 204 }],
      [400, { serials: [1, 2], template: '60x40', offset: { x: 11, y: 0 } }],
      [400, { serials: [1, 2], template: '60x40', offset: [] }],
      [400, { serials: [1, 2], template: '60x40', offset: null }],
      [422, { serials: [1, 2], template: '60x40', offset: { x: 10, y: 10 } }],
      [422, { serials: [1, 2], template: '60x40', offset: { x: 2, y: -1.5 } }],
      [400, { serials: [1, 2], size: [] }],
      [400, { serials: [1, 2], template: '60x40', formats: [] }],
      [400, { serials: [1, 2], size: { width: 5, height: 5 } }],
    ] as const) {
      const answer = await print(body);
      expect([body, answer.status]).toEqual([body, status]);
      expect(answer.body.errors.length).toBeGreaterThan(0);
    }
  });

  it('refuses a product label that lacks a field, and names it (R-20); the smallest label needs none', async () => {
    const lot = await aBatch(3);
    idOf202(await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 2 }));
    const change = (set: string) =>
      house.rows(
        `alter table batch disable trigger all; update batch set ${set} where id = '${lot}'; alter table batch enable trigger all`,
      );
    const [known] = await house.rows(`select species, harvested_from::text as day from batch where id = $1`, [lot]);
    await change(`species = null, harvested_from = null, harvested_to = null`);
    const refused = await print({ serials: [1, 2], template: '60x40' }, clerk, lot);
    expect(refused.body).toMatchObject({
      ...{
        status: 409,
        code: 'codes/label-incomplete',
        ruleId: 'R-20',
        citation: expect.stringContaining('中药材生产质量管理规范'),
      },
      errors: [{ path: 'label.species' }, { path: 'label.harvestedOn' }],
    });
    const codesToo = await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 1, template: '70x50' });
    expect([codesToo.status, codesToo.body.ruleId]).toEqual([409, 'R-20']);
    expect((await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 1 })).status).toBe(202);
    expect((await print({ serials: [1, 2], template: '40x30' }, clerk, lot)).status).toBe(202);
    const { species, day } = known as { species: string; day: string };
    await change(`species = '${species}', harvested_from = '${day}', harvested_to = '${day}'`);
  });

  it('never cuts text: what does not fit is refused by its field', async () => {
    const lot = await aBatch(1, { storage: '置阴凉干燥处，防潮防蛀；'.repeat(8) });
    idOf202(await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 1 }));
    const size = { width: 50, height: 35 };
    expect((await print({ serials: [1, 1], size }, clerk, lot)).body).toMatchObject({
      ...{ status: 422, code: 'codes/label-too-long', errors: [{ path: 'label.storage' }] },
    });
    expect((await print({ serials: [1, 1], template: '100x70' }, clerk, lot)).status).toBe(202);
    const unknown = await aBatch(1, { specification: '统货 \u{2A6A5}' });
    idOf202(await clerk.post(`/api/batches/${unknown}/codes`, { id: newId(), count: 1 }));
    expect((await print({ serials: [1, 1], template: '60x40' }, clerk, unknown)).body).toMatchObject({
      ...{ status: 422, code: 'codes/label-unprintable', errors: [{ path: 'label.specification' }] },
    });
  });

  it('prints no labels for a rejected batch', async () => {
    const lot = await aBatch(2);
    idOf202(await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 2 }));
    const decided = await quality.post(`/api/batches/${lot}/reject`, {
      id: newId(),
      reason: '虫蛀',
      password: 'bencao-demo',
    });
    expect(decided.status).toBe(201);
    expect((await print({ serials: [1, 1], template: '60x40' }, clerk, lot)).body.code).toBe('codes/batch-rejected');
  });

  it('gives codes and labels in one order, in all forms', async () => {
    const lot = await aBatch(30);
    const formats = ['pdf', 'csv', 'png', 'svg'];
    const asked = await clerk.post(`/api/batches/${lot}/codes`, { id: newId(), count: 30, template: 'a4', formats });
    expect(asked.status).toBe(202);
    await run(asked.body.job);
    const { body: job } = await clerk.get(`/api/jobs/${asked.body.job}`);
    expect(job).toMatchObject({ kind: 'codes', state: 'completed', done: 30 });
    expect(job.files.map(({ name }: { name: string }) => name).sort()).toEqual([
      ...['codes.csv', 'codes.ndjson', 'labels.pdf', 'qr-png.zip', 'qr-svg.zip'],
    ]);
    const list = (await file(job.id, 'codes.ndjson'))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).code);
    const csv = (await file(job.id, 'codes.csv')).toString('utf8');
    expect(csv.startsWith('\ufeff件号,溯源码,网址,品名,批号\r\n')).toBe(true);
    expect(
      csv
        .split('\r\n')
        .slice(1, 31)
        .map((line) => line.split(',')[1]),
    ).toEqual(list);
    expect((await stranger.get(`/api/jobs/${job.id}/files/labels.pdf`)).text).toBe(
      (await stranger.get(`/api/jobs/${newId()}/files/labels.pdf`)).text.replace(/[0-9a-f-]{36}/, job.id),
    );
  });
});

describe('what was printed', () => {
  it('is held against its facts by verify-ledger', async () => {
    await house.running.app.get(Sealer, { strict: false }).sealNow();
    const verdict = async () => (await verifyProduct(house.running.config)).misfit?.what;
    expect(await verdict()).toBeUndefined();
    const change = (sql: string) =>
      house.rows(`alter table label_print disable trigger all; ${sql}; alter table label_print enable trigger all`);
    await change(`update label_print set last_serial = 109 where last_serial = 110`);
    expect(await verdict()).toMatch(/label_print has 10 labels of this fact that fit it, it says 11/);
    await change(`update label_print set last_serial = 110 where last_serial = 109`);
    await change(`update label_print set again = false where first_serial = 110`);
    expect(await verdict()).toMatch(/labels of this fact/);
    await change(`update label_print set again = true where first_serial = 110`);
    expect(await verdict()).toBeUndefined();
  });
});

describe('a file whose time is over', () => {
  it('is given to nobody, is erased, and can be ordered anew', async () => {
    const job = await printed({ serials: [20, 21], template: '40x30' });
    const twin = await printed({ serials: [20, 21], template: '40x30' });
    const path = `/api/jobs/${job}/files/labels.pdf`;
    const [first, second] = [await clerk.get(`/api/jobs/${job}`), await clerk.get(`/api/jobs/${twin}`)];
    const { sha256, expiresAt } = first.body.files[0];
    expect(second.body.files[0].sha256).toBe(sha256); // the same labels are the same bytes
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    const end = (id: string) =>
      house.rows(`alter table job_file disable trigger all;
        update job_file set made_at = now() - interval '31 days', expires_at = now() - interval '1 day' where job_id = '${id}';
        alter table job_file enable trigger all`);
    const sweep = () => house.running.app.get(ArtifactSweep, { strict: false }).sweep();
    const store = house.running.app.get(FileStore, { strict: false });
    await end(job);
    expect(await sweep()).toBe(1);
    expect((await clerk.get(path)).body).toMatchObject({ status: 410, code: 'codes/file-expired' });
    expect((await stranger.get(path)).status).toBe(404);
    await file(twin, 'labels.pdf'); // its twin is still wanted
    await end(twin);
    expect(await sweep()).toBe(1);
    expect(await store.open(sha256)).toBeUndefined();
    expect(await sweep()).toBe(0);
    const third = await printed({ serials: [20, 21], template: '40x30' });
    expect((await file(third, 'labels.pdf')).length).toBeGreaterThan(1_000);
  });
});
