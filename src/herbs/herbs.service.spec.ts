import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { HerbsService } from './herbs.service.js';
import { referenceFolder } from '../platform/reference-folder.js';
import { ReferenceLoader } from './reference-loader.service.js';

let house: DemoHouse;
let clerk: Caller;
let herbs: HerbsService;
let loader: ReferenceLoader;

beforeAll(async () => {
  house = await startDemoHouse();
  clerk = await house.demo('clerk');
  herbs = house.running.app.get(HerbsService);
  loader = house.running.app.get(ReferenceLoader);
}, 120_000);

afterAll(() => house?.stop());

describe('GET /api/herbs', () => {
  it('lists all 29 herbs', async () => {
    const { body } = await clerk.get('/api/herbs');
    expect(body.items).toHaveLength(29);
    expect(body.next).toBeNull();
  });

  it.each(['LIANQIAO', 'lianqiao'])('gives the monograph of %s with limits by edition', async (code) => {
    const { status, body } = await clerk.get(`/api/herbs/${code}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: 'LIANQIAO',
      name: { zh: '连翘', latin: 'FORSYTHIAE FRUCTUS' },
      harvestMonths: [7, 8, 9, 10, 11],
      editions: [
        { code: 'ChP2020', held: true, effectiveFrom: '2020-12-30', effectiveTo: '2025-09-30' },
        { code: 'ChP2025', held: false, limits: [] },
      ],
    });
    const limit = body.editions[0].limits.find(({ item }: { item: string }) => item === 'phillyrin');
    expect(limit).toMatchObject({ kind: 'min', value: '0.15', decimals: 2, unit: '%', certainty: 'S', enforced: true });
    const water = body.editions[0].limits.find(({ item }: { item: string }) => item === 'water');
    expect(water.value).toBe('10.0');
  });

  it('shows a K-low band and says that it is not enforced', async () => {
    const { body } = await clerk.get('/api/herbs/SHANZHA');
    const band = body.bands.find(({ kind }: { kind: string }) => kind === 'freshToDry');
    expect(band).toMatchObject({ min: '3.5', max: '5', certainty: 'K-low', enforced: false });
    expect(await herbs.band('SHANZHA', 'freshToDry')).toBeUndefined();
    expect(await herbs.band('lianqiao', 'freshToDry')).toMatchObject({ min: '2.5', typical: '3', max: '3.5' });
  });

  it.each(['NOBODY', '%27', 'LIANQIAO%20'])('%s is not found', async (code) => {
    expect((await clerk.get(`/api/herbs/${code}`)).status).toBe(404);
  });
});

describe('bans', () => {
  it.each([
    ['2026-05-31', '灭多威', false],
    ['2026-06-01', '灭多威', true],
    ['2024-08-31', '甲拌磷', false],
    ['2024-09-01', '甲拌磷', true],
    ['2000-01-01', '六六六', true],
  ])('on %s %s is on the national list: %p', async (day, name, banned) => {
    const list = await herbs.bannedOn(day);
    expect(list.some(({ list: of, nameZh }) => of === 'national' && nameZh === name)).toBe(banned);
  });
});

describe('the loader', () => {
  it('touches nothing when nothing changed', async () => {
    expect(await loader.load(referenceFolder())).toEqual([]);
  });

  it('loads a changed file once, keeps the version before, and can go back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bencao-reference-'));
    try {
      cpSync(referenceFolder(), folder, { recursive: true });
      const file = join(folder, 'herbs.json');
      const limitOf = async () =>
        (await herbs.limitsFor('LIANQIAO', '青翘', { edition: 'ChP2020', on: '2025-08-16' })).limits.find(
          ({ item }) => item === 'phillyrin',
        )?.value;
      writeFileSync(file, readFileSync(file, 'utf8').replace('"value": "0.15"', '"value": "0.16"'));
      expect(await loader.load(folder)).toEqual(['herbs']);
      expect(await loader.load(folder)).toEqual([]);
      expect(await limitOf()).toBe('0.16');
      expect(await loader.load(referenceFolder())).toEqual(['herbs']);
      expect(await limitOf()).toBe('0.15');
      const kept = await house.rows(`select count(*)::int as count from reference_version where name = 'herbs'`);
      expect(kept).toEqual([{ count: 3 }]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('loads nothing of a set of files of which one is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bencao-reference-'));
    try {
      cpSync(referenceFolder(), folder, { recursive: true });
      const items = join(folder, 'items.json');
      writeFileSync(items, readFileSync(items, 'utf8').replace('"连翘苷"', '"改名"'));
      const file = join(folder, 'herbs.json');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('"value": "0.15", "decimals": 2', '"value": "0.15", "decimals": 3'),
      );
      await expect(loader.load(folder)).rejects.toThrow(/keeps_its_decimals/);
      expect(await house.rows(`select name_zh from test_item where code = 'phillyrin'`)).toEqual([
        { name_zh: '连翘苷' },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is the only writer: requests cannot change reference data', async () => {
    const app = house.running.app.get<DataSource>(getDataSourceToken());
    await expect(app.query(`update monograph_limit set value_text = '0.01'`)).rejects.toThrow(/permission denied/);
  });
});

describe('GET /api/rules', () => {
  it('lists the thirty rules with how often they fired', async () => {
    const { body } = await clerk.get('/api/rules');
    expect(body).toHaveLength(30);
    expect(body[0]).toEqual({
      id: 'R-01',
      level: 'block',
      title: expect.anything(),
      citation: expect.any(String),
      advice: expect.anything(),
      fired: 0,
    });
  });
});
