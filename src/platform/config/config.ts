import { join, resolve } from 'node:path';
import { ConfigError } from './config.errors.js';
import { EnvReader } from './env-reader.js';
import type { Env } from './env-reader.js';
import { lanAddress } from './lan-address.js';

/** Every environment key that is read. The compose file is held against this list by a test. */
export const CONFIG_KEYS = [
  'NODE_ENV',
  'ROLE',
  'HOST',
  'PORT',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'DATABASE_URL',
  'DATABASE_SYSTEM_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_POOL',
  'DATABASE_SYSTEM_POOL',
  'DATABASE_CONNECT_TIMEOUT_MS',
  'DATABASE_STATEMENT_TIMEOUT_MS',
  'DATABASE_LOCK_TIMEOUT_MS',
  'DATABASE_IDLE_TX_TIMEOUT_MS',
  'REDIS_URL',
  'QUEUE_BACKEND',
  'DATA_DIR',
  'KEYS_DIR',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'LEDGER_ORIGIN',
  'DEMO',
  'LOG_LEVEL',
  'SHUTDOWN_TIMEOUT_MS',
] as const;

const POSTGRES = ['postgres', 'postgresql'];

/**
 * The settings of one process, read once and checked whole. This folder is the only place that reads the environment.
 * Made by {@link loadConfig}; tests make their own with `loadConfig({ PORT: '0', … })`.
 */
export class Config {
  readonly environment: 'development' | 'production' | 'test';
  /** What this process does: serve requests, execute jobs, or both (the embedded default). */
  readonly role: 'all' | 'web' | 'worker';
  readonly host: string;
  /** 0 lets the system choose a free port (tests). */
  readonly port: number;
  /** Scheme, host and port that are printed into QR codes; no slash at the end. */
  readonly publicUrl: string;
  /** Whose X-Forwarded-For is believed; goes to Fastify's trustProxy as it is. */
  readonly trustProxy: false | number | string[];
  /** Where the application role logs in; absent: the embedded PostgreSQL in {@link dataDir}. */
  readonly databaseUrl: string | undefined;
  readonly databaseSystemUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  /** Connections of the application role in this process. */
  readonly databasePool: number;
  /** Connections of the system role: relay, sequencer, projections, authentication. */
  readonly databaseSystemPool: number;
  readonly databaseConnectTimeoutMs: number;
  readonly databaseStatementTimeoutMs: number;
  readonly databaseLockTimeoutMs: number;
  readonly databaseIdleTxTimeoutMs: number;
  readonly redisUrl: string | undefined;
  readonly queueBackend: 'postgres' | 'redis';
  /** Absolute. The embedded database, keys and produced files; never inside version control. */
  readonly dataDir: string;
  /** Absolute. Signing and code keys and the newest checkpoint: outside the database, and worth a backup of its own. */
  readonly keysDir: string;
  /** Where produced files are kept instead of {@link dataDir}; absent: on the disk. */
  readonly s3:
    | { bucket: string; endpoint: string | undefined; region: string; accessKeyId: string; secretAccessKey: string }
    | undefined;
  /** First line of every checkpoint (C2SP): the log's name for ever, so it follows no address that may change. */
  readonly ledgerOrigin: string;
  /** auto: an empty database is seeded with the demonstration. Always off in production. */
  readonly demo: 'auto' | 'off';
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Milliseconds between the first stop signal and the hard end. */
  readonly shutdownTimeoutMs: number;

