import type { DataSource } from 'typeorm';
import { inTx, type Tx } from './tx.js';

/**
 * A transaction of the system's role that only reads, and that the signal breaks off in the middle of a statement: the
 * database is told to cancel it, because whoever stops listening does not stop a query. @throws as soon as the signal is
 * given
 */
export async function inReadingTx<T>(
  db: DataSource,
  stopping: AbortSignal | undefined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (stopping === undefined) return inTx(db, 'system', work);
  return inTx(db, 'system', async (tx) => {
    const [{ pid }]: [{ pid: number }] = await tx.query('select pg_backend_pid() as pid');
    let cancelled: Promise<void> | undefined;
    const cancel = () => void (cancelled = cancelBackend(db, pid));
    stopping.addEventListener('abort', cancel, { once: true });
    try {
      stopping.throwIfAborted();
      return await work(tx);
    } finally {
      stopping.removeEventListener('abort', cancel);
      // A cancel that is still on its way would hit whatever this connection does next.
      await cancelled;
    }
  });
}

/** As the login itself: the role a connection takes may not cancel what belongs to the login. */
function cancelBackend(db: DataSource, pid: number): Promise<void> {
  return db
    .transaction(async (tx) => {
      await tx.query('set local role none');
      await tx.query('select pg_cancel_backend($1)', [pid]);
    })
    .catch(() => undefined);
}
