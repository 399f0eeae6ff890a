import type { DataSource, EntityManager } from 'typeorm';
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
 * Runs `work` in one transaction under the given scope. The settings are the transaction's first statement and local
 * to it, so a pooled connection never carries one tenant's scope to the next request. Serialization failures and
 * deadlocks repeat the whole of `work`, never a single statement.
 */
export async function inTx<T>(db: DataSource, scope: TxScope | 'system', work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(async (tx) => {
        await applyScope(tx, scope);
        return work(tx);
      });
    } catch (error) {
      if (attempt >= MAX_TRIES || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
      // Full jitter: the losers of a deadlock must not meet again in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

/** Sets the tenant of the running transaction; gone at its end. */
export async function applyScope(tx: Tx, scope: TxScope | 'system'): Promise<void> {
  if (scope === 'system') return;
  if (!UUID.test(scope.organisationId)) throw new TypeError('scope needs an organisation id');
  const rows: { now: Date }[] = await tx.query(
    `select set_config('app.tenant', $1, true), set_config('app.person', $2, true), set_config('app.region', $3, true),
            date_trunc('milliseconds', clock_timestamp()) as now`,
    [scope.organisationId, scope.personId, scope.region ?? ''],
  );
  startedAt.set(tx, rows[0]!.now.toISOString());
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
