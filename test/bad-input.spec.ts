import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS } from '../seeds/demo-identities.js';
import { newId } from '../src/platform/ids.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { FORSYTHIA, field, Growing, idOf, runBody } from './support/growing.js';
import type { Caller } from './support/caller.js';

/** JSON as a hostile or broken client writes it; `JSON.stringify` could not. */
const BAD: [string, string][] = [
  ['NUL', '"a\\u0000b"'],
  ['a lone surrogate', '"\\ud800"'],
  ['a turned-round text', '"abc\\u202egpj"'],
  ['no number', 'NaN'],
  ['a number beyond all numbers', '1e999'],
  ['a negative weight', '-1'],
  ['half a gram', '0.5'],
  ['a weight beyond all weights', '9007199254740993'],
  ['a day that never was', '"2026-02-30"'],
  ['a time that never was', '"2026-02-30T25:61:00+08:00"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a list in a list', '[[{}]]'],
  ['an object', '{}'],
  ['a hundred thousand letters', JSON.stringify('x'.repeat(100_000))],
  ['depth', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['a prototype', '{"__proto__":{"role":"administrator"}}'],
];

let house: DemoHouse;
let clerk: Caller;
let bodies: [string, Record<string, unknown>][];

const SCAN = 'A1T2N97BWQSYAZKYR1BXZZCSKF20';
const WISH = { formats: ['csv'], dpi: 203, offset: { x: 0, y: 0 } };
/** Orders of codes and what is done with them: of nothing that is there, so what is well-formed ends in "no such". */
const CODE_BODIES: [string, Record<string, unknown>][] = [
  [`/api/batches/${newId()}/codes`, { count: 1, template: '60x40', ...WISH }],
  [`/api/batches/${newId()}/labels`, { serials: [1, 2], reason: '卡纸', size: { width: 60, height: 40 }, ...WISH }],
  [`/api/batches/${newId()}/void-serials`, { first: 1, last: 2, reason: 'unused', note: '多打了' }],
  ['/api/loose-codes', { kind: 'roll', count: 1, template: '60x40', ...WISH }],
  [`/api/loose-codes/${newId()}/labels`, { serials: [1, 2], reason: '卡纸', template: 'a4' }],
  ['/api/label-bindings', { code: SCAN, thing: 'sack', lot: newId(), grams: 25_000, at: '2025-07-30T10:30:00+08:00' }],
  ['/api/label-bindings', { code: SCAN, thing: 'package', lot: newId(), serial: 1, at: '2025-07-30T10:30:00+08:00' }],
  ['/api/code-voids', { code: SCAN, reason: 'damaged', note: '撕破' }],
  ['/api/code-replacements', { code: SCAN, by: SCAN, reason: 'damaged', note: '撕破' }],
  ['/api/aggregations', { action: 'ADD', parent: SCAN, children: [SCAN], move: true, at: '2025-07-30T10:30:00+08:00' }],
];
const BAD_FOR_CODES = BAD.filter(([what]) => !/weights|day|list in a list|depth|letters|beyond all numbers/.test(what));

beforeAll(async () => {
  house = await startDemoHouse();
  clerk = await house.demo('clerk');
  const coop = new Growing(clerk);
  const { planting, plots } = await coop.ground(1);
  const fresh = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 60_000 }]));
  const run = runBody([{ lot: fresh, grams: 60_000 }]);
  idOf(await clerk.post('/api/runs', run));
  const dry = run.outputs[0]!.id;
  const at = '2025-07-30T10:30:00+08:00';
  bodies = [
    [
      '/api/bases',
      { name: '新基地', divisionCode: '141026100', cultivationMode: '仿野生', organisationForm: '合作社' },
    ],
    ['/api/plots', { base: newId(), name: '南坡', boundary: field(7), grower: '王秀英' }],
    [
      '/api/seed-lots',
      {
        herb: 'LIANQIAO',
        species: FORSYTHIA,
        pieces: 5,
        supplier: '苗圃',
        originDivisionCode: '141026',
        documents: [],
      },
    ],
    ['/api/plantings', { plots, herb: 'LIANQIAO', species: FORSYTHIA, establishedOn: '2014-03-25' }],
    [
      '/api/field-work',
      { planting, kind: '施肥', at, input: { product: '羊粪', amount: '1', unit: '千克' }, operator: '王秀英' },
    ],
    [
      '/api/harvests',
      {
        planting,
        plots: [{ plot: plots[0], grams: 10 }],
        variant: '青翘',
        at,
        part: '果实',
        method: '人工采摘',
        operator: '王秀英',
      },
    ],
    ['/api/purchases', { grower: '王秀英', gross: 1000, tare: 10, grade: '统货', price: '18.00' }],
    ['/api/runs', { ...runBody([{ lot: newId(), grams: 10 }]) }],
    [
      '/api/batches',
      { number: 'X-1', herb: 'LIANQIAO', variant: '青翘', inputs: [{ lot: dry, grams: 10 }], balance: [] },
    ],
    [
      '/api/samples',
      { lot: dry, grams: 10, takenAt: at, takenBy: '李质量', laboratory: DEMO_ORGANISATIONS.laboratory.id },
    ],
  ];
}, 60_000);
afterAll(() => house?.stop());

