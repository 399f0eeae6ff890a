import { randomBytes, randomUUID } from 'node:crypto';
import { Sealer } from '../../src/ledger/sealer.service.js';
import { newId } from '../../src/platform/ids.js';
import { FieldWorkService } from '../../src/planting/field-work.service.js';
import type { DoFieldWorkDto } from '../../src/planting/planting.dto.js';
import { median, type Comparison } from '../rounds.js';
import { ratePerSecond } from '../clients.js';
import { makePlantings } from '../field.js';
import { SameWork } from '../bare/same-work.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

const CLIENTS = 32;
const SECONDS = amount(3, 0.4);
const HEADS = amount(20_000, 1_000);
const BULK = 1_000;
const LAGS = amount(100, 5);

/** E1–E3 of the goals: recording acts one by one and in bulk, and how the sequencer keeps up. */
export async function recordCases(stage: Stage): Promise<Comparison[]> {
  await makeBare(stage);
  const oneWork = worksOn(await makePlantings(stage));
  const service = stage.running.app.get(FieldWorkService, { strict: false });
  const ours = () => ratePerSecond(CLIENTS, SECONDS, async () => void (await service.doWork(stage.coop, oneWork())));
  const oursBulk = () =>
    ratePerSecond(2, SECONDS, async () => {
      await service.doWorks(stage.coop, Array.from({ length: BULK }, oneWork));
      return BULK;
    });
  const same = await sameWork(stage, service, oneWork);
  const each = { goal: 'E1', unit: 'acts/s', kind: 'rate', ours } as const;
  const bulk = { goal: 'E2', unit: 'acts/s', kind: 'rate', ours: oursBulk } as const;
  return [
    {
      ...{ ...each, what: 'one act at a time, 32 clients, durable', wanted: 0.6, bare: () => sameOne(same) },
      bareName: `the same ${same.size}, one statement each`,
    },
    {
      ...{ ...each, what: 'the same against one thin row', bare: () => bareOneStatement(stage) },
      bareName: 'one-statement chained insert',
    },
    {
      ...{ ...each, what: 'the same against a global lock', wanted: 4, bare: () => bareGlobalLock(stage) },
      bareName: 'one thin row under a global lock and counter',
    },
    {
      ...{ ...bulk, what: 'bulk sync, 1,000 acts a call, idempotent', wanted: 0.6, bare: () => sameBulk(same) },
      bareName: `the same ${same.size} an act, 1,000 acts a statement`,
    },
    {
      ...{ ...bulk, what: 'the same against thin rows', bare: () => bareBulk(stage) },
      bareName: '1,000 thin rows a statement',
    },
    {
      ...{ goal: 'E3', what: 'sequencer against our own append rate', unit: 'leaves/s', kind: 'rate', wanted: 2 },
      ...{ ours: () => sealRate(stage, service, oneWork), bare: ours, bareName: 'our own E1' },
    },
  ];
}

/** An act of ours read back, all of its rows, for the bare case to write again. */
async function sameWork(stage: Stage, service: FieldWorkService, oneWork: () => DoFieldWorkDto): Promise<SameWork> {
  const dto = oneWork();
  const { answer } = await service.doWork(stage.coop, dto);
  return SameWork.of(stage.bare, dto.id, [dto.id, answer.factId]);
}

async function sameOne(same: SameWork): Promise<number> {
  // Each connection parses and plans the long statement for its first times; that is no recording.
  for (let round = 0; round < amount(8, 1); round += 1)
    await Promise.all(Array.from({ length: CLIENTS }, () => same.one()));
  same.prepare(amount(20_000, 500));
  return ratePerSecond(CLIENTS, SECONDS, () => same.one());
}

function sameBulk(same: SameWork): Promise<number> {
  same.prepare(amount(40_000, 4_000));
  return ratePerSecond(2, SECONDS, async () => {
    await same.many(BULK);
    return BULK;
  });
}

