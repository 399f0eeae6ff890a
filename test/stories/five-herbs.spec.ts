import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../../seeds/demo-identities.js';
import { tellFiveHerbs } from '../../seeds/years/five-herbs.js';
import { batchOf } from '../../seeds/years/tell-years.js';
import { seedYearsIdentities } from '../../seeds/years/years-identities.js';
import { IdentityService } from '../../src/identity/identity.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Caller, signedIn } from '../support/caller.js';

/** Two seasons of five herbs, told through the product's own doors, and what came of each. */
let app: TestApp;
const tell = () =>
  tellFiveHerbs({
    ...{ origin: app.origin, password: DEMO_PASSWORD, laboratory: DEMO_ORGANISATIONS.laboratory.id },
  });

beforeAll(async () => {
  app = await startTestApp();
  const identity = app.running.app.get(IdentityService, { strict: false });
  await seedDemoIdentities(identity);
  await seedYearsIdentities(identity);
  await tell();
}, 120_000);
afterAll(() => app?.stop());

const OWNERS = { renshen: 'fusong', lingzhi: 'longquan' } as Record<string, string>;
const ownerOf = (herb: string) => signedIn(app.origin, OWNERS[herb] ?? 'clerk', DEMO_PASSWORD);

describe('two seasons of five herbs', () => {
  it.each([
    ['lianqiao-2024', '2024', 'valid'],
    ['huangqin', '2023', 'valid'],
    ['huangqin', '2024', 'rejected'],
    ['danshen', '2023', 'valid'],
    ['danshen', '2024', 'not-released'],
    ['renshen', '2023', 'rejected'],
    ['renshen', '2024', 'valid'],
    ['lingzhi', '2024', 'valid'],
    ['lingzhi', '2025', 'valid'],
  ])('%s of %s: a scan says %s', async (herb, season, verdict) => {
    const owner = await ownerOf(herb);
    const { code } = (await owner.get(`/api/batches/${batchOf(herb, season)}`)).body;
    const story = (await new Caller(app.origin).get(`/api/trace/${code}`)).body;
    expect(story.verdict.code).toBe(verdict);
    expect(story.sources.plots).toBeGreaterThan(0);
  });

  it('find what real life has, each under its rule', async () => {
    const found: Record<string, string[]> = {};
    for (const login of ['clerk', 'fusong', 'longquan']) {
      const caller = await signedIn(app.origin, login, DEMO_PASSWORD);
      const { items } = (await caller.get('/api/findings?limit=200')).body;
      found[login] = [
        ...new Set<string>(items.map((one: { ruleId: string; level: string }) => `${one.ruleId} ${one.level}`)),
      ].sort();
    }
    expect(found).toEqual({
      // A field sprayed and dug within the label's interval; a year of drought; roots too wet to pass.
      clerk: ['R-12 block', 'R-17 warn', 'R-21 block'],
      // What the field before left in the soil.
      fusong: ['R-21 block'],
      // An oven six degrees above the monograph.
      longquan: ['R-18 warn'],
    });
  });

  it('sprayed roots dug too early are held, and in no batch', async () => {
    const coop = await signedIn(app.origin, 'coop', DEMO_PASSWORD);
    const { items } = (await coop.get('/api/findings?limit=200')).body;
    const early = items.find((one: { ruleId: string }) => one.ruleId === 'R-12');
    const { body } = await coop.get(`/api/lots/${early.lots[0]}/descendants`);
    expect(body.lots).toHaveLength(1);
  });

  it('a warning was taken on by the quality head, with a reason that goes with the goods', async () => {
    const owner = await ownerOf('lingzhi');
    const { items } = (await owner.get('/api/findings?limit=200')).body;
    expect(items[0]).toMatchObject({
      ruleId: 'R-18',
      closedAs: 'overridden',
      closedReason: expect.stringMatching(/温控/),
    });
  });

  it('told again, nothing new is recorded', async () => {
    const acts = async () =>
      Number(
        (
          await app.running.app
            .get<DataSource>(getDataSourceToken('system'), { strict: false })
            .query('select count(*) from act')
        )[0].count,
      );
    const before = await acts();
    await tell();
    expect(await acts()).toBe(before);
    expect(before).toBeGreaterThan(150);
  }, 60_000);
});