/** Every table of evidence, by its count: a refused body must leave nothing. */
const counts = async (): Promise<string> =>
  JSON.stringify(
    await house.rows(`select (select count(*) from act) a, (select count(*) from fact) f, (select count(*) from lot) l,
      (select count(*) from outbox) o, (select count(*) from finding) n, (select count(*) from lot_movement) m`),
  );

async function send(path: string, text: string) {
  const response = await fetch(house.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: clerk.cookie! },
    body: text,
  });
  return { status: response.status, text: await response.text() };
}

describe('a bad value in any field of any record', () => {
  it('is taken as it stands or refused by name; never an error of ours, and a refusal leaves nothing behind', async () => {
    const { faults, refused } = await tryAll(bodies, BAD);
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(500);
  }, 240_000);

  it('of codes and labels the same', async () => {
    const { faults, refused } = await tryAll(CODE_BODIES, BAD_FOR_CODES);
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(200);
  }, 120_000);

  async function tryAll(posts: typeof bodies, values: typeof BAD): Promise<{ faults: string[]; refused: number }> {
    const faults: string[] = [];
    let refused = 0;
    for (const [path, body] of posts) {
      for (const key of Object.keys(body).filter((name) => name !== 'id')) {
        for (const [what, json] of values) {
          const marker = '"@@@"';
          const text = JSON.stringify({ ...body, id: newId(), [key]: '@@@' }).replace(marker, () => json);
          const before = await counts();
          const { status, text: answer } = await send(path, text);
          if (status === 201 || status === 202) continue;
          refused += 1;
          const where = `${path} ${key} = ${what}: ${status} ${answer.slice(0, 160)}`;
          if (status >= 500 || status < 400) faults.push(where);
          else if (status !== 404 && status !== 409 && !namesField(answer, key, what)) faults.push(`unnamed: ${where}`);
          if ((await counts()) !== before) faults.push(`left something: ${where}`);
        }
      }
    }
    return { faults, refused };
  }

  it('an unknown key is refused by name on every record', async () => {
    for (const [path, body] of [...bodies, ...CODE_BODIES]) {
      const { status, text } = await send(path, JSON.stringify({ ...body, id: newId(), gramms: 5 }));
      expect([path, status]).toEqual([path, 400]);
      expect(text).toContain('"path":"gramms"');
    }
  });
});

describe('a body that is too large', () => {
  it('is refused as a problem that names the limit', async () => {
    for (const [type, limit] of [
      ['application/json', 4 * 2 ** 20],
      ['image/jpeg', 12 * 2 ** 20],
    ] as const) {
      const response = await fetch(`${house.origin}/api/bases/${newId()}/photo?id=${newId()}`, {
        method: 'POST',
        headers: { 'content-type': type, cookie: clerk.cookie! },
        body: Buffer.alloc(limit + 1, 0x20),
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        413,
        'application/problem+json; charset=utf-8',
      ]);
      expect(await response.json()).toMatchObject({
        ...{ code: 'input/too-large', limitBytes: limit, detail: expect.stringContaining(`${limit / 2 ** 20} MB`) },
      });
    }
  });
});

/** The fault stands at the field, or, where no parser could get so far, says what is wrong with the whole. */
function namesField(answer: string, key: string, what: string): boolean {
  const { errors, code } = JSON.parse(answer) as { code: string; errors: { path: string; message: string }[] };
  // Grams that do not add up are a fault of the whole record, and say so in figures.
  if (code === 'lots/mass-unbalanced') return true;
  if (what === 'no number' || what === 'depth') return errors.length === 1 && errors[0]!.message.length > 3;
  // Grams or pieces: exactly one of the two, so either may be named.
  return errors.some(
    ({ path }) => path === key || path.startsWith(`${key}.`) || (key === 'pieces' && path === 'grams'),
  );
}
