import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS } from '../seeds/demo-identities.js';
import { newId } from '../src/platform/ids.js';
import type { Caller } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { Growing, idOf } from './support/growing.js';

const ROUNDS = 10;
const DRAWS = 60;
const STOCK = 100_000;
/** Forty of these fit, twenty do not. */
const EACH = 2_500;

/** As a device does: while the house says that it is busy (503), the same act is sent again under its own id. */
async function untilAnswered(caller: Caller, sample: { id: string }): ReturnType<Caller['post']> {
  for (;;) {
    const answer = await caller.post('/api/samples', sample);
    if (answer.status !== 503) return answer;
  }
}

/** Over real HTTP, as sixty devices would: the pool, the locks and the timeouts are those of the product. */
describe(`${DRAWS} draws at once on ${STOCK / 1000} kg, ${ROUNDS} rounds`, () => {
  let house: DemoHouse;
  let coop: Growing;
  let quality: Caller;
  let planting: string;
  let plot: string;
  beforeAll(async () => {
    house = await startDemoHouse();
    coop = new Growing(await house.demo('clerk'));
    quality = await house.demo('quality');
    const ground = await coop.ground();
    planting = ground.planting;
    plot = ground.plots[0]!;
  }, 60_000);
  afterAll(() => house?.stop());

  it('never take more out than was in, and each is told so', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const lot = idOf(
        await coop.harvest(planting, [{ plot, grams: STOCK }], { at: `2025-08-03T10:00:${10 + round}+08:00` }),
      );
      const answers = await Promise.all(
        Array.from({ length: DRAWS }, (_, n) =>
          untilAnswered(quality, {
            ...{ id: newId(), lot, grams: EACH, takenAt: '2025-08-07T09:00:00+08:00' },
            ...{ takenBy: `取样员 ${n}`, laboratory: DEMO_ORGANISATIONS.laboratory.id },
          }),
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(STOCK / EACH);
      const refused = answers.filter(({ status }) => status !== 201);
      expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
        new Set(['409 lots/mass-exceeded']),
      );
      const [left] = await house.rows(`select remaining::int as remaining from lot where id = $1`, [lot]);
      expect(left).toEqual({ remaining: 0 });
    }
  }, 240_000);
});
