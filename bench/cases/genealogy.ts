import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DemoPerson } from '../../seeds/demo-client.js';
import { DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { inTx } from '../../src/platform/db/tx.js';
import { medianMs } from '../clients.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

/** Lots of the whole table, one size after the other; the second has the lots that T1 to T3 ask about. */
const SIZES = [amount(10_000, 400), amount(100_000, 2_000), amount(1_000_000, 6_000)] as const;
const TIMES = amount(15, 2);
/** Lots of each generation around a parent's place among which its children are drawn. */
const NEAR = 20;
/** The size of answer whose growth T4 asks about: as in the plans for one batch. */
const FEW = amount(285, 40);
/** Lots that are walked to choose one of them. */
const CANDIDATES = 8;

interface Chosen {
  wide: { id: string; found: number };
  late: { id: string; found: number };
  few: { id: string; found: number };
}

/**
 * T1 to T4 of the goals, on lots of six generations: descendants and ancestors against the plain level loop at 10,000,
 * 100,000 and 1,000,000 lots, and what the same answer costs in the largest and in the smallest table.
 */
export async function genealogyCases(
  stage: Stage,
  measure: (comparisons: Comparison[]) => Promise<void>,
  log: (line: string) => void,
): Promise<void> {
  await makeBare(stage);
  const few: Chosen['few'][] = [];
  for (const [round, size] of SIZES.entries()) {
    log(`making ${size.toLocaleString('en')} lots`);
    await makeLots(stage, round, size);
    const chosen = await choose(stage, round);
    few.push(chosen.few);
    await measure(await walks(stage, size, chosen));
    if (round === 1) await measure(await details(stage, chosen));
  }
  await measure([growth(stage, few)]);
}

/** T1: ids of everything below one lot. */
function walks(stage: Stage, size: number, { wide }: Chosen): Comparison[] {
  const walk = (name: string) => () =>
    medianMs(TIMES, () => stage.bare.query({ name, text: `select ${name}($1, true)`, values: [wide.id] }));
  return [
    {
      ...{ goal: 'T1', unit: 'ms', kind: 'time', wanted: 1.3, ours: walk('lot_walk'), bare: walk('bare.walk') },
      ...{ what: `ids of ${wide.found} descendants, ${size.toLocaleString('en')} lots`, bareName: 'plain level loop' },
    },
  ];
}

/** T2 over HTTP, with edges, shares and holders, which the bare case does not give; T3 the same upwards, for a page. */
async function details(stage: Stage, { wide, late }: Chosen): Promise<Comparison[]> {
  const lots = stage.running.app.get(LotsService, { strict: false });
  const system: DataSource = stage.running.app.get(getDataSourceToken('system'), { strict: false });
  const coop = await DemoPerson.signIn(stage.origin, 'coop', DEMO_PASSWORD);
  const bare = (lot: string, down: boolean) => () =>
    medianMs(TIMES, () =>
      stage.bare.query({
        ...{
          name: `details-${down}`,
          text: `select * from lot where id = any (bare.walk($1, ${down}))`,
          values: [lot],
        },
      }),
    );
  const overHttp = (): Promise<number> => medianMs(TIMES, () => coop.text(`/api/lots/${wide.id}/descendants`));
  const down = { what: `${wide.found} descendants with holders and shares as JSON over HTTP`, unit: 'ms' };
  return [
    {
      ...{ ...down, goal: 'T2', kind: 'time', wanted: 2, ours: overHttp, bare: bare(wide.id, true) },
      bareName: 'plain level loop with details',
    },
    {
      ...{ ...down, goal: 'T2', kind: 'time', wanted: 1, ours: overHttp, bare: () => Promise.resolve(2_000) },
      bareName: '2 seconds',
    },
    {
      ...{ goal: 'T3', what: `${late.found} ancestors with details and shares`, unit: 'ms', kind: 'time', wanted: 2 },
      ours: () => medianMs(TIMES, () => inTx(system, 'system', (tx) => lots.ancestors(tx, 'system', late.id))),
      ...{ bare: bare(late.id, false), bareName: 'plain level loop with details' },
    },
  ];
}

/** T4: what a lot of the first, small set of lots costs, and one of the largest, each the time of one relative. */
function growth(stage: Stage, few: readonly Chosen['few'][]): Comparison {
  const [small, large] = [few[0]!, few.at(-1)!];
  const each = (lot: Chosen['few']) => async () => {
    const walk = { name: 'lot_walk', text: 'select lot_walk($1, true)', values: [lot.id] };
    return ((await medianMs(TIMES * 3, () => stage.bare.query(walk))) * 1000) / lot.found;
  };
  return {
    ...{
      goal: 'T4',
      what: `each of ${large.found} descendants among ${SIZES[2].toLocaleString('en')} lots`,
      unit: 'µs',
    },
    ...{ kind: 'time', wanted: 1.3, ours: each(large), bare: each(small) },
    bareName: `each of ${small.found} among the first ${SIZES[0].toLocaleString('en')}`,
  };
}

async function makeBare({ bare }: Stage): Promise<void> {
  await bare.query(`
    create table bare.lot (round integer not null, n integer not null, id uuid not null, generation integer not null,
      primary key (round, n));
    create function bare.walk(start uuid, down boolean) returns uuid[] language plpgsql stable as $$
    declare seen uuid[] := array[start]; level uuid[] := array[start];
    begin
      while level is not null loop
        if down then select array_agg(distinct child) into level from lot_edge where parent = any (level) and child <> all (seen);
        else select array_agg(distinct parent) into level from lot_edge where child = any (level) and parent <> all (seen); end if;
        seen := seen || level;
      end loop;
      return seen;
    end $$`);
}

/**
 * Lots until the table holds `total`: of six generations, each lot with 2 to 7 parents in the one before, most of them near, some
 * anywhere. Constraints are checked once afterwards, by having made nothing that breaks them: a million births would take minutes.
 */
async function makeLots({ bare, coop }: Stage, round: number, total: number): Promise<void> {
  const client = await bare.connect();
  try {
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from bare.lot');
    const count = total - rows[0]!.n;
    const each = Math.ceil(count / 6);
    await client.query('begin');
    await client.query(`set local session_replication_role = replica`);
    await client.query(
      `insert into bare.lot select ${round}, n, gen_random_uuid(), (n - 1) / ${each} from generate_series(1, ${count}) n`,
    );
    await client.query(
      `insert into lot (id, kind, herb, unit, initial_quantity, remaining, owner_id, holder_id, made_by, region, born_at, born_fact, act_id, matter_in)
       select id, 'output', 'LIANQIAO', 'gram', 100000, 50000, $1, $1, $1, '141026', now(), gen_random_uuid(), gen_random_uuid(), 30000
         from bare.lot where round = ${round} order by n`,
      [coop.organisation.id],
    );
    await client.query(
      `insert into lot_edge (child, parent, kind, grams)
       select distinct c.id, p.id, 'matter', 10000
         from bare.lot c
        cross join lateral generate_series(1, 2 + c.n % 6) k
         join bare.lot p on p.round = ${round} and p.n = 1 + (c.generation - 1) * ${each}
           + (((c.n - 1) % ${each}) + (k * 7919 % ${2 * NEAR}) - ${NEAR} + case when k = 7 then c.n * 31 else 0 end + ${each}) % ${each}
        where c.round = ${round} and c.generation > 0`,
    );
    await client.query('commit');
    await client.query('analyze lot, lot_edge');
  } finally {
    client.release();
  }
}

/** A lot with very many descendants, a late one with many ancestors, and one with few descendants. */
async function choose({ bare }: Stage, round: number): Promise<Chosen> {
  const widest = async (generation: number, down: boolean, by: string): Promise<Chosen['few']> => {
    const { rows } = await bare.query<{ id: string; found: number }>(
      `with walked as materialized (
         select id, cardinality(bare.walk(id, ${down})) as found from (
           select id from bare.lot where round = ${round} and generation = ${generation} order by n desc limit ${CANDIDATES}) s)
       select id, found from walked order by ${by} limit 1`,
    );
    return rows[0]!;
  };
  const few = [];
  for (const generation of [1, 2, 3]) few.push(await widest(generation, true, `abs(found - ${FEW})`));
  few.sort((a, b) => Math.abs(a.found - FEW) - Math.abs(b.found - FEW));
  return {
    wide: await widest(0, true, 'found desc'),
    late: await widest(3, false, 'found desc'),
    few: few[0]!,
  };
}