/** From the commit of a fact to its leaf, on a quiet machine: the 99th percentile of 100 acts one after another. */
export async function leafLagMs(stage: Stage): Promise<{ p50: number; p99: number }> {
  const service = stage.running.app.get(FieldWorkService, { strict: false });
  const oneWork = worksOn(await makePlantings(stage));
  const lags: number[] = [];
  for (let i = 0; i < LAGS; i += 1) {
    const { answer } = await service.doWork(stage.coop, oneWork());
    const committed = performance.now();
    for (;;) {
      const { rowCount } = await stage.bare.query('select from ledger_leaf where fact_id = $1', [answer.factId]);
      if (rowCount === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    lags.push(performance.now() - committed);
  }
  lags.sort((a, b) => a - b);
  return { p50: median(lags), p99: lags[Math.ceil(LAGS * 0.99) - 1]! };
}

/** Works on any of these plantings, as different as the bare case's events on their heads. */
function worksOn(plantings: readonly string[]): () => DoFieldWorkDto {
  return () =>
    ({
      id: newId(),
      planting: plantings[Math.floor(Math.random() * plantings.length)]!,
      kind: '除草',
      at: '2025-05-12T07:40:00+08:00',
      operator: '李青山',
      reason: '人工割草',
    }) as DoFieldWorkDto;
}

/** Stops the sequencer, lets a backlog grow, and measures how fast it is sealed. */
async function sealRate(stage: Stage, service: FieldWorkService, oneWork: () => DoFieldWorkDto): Promise<number> {
  const sealer = stage.running.app.get(Sealer, { strict: false });
  await sealer.stop();
  for (let i = 0; i < amount(8, 1); i += 1) await service.doWorks(stage.coop, Array.from({ length: BULK }, oneWork));
  const began = performance.now();
  let sealed = 0;
  for (let batch = await sealer.sealNow(); batch > 0; batch = await sealer.sealNow()) sealed += batch;
  const rate = sealed / ((performance.now() - began) / 1000);
  await sealer.start();
  return rate;
}

async function makeBare({ bare }: Stage): Promise<void> {
  await bare.query(`
    create table bare.head (lot integer primary key, seq integer not null, hash bytea not null);
    insert into bare.head select n, 0, sha256(n::text::bytea) from generate_series(1, ${HEADS}) n;
    create table bare.event (id uuid primary key, lot integer not null, seq integer not null, payload jsonb not null, hash bytea not null);
    create table bare.counter (n bigint not null);
    insert into bare.counter values (0);
    create function bare.append(event uuid, of_lot integer, payload jsonb) returns void language sql as $$
      with head as (update bare.head set seq = seq + 1, hash = sha256(hash || payload::text::bytea) where lot = of_lot returning seq, hash)
      insert into bare.event select event, of_lot, head.seq, payload, head.hash from head $$;`);
}

/** About 300 bytes of evidence, as one of our facts has. */
const payload = (): string => JSON.stringify({ kind: '除草', note: randomBytes(120).toString('hex') });
const anyLot = (): number => 1 + Math.floor(Math.random() * HEADS);

function bareOneStatement({ bare }: Stage): Promise<number> {
  return ratePerSecond(CLIENTS, SECONDS, async () => {
    await bare.query({
      name: 'append',
      text: 'select bare.append($1, $2, $3)',
      values: [randomUUID(), anyLot(), payload()],
    });
  });
}

function bareGlobalLock({ bare }: Stage): Promise<number> {
  return ratePerSecond(CLIENTS, SECONDS, async () => {
    const client = await bare.connect();
    try {
      await client.query('begin');
      await client.query('select pg_advisory_xact_lock(1)');
      await client.query('update bare.counter set n = n + 1');
      await client.query({
        name: 'append',
        text: 'select bare.append($1, $2, $3)',
        values: [randomUUID(), anyLot(), payload()],
      });
      await client.query('commit');
    } finally {
      client.release();
    }
  });
}

function bareBulk({ bare }: Stage): Promise<number> {
  return ratePerSecond(2, SECONDS, async () => {
    const ids = Array.from({ length: BULK }, () => randomUUID());
    const lots = ids.map(anyLot);
    await bare.query({
      name: 'bulk',
      text: `insert into bare.event select id, lot, 0, payload, sha256(payload::text::bytea)
               from unnest($1::uuid[], $2::int[], $3::jsonb[]) as given(id, lot, payload)`,
      values: [ids, lots, ids.map(payload)],
    });
    return BULK;
  });
}
