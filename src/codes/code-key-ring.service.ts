import { createHmac } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createDurably } from '../ledger/durable-file.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { checkValueOf, compareKeys, freshKey, parseKeys, serialiseKeys, type CodeKey } from './code-keys.js';
import { CodeKeysRefused } from './codes.errors.js';
import { TraceCodes } from './trace-code.js';

export const CODE_KEYS_FILE = 'trace-code-keys.txt';
/**
 * A new key is read by every process within seconds and makes codes only after this time: by then every machine has its file, and
 * none that is late calls a fresh label forged.
 */
export const RIPENS_SECONDS = 600;
/** Two processes starting on one database must not both make a first key. */
const START_LOCK = 4_417_301_000;

/**
 * Holds the keys of the trace codes. They live in a file beside the ledger's keys, never in the database, which keeps one check
 * value per key: so a stolen dump makes no codes, and a lost or exchanged file is noticed before a single code is read wrong.
 * A key is made once, on a database that has never known one; after that a missing or wrong key stops the start.
 */
@Injectable()
export class CodeKeyRing implements OnModuleInit {
  private readonly logger = new Logger('code-keys');
  private loaded: { codes: TraceCodes; newest: string; secretFor: (purpose: string) => Buffer } | undefined;
  private refused: string | undefined;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    @InjectDataSource('system') private readonly db: DataSource,
  ) {}

  /** Makes and reads codes with all keys of the file. */
  get codes(): TraceCodes {
    return this.ready.codes;
  }

  /** The key id new ranges are given out under: the last of the file that has ripened ({@link RIPENS_SECONDS}). */
  get newestKeyId(): string {
    return this.ready.newest;
  }

  /** A secret for another purpose, made of the oldest key: every process that can read codes has the same, and no code tells it. */
  secretFor(purpose: string): Buffer {
    return this.ready.secretFor(purpose);
  }

  get path(): string {
    return join(this.config.keysDir, CODE_KEYS_FILE);
  }

  async onModuleInit(): Promise<void> {
    await this.loadAll();
  }

  /** Why the file as it stands now is not taken, or undefined. What was loaded before goes on serving. */
  get fault(): string | undefined {
    return this.refused;
  }

  /**
   * Reads the file once more, so that a key is added without a restart. A file that does not fit is refused as at the start,
   * but not by stopping: the keys in memory are right for every code printed so far.
   */
  async refresh(): Promise<void> {
    try {
      await this.loadAll();
      this.refused = undefined;
    } catch (error) {
      if (!(error instanceof CodeKeysRefused)) throw error;
      if (this.refused !== error.message) this.logger.error(error.message);
      this.refused = error.message;
    }
  }

  private async loadAll(): Promise<void> {
    const { keys, newest } = await inTx(this.db, 'system', async (tx) => {
      const keys = await this.load(tx);
      return { keys, newest: await ripest(tx, keys) };
    });
    if (this.loaded && this.loaded.newest !== newest) this.logger.log(`new codes are made with key ${newest}`);
    this.loaded = {
      codes: new TraceCodes(new Map(keys.map(({ keyId, key }) => [keyId, key]))),
      newest,
      secretFor: (purpose) => createHmac('sha256', keys[0]!.key).update(purpose).digest(),
    };
  }

  private get ready(): NonNullable<CodeKeyRing['loaded']> {
    if (!this.loaded) throw new Error('the code keys are not loaded yet');
    return this.loaded;
  }

  private async load(tx: Tx): Promise<CodeKey[]> {
    await tx.query(`select pg_advisory_xact_lock($1)`, [START_LOCK]);
    const rows: { id: string; value: string; needed: boolean }[] = await tx.query(
      `select key_id as id, check_value as value, given_up_at is null as needed from code_key order by known_since`,
    );
    const known = new Map(rows.filter(({ needed }) => needed).map(({ id, value }) => [id, value]));
    const givenUp = rows.filter(({ needed }) => !needed).map(({ id }) => id);
    const keys = (await this.readFile()) ?? (await this.firstKey(known, givenUp));
    const { missing, wrong, added } = compareKeys(keys, known);
    if (missing.length > 0) throw new CodeKeysRefused(this.path, `key ${missing.join(', ')} is missing`);
    if (wrong.length > 0) throw new CodeKeysRefused(this.path, `key ${wrong.join(', ')} is not the one used so far`);
    for (const key of added) if (!givenUp.includes(key.keyId)) await this.register(tx, key);
    return keys;
  }

  private async readFile(): Promise<CodeKey[] | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const keys = parseKeys(text);
      await chmod(this.path, 0o600).catch(() => undefined); // a read-only secret mount keeps its own mode
      return keys;
    } catch (error) {
      throw new CodeKeysRefused(this.path, (error as Error).message);
    }
  }

  private async firstKey(known: ReadonlyMap<string, string>, givenUp: readonly string[]): Promise<CodeKey[]> {
    if (known.size > 0)
      throw new CodeKeysRefused(this.path, `the file with key ${[...known.keys()].join(', ')} is missing`);
    const keys = [freshKey(givenUp, this.clock.now().toISOString())];
    if (!(await createDurably(this.path, serialiseKeys(keys)))) throw new Error(`${this.path} appeared meanwhile`);
    this.logger.warn(
      `首次启动已生成溯源码密钥 ${this.path}，请立即备份到另一处：丢失后所有已印标签都无法识读。 ` +
        `First start: the key of the trace codes was made. Back this file up elsewhere now; without it no printed label can be read.`,
    );
    return keys;
  }

  private async register(tx: Tx, key: CodeKey): Promise<void> {
    await tx.query(`insert into code_key (key_id, check_value, made_at) values ($1, $2, $3)`, [
      key.keyId,
      checkValueOf(key),
      key.madeAt,
    ]);
    this.logger.log(`key ${key.keyId} is known from now on`);
  }
}

/** The last key of the file that everybody has had time to learn; the first one when none has ripened. */
async function ripest(tx: Tx, keys: readonly CodeKey[]): Promise<string> {
  const rows: { id: string }[] = await tx.query(
    `select key_id as id from code_key where known_since <= clock_timestamp() - make_interval(secs => $1)`,
    [RIPENS_SECONDS],
  );
  const ripe = new Set(rows.map(({ id }) => id));
  return (keys.findLast(({ keyId }) => ripe.has(keyId)) ?? keys[0]!).keyId;
}
