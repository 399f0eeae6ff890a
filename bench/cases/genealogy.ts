import { LotsService } from '../../src/lots/lots.service.js';
import { inTx } from '../../src/platform/db/tx.js';
import type { DataSource } from 'typeorm';
import { getDataSourceToken } from '@nestjs/typeorm';
import { medianMs } from '../clients.js';
import type { Comparison } from '../rounds.js';
import type { Stage } from '../stage.js';

const LOTS = 100_000;
const TIMES = 15;

/** T1 and T3 of the goals: all descendants of a farm lot, all ancestors of a late one, on 100,000 lots. */
export async function genealogyCases(stage: Stage, log: (line: string) => void): Promise<Comparison[]> {
  log(`making ${LOTS} lots`);
  await makeLots(stage);
  const { wide, late, found } = await pick(stage);
  log(`descendants of one lot: ${found.down}, ancestors of another: ${found.up}`);
  const lots = stage.running.app.get(LotsService, { strict: false });
  const system: DataSource = stage.running.app.get(getDataSourceToken('system'), { strict: false });
  return [
    {
      ...{ goal: 'T1', what: `ids of ${found.down} descendants`, unit: 'ms', kind: 'time', wanted: 1.3 },
      ours: () => medianMs(TIMES, () => stage.bare.query('select lot_walk($1, true)', [wide])),
      bare: () => medianMs(TIMES, () => stage.bare.query('select bare.walk($1, true)', [wide])),
      bareName: 'plain level loop',
    },
    {
      ...{ goal: 'T3', what: `${found.up} ancestors with details and shares`, unit: 'ms', kind: 'time', wanted: 2 },
      ours: () => medianMs(TIMES, () => inTx(system, 'system', (tx) => lots.ancestors(tx, 'system', late))),
      bare: () =>
        medianMs(TIMES, () => stage.bare.query('select * from lot where id = any (bare.walk($1, false))', [late])),
      bareName: 'plain level loop with details',
    },
  ];
}

/** Six generations: each lot of a later one has 2 to 7 parents in the one before, most of them near, some anywhere. */
async function makeLots({ bare, coop }: Stage): Promise<void> {
  await bare.query('begin');
  await bare.query(
    `create table bare.lot as select n, gen_random_uuid() as id, (n * 6 / ${LOTS + 1}) as generation from generate_series(1, ${LOTS}) n`,
  );
  await bare.query(`create index on bare.lot (n)`);
  await bare.query(
    `insert into lot (id, kind, herb, unit, initial_quantity, remaining, owner_id, holder_id, made_by, region, born_at, born_fact, act_id, matter_in)
     select id, 'output', 'LIANQIAO', 'gram', 100000, 50000, $1, $1, $1, '141026', now(), gen_random_uuid(), gen_random_uuid(), 30000
       from bare.lot order by n`,
    [coop.organisation.id],
  );
  await bare.query(
    `insert into lot_edge (child, parent, kind, grams)
     select distinct on (child, parent) child, parent, 'matter', 10000 from (
       select c.id as child, p.id as parent from bare.lot c
         cross join lateral generate_series(1, 2 + c.n % 6) k
         join bare.lot p on p.n = 1 + ((c.n - ${Math.ceil(LOTS / 6)} + (k * 7919 % 40) - 20 + case when k = 7 then c.n * 31 else 0 end) % ${Math.ceil(LOTS / 6)} + ${Math.ceil(LOTS / 6)}) % ${Math.ceil(LOTS / 6)}
                                + (c.generation - 1) * ${Math.ceil(LOTS / 6)}
        where c.generation > 0) made
     where child <> parent`,
  );
  await bare.query('commit');
  await bare.query('analyze lot; analyze lot_edge');
  await bare.query(`
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

async function pick({ bare }: Stage): Promise<{ wide: string; late: string; found: { down: number; up: number } }> {
  const down = await bare.query(
    `select id, cardinality(bare.walk(id, true)) as n from (select id from bare.lot where generation = 0 order by n limit 40) s order by 2 desc limit 1`,
  );
  const up = await bare.query(
    `select id, cardinality(bare.walk(id, false)) as n from (select id from bare.lot where generation = 3 order by n desc limit 40) s order by 2 desc limit 1`,
  );
  return { wide: down.rows[0].id, late: up.rows[0].id, found: { down: down.rows[0].n, up: up.rows[0].n } };
}
