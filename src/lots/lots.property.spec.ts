import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../test/kill/seeded-random.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { inTx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { MassExceeded } from './lots.errors.js';
import { unevenBooks } from './replay.queries.js';

let world: LotWorld;
beforeAll(async () => {
  world = await LotWorld.open();
});
afterAll(() => world.close());

/** A lot as plain arithmetic and sets have it, written without a line of what it judges. */
interface Known {
  left: number;
  /** Harvests whose matter is in it. */
  sources: Set<string>;
  parents: Set<string>;
  holds: Set<string>;
}

/** What should be true after any sequence of acts. */
class Expected {
  readonly lots = new Map<string, Known>();
  /** Grams that came in, less grams that went out, of the whole world. */
  present = 0;

  harvested(id: string, grams: number): void {
    this.lots.set(id, { left: grams, sources: new Set([id]), parents: new Set(), holds: new Set() });
    this.present += grams;
  }

  transformed(inputs: [lot: string, grams: number][], outputs: [lot: string, grams: number][]): void {
    const drawn = inputs.map(([lot]) => this.lots.get(lot)!);
    for (const [lot, grams] of inputs) this.lots.get(lot)!.left -= grams;
    for (const [id, grams] of outputs)
      this.lots.set(id, {
        left: grams,
        sources: new Set(drawn.flatMap(({ sources }) => [...sources])),
        parents: new Set(inputs.map(([lot]) => lot)),
        holds: new Set(drawn.flatMap(({ holds }) => [...holds])),
      });
    this.present += sum(outputs.map(([, grams]) => grams)) - sum(inputs.map(([, grams]) => grams));
  }

  held(hold: string, root: string): void {
    const covered = new Set([root]);
    // Parents stand before children: one pass reaches every depth.
    for (const [id, { parents }] of this.lots) if ([...parents].some((parent) => covered.has(parent))) covered.add(id);
    for (const id of covered) this.lots.get(id)!.holds.add(hold);
  }

  lifted(hold: string): void {
    for (const { holds } of this.lots.values()) holds.delete(hold);
  }
}

/** A sequence of acts drawn from a seed, done in the database and in the reckoning alike. */
class Sequence {
  readonly expected = new Expected();
  private readonly standing: string[] = [];
  /** How often each act was done: a generator that never does one proves nothing about it. */
  readonly done = new Map<string, number>();

  constructor(
    private readonly actor: Actor,
    private readonly random: () => number,
  ) {}

  async step(): Promise<void> {
    const live = [...this.expected.lots].filter(([, { left }]) => left > 0);
    const acts: [string, () => Promise<void>][] = [
      ['harvest', () => this.harvest()],
      ...(live.length === 0
        ? []
        : ([
            ['run', () => this.transform('output', this.inputs(live), this.whole(1, 4), 'output')],
            ['blend', () => this.transform('batch', this.inputs(live), 1, 'nothing')],
            ['split', () => this.transform('batch', this.inputs(live).slice(0, 1), this.whole(2, 4), 'nothing')],
            ['draw', () => this.draw(live)],
            ['too much', () => this.drawTooMuch(live)],
            ['hold', () => this.hold()],
            ['lift', () => this.lift()],
          ] as [string, () => Promise<void>][])),
    ];
    const [name, act] = acts[this.whole(0, acts.length - 1)]!;
    await act();
    this.done.set(name, (this.done.get(name) ?? 0) + 1);
  }

  private async harvest(): Promise<void> {
    const grams = this.whole(1, this.random() < 0.2 ? 3 : 50_000);
    this.expected.harvested(await world.harvest(this.actor, grams), grams);
  }

  /** Draws the inputs into so many outputs; a run also loses or gains. */
  private async transform(
    kind: 'output' | 'batch',
    inputs: [string, number][],
    wanted: number,
    differs: 'output' | 'nothing',
  ): Promise<void> {
    const drawn = sum(inputs.map(([, grams]) => grams));
    const made = differs === 'nothing' ? drawn : Math.max(1, Math.round(drawn * (0.3 + this.random() * 0.9)));
    const grams = this.shared(made, Math.min(wanted, made));
    const outputs = await world.blend(this.actor, inputs, grams, { kind });
    this.expected.transformed(
      inputs,
      outputs.map((id, index) => [id, grams[index]!]),
    );
  }

  private async draw(live: [string, Known][]): Promise<void> {
    const [lot, known] = this.one(live);
    const grams = this.whole(1, known.left);
    await this.take(lot, grams);
    known.left -= grams;
    this.expected.present -= grams;
  }

  private async drawTooMuch(live: [string, Known][]): Promise<void> {
    const [lot, { left }] = this.one(live);
    await expect(this.take(lot, left + 1)).rejects.toThrow(MassExceeded);
    const other = this.one(live);
    const inputs: [string, number][] = other[0] === lot ? [] : [[other[0], 1]];
    await expect(world.blend(this.actor, [[lot, left + 1], ...inputs], [1])).rejects.toThrow(MassExceeded);
  }

  private async hold(): Promise<void> {
    const [lot] = this.one([...this.expected.lots]);
    const { id } = await world.hold(this.actor, lot);
    this.standing.push(id);
    this.expected.held(id, lot);
  }

  private async lift(): Promise<void> {
    const hold = this.standing.shift();
    if (hold === undefined) return;
    await world.as(this.actor, (tx) => world.lots.lift(tx, this.actor, { hold, reason: '复查合格' }));
    this.expected.lifted(hold);
  }

  private take(lot: string, grams: number) {
    const act = { lot, grams, reason: 'sample' as const, actId: newId(), factId: newId() };
    return world.as(this.actor, (tx) => world.lots.take(tx, this.actor, act));
  }

  /** One to four different lots with a part, or all, of what is left of each. */
  private inputs(live: [string, Known][]): [string, number][] {
    const wanted = Math.min(live.length, this.whole(1, 4));
    const pool = [...live];
    return Array.from({ length: wanted }, () => {
      const [[lot, { left }]] = pool.splice(this.whole(0, pool.length - 1), 1) as [[string, Known]];
      return [lot, this.random() < 0.3 ? left : this.whole(1, left)];
    });
  }

  private shared(whole: number, parts: number): number[] {
    const cuts = new Set<number>();
    while (cuts.size < parts - 1) cuts.add(this.whole(1, whole - 1));
    const edges = [0, ...[...cuts].sort((a, b) => a - b), whole];
    return edges.slice(1).map((edge, index) => edge - edges[index]!);
  }

  private one<T>(of: readonly T[]): T {
    return of[this.whole(0, of.length - 1)]!;
  }

  private whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }
}