  constructor(env: EnvReader) {
    this.environment = env.oneOf('NODE_ENV', ['development', 'production', 'test'], 'development');
    const production = this.environment === 'production';
    this.role = env.oneOf('ROLE', ['all', 'web', 'worker'], 'all');
    this.host = env.text('HOST') ?? '0.0.0.0';
    if (!/^[\w.:-]+$/.test(this.host)) env.fault('HOST', 'an address or name of this machine, without scheme or port');
    this.port = env.integer('PORT', 3000, 0, 65535);
    this.publicUrl = this.readPublicUrl(env, production);
    this.trustProxy = env.proxies('TRUST_PROXY');

    this.databaseUrl = env.address('DATABASE_URL', POSTGRES, 'postgresql://login:password@host:5432/bencao');
    this.databaseSystemUrl =
      env.address('DATABASE_SYSTEM_URL', POSTGRES, 'postgresql://login:password@host:5432/bencao') ?? this.databaseUrl;
    this.databaseOwnerUrl =
      env.address('DATABASE_OWNER_URL', POSTGRES, 'postgresql://login:password@host:5432/bencao') ?? this.databaseUrl;
    if (!env.text('DATABASE_URL') && (env.text('DATABASE_SYSTEM_URL') || env.text('DATABASE_OWNER_URL'))) {
      env.fault('DATABASE_URL', 'an address, because DATABASE_SYSTEM_URL or DATABASE_OWNER_URL is given');
    }
    this.databasePool = env.integer('DATABASE_POOL', 20, 1, 500, 'connections');
    this.databaseSystemPool = env.integer('DATABASE_SYSTEM_POOL', 6, 2, 500, 'connections');
    // Most of this is the wait for a free connection: sixty draws on one lot hold the pool for seconds on a slow machine,
    // and whoever waits behind them is better told that the lot is empty than that the house is busy. A server that is
    // not there refuses at once. A test machine may be busy with ten test files.
    const connectMs = this.environment === 'test' ? 15_000 : 10_000;
    this.databaseConnectTimeoutMs = env.integer('DATABASE_CONNECT_TIMEOUT_MS', connectMs, 100, 60_000, 'milliseconds');
    this.databaseStatementTimeoutMs = env.integer(
      'DATABASE_STATEMENT_TIMEOUT_MS',
      30_000,
      100,
      600_000,
      'milliseconds',
    );
    this.databaseLockTimeoutMs = env.integer('DATABASE_LOCK_TIMEOUT_MS', 10_000, 50, 60_000, 'milliseconds');
    this.databaseIdleTxTimeoutMs = env.integer('DATABASE_IDLE_TX_TIMEOUT_MS', 10_000, 500, 600_000, 'milliseconds');

    this.redisUrl = env.address('REDIS_URL', ['redis', 'rediss'], 'redis://:password@host:6379/0');
    const redisAsked = env.text('REDIS_URL') !== undefined;
    this.queueBackend = env.oneOf('QUEUE_BACKEND', ['postgres', 'redis'], redisAsked ? 'redis' : 'postgres');
    if (this.queueBackend === 'redis' && !redisAsked) {
      env.fault('REDIS_URL', 'an address such as redis://host:6379/0, because QUEUE_BACKEND is redis');
    }

    this.dataDir = resolve(env.text('DATA_DIR') ?? '.data');
    this.keysDir = resolve(env.text('KEYS_DIR') ?? join(this.dataDir, 'keys'));
    this.s3 = this.readS3(env);
    this.ledgerOrigin = this.readLedgerOrigin(env, production);
    this.demo = env.oneOf('DEMO', ['auto', 'off'], production ? 'off' : 'auto');
    if (production && env.text('DEMO') === 'auto') {
      env.fault('DEMO', 'off when NODE_ENV is production: the demonstration has public passwords');
    }
    this.logLevel = env.oneOf(
      'LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      this.environment === 'test' ? 'error' : 'info',
    );
    this.shutdownTimeoutMs = env.integer('SHUTDOWN_TIMEOUT_MS', 10_000, 500, 120_000, 'milliseconds');
  }

  /** True when this process has to start and stop the PostgreSQL of {@link dataDir} itself. */
  get embeddedDatabase(): boolean {
    return this.databaseUrl === undefined;
  }

  /** The same settings for a process of another role. */
  withRole(role: Config['role']): Config {
    return Object.assign(Object.create(Config.prototype) as Config, this, { role });
  }

  /** The same settings with the address of the embedded database, once it runs. */
  withDatabase(url: string): Config {
    return Object.assign(Object.create(Config.prototype) as Config, this, {
      databaseUrl: url,
      databaseSystemUrl: url,
      databaseOwnerUrl: url,
    });
  }

  private readPublicUrl(env: EnvReader, production: boolean): string {
    const schemes = production ? ['https'] : ['http', 'https'];
    const example = production ? 'https://trace.example.cn' : 'http://192.168.1.20:3000 or https://trace.example.cn';
    const given = env.address('PUBLIC_URL', schemes, example);
    if (given === undefined) {
      if (production && env.text('PUBLIC_URL') === undefined) {
        env.fault('PUBLIC_URL', `an address such as ${example} when NODE_ENV is production: it is printed on labels`);
      }
      return `http://${lanAddress()}:${this.port}`;
    }
    const url = new URL(given);
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
      env.fault('PUBLIC_URL', 'scheme, host and port alone, without path, query or login');
    }
    return url.origin;
  }

  private readS3(env: EnvReader): Config['s3'] {
    const bucket = env.text('S3_BUCKET');
    const endpoint = env.address('S3_ENDPOINT', ['https', 'http'], 'https://oss-cn-beijing.aliyuncs.com');
    const [accessKeyId, secretAccessKey] = [env.text('S3_ACCESS_KEY_ID'), env.text('S3_SECRET_ACCESS_KEY')];
    if (bucket === undefined) return undefined;
    if (accessKeyId === undefined) env.fault('S3_ACCESS_KEY_ID', 'a key id, because S3_BUCKET is given');
    if (secretAccessKey === undefined) env.fault('S3_SECRET_ACCESS_KEY', 'a secret key, because S3_BUCKET is given');
    const region = env.text('S3_REGION') ?? 'us-east-1';
    return { bucket, endpoint, region, accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '' };
  }

  private readLedgerOrigin(env: EnvReader, production: boolean): string {
    const origin = env.text('LEDGER_ORIGIN');
    const shape = 'a name without scheme or spaces, such as trace.example.cn/ledger';
    if (origin === undefined) {
      if (production) env.fault('LEDGER_ORIGIN', `${shape}, when NODE_ENV is production: it can never be changed`);
      return 'bencao-trace.localhost/ledger';
    }
    if (!/^[a-z0-9][a-z0-9.-]*(\/[\w.-]+)*$/i.test(origin) || origin.length > 120) env.fault('LEDGER_ORIGIN', shape);
    return origin;
  }
}

/**
 * Reads and checks the settings.
 * @throws ConfigError naming all faults at once
 */
export function loadConfig(env: Env = process.env): Config {
  const reader = new EnvReader(env);
  const config = new Config(reader);
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return config;
}
