import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ledgered } from './campaign.js';

/** Waits until no effect is owed and no fact unsealed; fails with what is left. */
export async function settle(superUrl: string, timeoutMs: number): Promise<number> {
  const began = Date.now();
  let left: Record<string, string> = {};
  while (Date.now() - began < timeoutMs) {
    const rows = await ask<Record<string, string>>(
      superUrl,
      `select (select count(*) from outbox where done_at is null) as effects, (select count(*) from fact_unsealed) as facts`,
    );
    left = rows[0]!;
    if (left['effects'] === '0' && left['facts'] === '0') return Date.now() - began;
    await pause(200);
  }
  throw new Error(`not settled after ${timeoutMs} ms: ${JSON.stringify(left)}`);
}

/** `prepared` is the harvest that was there before the load. Every breach of "nothing acknowledged is lost, nothing is doubled, mass still balances", each a sentence. */
export async function breaches(superUrl: string, acknowledged: Ledgered[], prepared: string): Promise<string[]> {
  const found: string[] = [];
  const acts = new Map(
    (await ask<{ id: string; fact: string }>(superUrl, `select id, answer->>'factId' as fact from act`)).map((row) => [
      row.id,
      row.fact,
    ]),
  );
  const facts = new Set((await ask<{ id: string }>(superUrl, 'select id from fact')).map((row) => row.id));
  for (const { id, path, factId } of acknowledged) {
    if (!acts.has(id)) found.push(`${path} ${id} was acknowledged and is lost`);
    else if (acts.get(id) !== factId)
      found.push(`${path} ${id} was answered with fact ${factId}, kept is ${acts.get(id)}`);
    if (!facts.has(factId)) found.push(`fact ${factId} of ${path} ${id} is lost`);
  }
  const ids = acknowledged.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) found.push('an id was acknowledged twice as new');
  found.push(...(await counts(superUrl, acknowledged, prepared)));
  found.push(...(await balances(superUrl, acknowledged)));
  return found;
}

/** The clients never gave up, so what is stored is exactly what was acknowledged. */
async function counts(superUrl: string, acknowledged: Ledgered[], prepared: string): Promise<string[]> {
  const found: string[] = [];
  for (const [path, table] of [
    ['/api/field-work', 'field_work'],
    ['/api/harvests', 'harvest'],
    ['/api/runs', 'run'],
  ] as const) {
    const wanted = new Set(acknowledged.filter((act) => act.path === path).map(({ id }) => id));
    const stored = (await ask<{ id: string }>(superUrl, `select id from ${table}`)).map(({ id }) => id);
    const doubled = stored.length - new Set(stored).size;
    if (doubled > 0) found.push(`${table}: ${doubled} rows doubled`);
    const strange = stored.filter((id) => !wanted.has(id) && id !== prepared);
    if (strange.length > 0) found.push(`${table}: ${strange.length} rows nobody was told of, e.g. ${strange[0]}`);
  }
  const orphans = await ask<{ n: string }>(
    superUrl,
    `select count(*) as n from fact f where not exists (select from act a where a.answer->>'factId' = f.id::text) and f.type in ('planting.field-work-done','planting.harvested','processing.run-finished')`,
  );
  if (orphans[0]!.n !== '0') found.push(`${orphans[0]!.n} facts without their act`);
  return found;
}

async function balances(superUrl: string, acknowledged: Ledgered[]): Promise<string[]> {
  const believed = new Map<string, number>();
  for (const { picked } of acknowledged) if (picked) believed.set(picked.lot, picked.grams);
  for (const { drawn } of acknowledged)
    if (drawn && believed.has(drawn.lot)) believed.set(drawn.lot, believed.get(drawn.lot)! - drawn.grams);
  const lots = await ask<{ id: string; remaining: string }>(
    superUrl,
    `select id, remaining from lot where kind = 'harvest'`,
  );
  const found = lots
    .filter(({ id, remaining }) => believed.has(id) && believed.get(id) !== Number(remaining))
    .map(({ id, remaining }) => `lot ${id} holds ${remaining} g, by the acknowledgements ${believed.get(id)} g`);
  const skewed = await ask<{ act: string; sum: string }>(
    superUrl,
    `select act_id as act, sum(delta) as sum from lot_movement group by act_id having sum(delta) <> 0`,
  );
  return [...found, ...skewed.map(({ act, sum }) => `act ${act} made ${sum} g out of nothing`)];
}

async function ask<R>(superUrl: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: superUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as R[];
  } finally {
    await client.end();
  }
}