const ACTS = 45;

describe('any sequence of harvest, run, blend, split, draw and hold', () => {
  const done = new Map<string, number>();

  it.each([1, 2, 3, 4, 5, 6])(
    'of seed %i keeps mass, loses no source and no hold',
    async (seed) => {
      const actor = await world.anActor('cooperative');
      const sequence = new Sequence(actor, seededRandom(seed));
      for (let act = 0; act < ACTS; act += 1) await sequence.step();
      for (const [name, times] of sequence.done) done.set(name, (done.get(name) ?? 0) + times);

      const { lots, present } = sequence.expected;
      const rows: { id: string; remaining: string; holds: string[] }[] = await world.root.query(
        `select l.id, l.remaining, coalesce(array_agg(h.hold_id::text order by h.hold_id) filter (where h.hold_id is not null), '{}') as holds
       from lot l left join active_hold h on h.lot_id = l.id where l.owner_id = $1 group by l.id`,
        [actor.organisation.id],
      );
      expect(rows.length).toBe(lots.size);
      expect(sum(rows.map(({ remaining }) => Number(remaining)))).toBe(present);
      for (const { id, remaining, holds } of rows) {
        const known = lots.get(id)!;
        expect([id, Number(remaining), holds]).toEqual([id, known.left, [...known.holds].sort()]);
      }
      await inTx(world.system, 'system', async (tx) => {
        expect(await unevenBooks(tx)).toBeUndefined();
        for (const [id, { sources, parents }] of lots) {
          if (parents.size === 0) continue;
          const { shares } = await world.lots.ancestors(tx, 'system', id);
          const found = shares.filter(({ source }) => source);
          expect([id, found.map(({ lot }) => lot).sort()]).toEqual([id, [...sources].sort()]);
          // Seven decimals as whole numbers: what adds up adds up exactly.
          const percents = found.map(({ percent }) => Math.round(Number(percent) * 1e7));
          expect([id, sum(percents)]).toEqual([id, 1e9]);
        }
      });
    },
    60_000,
  );

  it('did every act many times', () => {
    for (const act of ['harvest', 'run', 'blend', 'split', 'draw', 'too much', 'hold', 'lift'])
      expect([act, done.get(act) ?? 0]).toEqual([act, expect.any(Number)]);
    expect(Math.min(...done.values())).toBeGreaterThan(10);
    expect(done.size).toBe(8);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
