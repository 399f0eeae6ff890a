import pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { sqlState } from './pg-errors.js';

/** A running transaction. First parameter of everything that writes, so that nobody writes outside one by mistake. */
export type Tx = EntityManager;

/** Whose rows this transaction may touch: row-level security reads these settings. */
export interface TxScope {
  organisationId: string;
  personId: string;
  /** Division-code prefix of a regulator. */
  region?: string | undefined;
}

/** Tries of a whole transaction before a serialization failure or deadlock is given to the caller. */
const MAX_TRIES = 6;
const RETRYABLE = new Set(['40001', '40P01']);
const UUID = /^[0-9a-f-]{36}$/i;

/**
 * Runs `work` in one transaction under the given scope. The settings come with the transaction's beginning and are
 * local to it, so a pooled connection never carries one tenant's scope to the next request. Serialization failures and
 * deadlocks repeat the whole of `work`, never a single statement.
 */
export async function inTx<T>(db: DataSource, scope: TxScope | 'system', work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await (scope === 'system' ? db.transaction(work) : scoped(db, scope, work));
    } catch (error) {
      if (attempt >= MAX_TRIES || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
      // Full jitter: the losers of a deadlock must not meet again in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

async function scoped<T>(db: DataSource, scope: TxScope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const runner = db.createQueryRunner();
  try {
    await beginScoped(runner, scope);
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Begins a transaction and sets its tenant in one message: every request begins so, and each way to the database and
 * back counts while locks are held. Without parameters, as only such a message may hold two statements.
 */
async function beginScoped(runner: QueryRunner, scope: TxScope): Promise<void> {
  if (!UUID.test(scope.organisationId)) throw new TypeError('scope needs an organisation id');
  const client = (await runner.connect()) as pg.PoolClient;
  const [tenant, person, region] = [scope.organisationId, scope.personId, scope.region ?? ''].map(pg.escapeLiteral);
  const answers = (await client.query(
    `start transaction; select set_config('app.tenant', ${tenant}, true), set_config('app.person', ${person}, true),
       set_config('app.region', ${region}, true), date_trunc('milliseconds', clock_timestamp()) as now`,
  )) as unknown as [unknown, { rows: [{ now: Date }] }];
  // What startTransaction() would have noted: the runner commits and rolls back by it, and nests by savepoints.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  startedAt.set(runner.manager, answers[1].rows[0].now.toISOString());
}

/**
 * Lets this transaction's commit return before it is on disk. Only for what is made again when it is missing: marks of
 * the relay, projections. The log is written in order, so a power cut undoes the newest of them, whole, and with each
 * everything that was marked done because of it; nothing that a person was told. Acts, facts and checkpoints never ask
 * for this.
 */
export async function mayBeLost(tx: Tx): Promise<void> {
  await tx.query(`set local synchronous_commit = off`);
}

/** When a scoped transaction began, by the database's clock: read with its first statement, so it costs no round trip. */
const startedAt = new WeakMap<Tx, string>();

/**
 * The database's clock inside this transaction, as ISO 8601 in UTC with milliseconds: the legal time of a record. In a
 * transaction under a tenant's scope it is the moment the scope was set, the same for everything recorded in it.
 */
export async function databaseNow(tx: Tx): Promise<string> {
  const known = startedAt.get(tx);
  if (known !== undefined) return known;
  const rows: { now: Date }[] = await tx.query(`select date_trunc('milliseconds', clock_timestamp()) as now`);
  return rows[0]!.now.toISOString();
}
