import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS } from '../seeds/demo-identities.js';
import { newId } from '../src/platform/ids.js';
import type { Answer, Caller } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { Growing, idOf, runBody } from './support/growing.js';

const on = (text: string): string => `2025-08-${text}:00+08:00`;

/** What has happened is taken in whatever order it was written down; what cannot have happened so is found. */
describe('records out of order', () => {
  let house: DemoHouse;
  let coop: Growing;
  let processor: Caller;
  let quality: Caller;
  let planting: string;
  let plot: string;
  beforeAll(async () => {
    house = await startDemoHouse();
    coop = new Growing(await house.demo('clerk'));
    processor = await house.demo('processor');
    quality = await house.demo('quality');
    const ground = await coop.ground();
    planting = ground.planting;
    plot = ground.plots[0]!;
  }, 60_000);
  afterAll(() => house?.stop());

  const harvest = async (): Promise<string> =>
    idOf(await coop.harvest(planting, [{ plot, grams: 60_000 }], { at: on('03T10:00') }));
  const finish = (lot: string, startedAt: string, endedAt: string): Promise<Answer> =>
    processor.post('/api/runs', {
      ...runBody([{ lot, grams: 60_000 }], { startedAt, endedAt }),
      steps: [{ kind: '晒干', startedAt, endedAt }],
    });
  const dried = async (): Promise<string> => {
    const answer = await finish(await harvest(), on('04T08:00'), on('06T18:00'));
    return (answer.body as { lots: string[] }).lots[0]!;
  };
  const batch = (lot: string, more: object = {}): Promise<Answer> =>
    processor.post('/api/batches', {
      ...{
        id: newId(),
        number: newId().slice(-12),
        herb: 'LIANQIAO',
        variant: '青翘',
        inputs: [{ lot, grams: 15_000 }],
      },
      ...more,
    });
  /** Findings of R-25 about times, and whether the lot is held for one. */
  const found = async (answer: Answer, lot?: string): Promise<string> => {
    expect(answer.status).toBe(201);
    const { findings } = answer.body as { findings: { ruleId: string; level: string; message: string }[] };
    const levels = findings
      .filter(({ ruleId, message }) => ruleId === 'R-25' && message.includes('早于'))
      .map(({ level }) => level);
    const holds =
      lot === undefined
        ? []
        : await house.rows(`select from active_hold where lot_id = $1 and reason like '%早于%'`, [lot]);
    return [...levels, ...(holds.length > 0 ? ['held'] : [])].join(', ');
  };

  it('a run over before the harvest it draws is found, and what came of it is held', async () => {
    const answer = await finish(await harvest(), on('01T08:00'), on('02T18:00'));
    expect(await found(answer, (answer.body as { lots: string[] }).lots[0])).toBe('block, held');
  });

  it('a run begun before its harvest and ended after is asked about', async () => {
    expect(await found(await finish(await harvest(), on('03T08:00'), on('05T18:00')))).toBe('warn');
  });

  it('a run after its harvest is fine', async () => {
    expect(await found(await finish(await harvest(), on('03T10:00'), on('05T18:00')))).toBe('');
  });

  it('a batch made before what it is made of is found and held', async () => {
    const made = await batch(await dried(), { madeAt: on('05T08:00') });
    expect(await found(made, idOf(made))).toBe('block, held');
    const fine = await batch(await dried(), { madeAt: on('07T08:00') });
    expect(await found(fine, idOf(fine))).toBe('');
  });

  it('a packing before its batch is found, when the batch said its time', async () => {
    const pack = async (made: object): Promise<string> => {
      const id = idOf(await batch(await dried(), made));
      const answer = await processor.post(`/api/batches/${id}/packages`, {
        ...{ id: newId(), count: 10, gramsEach: 500, material: '聚乙烯袋', packedAt: on('08T10:00') },
      });
      return found(answer, id);
    };
    expect(await pack({ madeAt: on('09T08:00') })).toBe('block, held');
    expect(await pack({ madeAt: on('08T08:00') })).toBe('');
    expect(await pack({})).toBe('');
  });

  it('a weighing-in before its harvest is found', async () => {
    const weighIn = async (at: string): Promise<string> =>
      found(
        await coop.caller.post('/api/purchases', {
          ...{
            id: newId(),
            grower: '农户 1',
            harvest: await harvest(),
            gross: 11_000,
            tare: 1_000,
            grade: '统货',
            price: '1',
          },
          at,
        }),
      );
    expect(await weighIn(on('03T09:59'))).toBe('block');
    expect(await weighIn(on('03T10:00'))).toBe('');
  });

  it('a sample before its lot is found; the report’s day is held against the sample’s (R-21)', async () => {
    const take = async (takenAt: string): Promise<string> =>
      found(
        await quality.post('/api/samples', {
          ...{ id: newId(), lot: await dried(), grams: 300, takenAt, takenBy: '李质量' },
          laboratory: DEMO_ORGANISATIONS.laboratory.id,
        }),
      );
    expect(await take(on('06T17:59'))).toBe('block');
    expect(await take(on('06T18:00'))).toBe('');
  });
});
