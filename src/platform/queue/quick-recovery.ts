/**
 * How soon a worker is back after a kill of itself, of another worker or of the database: BullMQ's own patience (15 s before it
 * asks a broken connection again, 30 s of lock and 30 s between two looks for stalled jobs) is made for jobs that must not run
 * twice. Ours may: the effect is done once. A lock is renewed every 6 s, so only a process that hangs longer than this loses it.
 */
export const QUICK_RECOVERY = {
  runRetryDelay: 500,
  lockDuration: 12_000,
  stalledInterval: 2_000,
  maxStalledCount: 1_000,
};
