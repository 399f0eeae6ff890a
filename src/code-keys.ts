import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { CODE_KEYS_FILE, RIPENS_SECONDS } from './codes/code-key-ring.service.js';
import { compareKeys, freshKey, parseKeys, serialiseKeys, type CodeKey } from './codes/code-keys.js';
import { replaceDurably } from './ledger/durable-file.js';
import type { Config } from './platform/config/config.js';
import { withDatabase } from './verify-ledger.js';

/** What a copy of the keys is worth. */
export interface KeysChecked {
  /** Every key that was ever used is in the file, and each is the right one. */
  complete: boolean;
  keys: { id: string; state: 'right' | 'missing' | 'wrong' | 'not yet used' }[];
}

/** Holds a key file, such as a backup, against the check values of the database. Says ids, never keys. */
export async function checkKeys(config: Config, file = pathOf(config)): Promise<KeysChecked> {
  const keys = parseKeys(await readFile(file, 'utf8'));
  const { missing, wrong, added } = compareKeys(keys, await withDatabase(config, checkValues));
  const fresh = new Set(added.map(({ keyId }) => keyId));
  const stateOf = (id: string) => (wrong.includes(id) ? 'wrong' : fresh.has(id) ? 'not yet used' : 'right');
  const all = [
    ...missing.map((id) => ({ id, state: 'missing' as const })),
    ...keys.map(({ keyId }) => ({ id: keyId, state: stateOf(keyId) as 'right' | 'wrong' | 'not yet used' })),
  ];
  return { complete: missing.length === 0 && wrong.length === 0, keys: all };
}

/** Adds a key to the file, whole or not at all. Running processes read it within seconds and use it after ten minutes. */
export async function rotateKeys(config: Config): Promise<{ path: string; id: string; usedAfterSeconds: number }> {
  const path = pathOf(config);
  const keys = parseKeys(await readFile(path, 'utf8'));
  const known = await withDatabase(config, everUsed);
  const key: CodeKey = freshKey([...keys.map(({ keyId }) => keyId), ...known], new Date().toISOString());
  await replaceDurably(path, serialiseKeys([...keys, key]), 0o600);
  return { path, id: key.keyId, usedAfterSeconds: RIPENS_SECONDS };
}

const pathOf = (config: Config): string => join(config.keysDir, CODE_KEYS_FILE);

async function checkValues(db: DataSource): Promise<Map<string, string>> {
  const rows: { id: string; value: string }[] = await db.query(
    `select key_id as id, check_value as value from code_key where given_up_at is null`,
  );
  return new Map(rows.map(({ id, value }) => [id, value]));
}

/** Ids of keys that were given up stay taken: their labels are still on goods. */
async function everUsed(db: DataSource): Promise<string[]> {
  const rows: { id: string }[] = await db.query(`select key_id as id from code_key`);
  return rows.map(({ id }) => id);
}
