/** Answers one row of a query; the two data sources and a test's client all fit. */
export type Ask = (sql: string) => Promise<Record<string, string>[]>;

/**
 * What keeps this PostgreSQL connection from being durable, in one sentence each; none when an acknowledged commit
 * survives a power cut. Settings may come from the server, the database, the role or the session: only the connection
 * itself knows what is in force.
 */
export async function databaseDurabilityFaults(ask: Ask): Promise<string[]> {
  const [row] = await ask(
    `select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
       current_setting('synchronous_commit') as synchronous_commit`,
  );
  const faults: string[] = [];
  if (row?.['fsync'] !== 'on') faults.push('PostgreSQL runs with fsync=off; it must be on');
  if (row?.['full_page_writes'] !== 'on') faults.push('PostgreSQL runs with full_page_writes=off; it must be on');
  if (['off', 'local'].includes(row?.['synchronous_commit'] ?? '')) {
    faults.push(`PostgreSQL runs with synchronous_commit=${row?.['synchronous_commit']}; it must be on`);
  }
  return faults;
}

/** The two settings of Redis that decide whether acknowledged jobs stay. */
export interface RedisSettings {
  policy: string;
  appendOnly: string;
}

/** Reads them from the answer to INFO, which also servers give that forbid CONFIG. */
export function redisSettingsFrom(info: string): RedisSettings {
  const value = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
  return { policy: value('maxmemory_policy'), appendOnly: value('aof_enabled') === '1' ? 'yes' : 'no' };
}

/** The same for Redis: an evicting policy loses acknowledged jobs without an error, and no AOF loses all at a crash. */
export function redisDurabilityFaults({ policy, appendOnly }: RedisSettings): string[] {
  const faults: string[] = [];
  if (policy !== 'noeviction') faults.push(`Redis runs with maxmemory-policy ${policy}; it must be noeviction`);
  if (appendOnly !== 'yes') faults.push('Redis runs without appendonly; it must be yes');
  return faults;
}

/** The settings of this machine's storage would lose acknowledged evidence. */
export class NotDurable extends Error {
  override readonly name = 'NotDurable';

  constructor(faults: readonly string[]) {
    super(`Refusing to start, acknowledged records could be lost: ${[...new Set(faults)].join('; ')}.`);
  }
}
