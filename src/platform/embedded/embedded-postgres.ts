import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { locateBinaries, type Binaries } from './binaries.js';
import { bootstrapRoles, DATABASE, LOGIN } from './bootstrap-roles.js';
import { freePort, readSecrets, writeSecrets, type ClusterSecrets } from './cluster-secrets.js';
import { isAlive, runningPostmaster, stopPostmaster } from './postmaster.js';
import { commandAs, systemUser, type RunAs } from './run-as.js';

export interface EmbeddedOptions {
  /** Holds the cluster (`pg`), its remembered port and passwords, and its log. */
  directory: string;
  /** False turns fsync off: for throw-away test clusters only. */
  durable?: boolean;
  /** Starts the server again when it ends without being asked to (a crash, an OOM kill). */
  supervise?: boolean;
  /** Further server settings, by name. */
  settings?: Readonly<Record<string, string | number>>;
  log?: (line: string) => void;
}

const START_MS = 60_000;
const FAST_STOP_MS = 7_000;
const LOG_LIMIT = 8 * 1024 * 1024;

/**
 * A real PostgreSQL 18 on this machine, from npm's binaries, listening on loopback only.
 *
 * The package's own class is not used: it starts the server in our process group (so Ctrl-C ends the database under
 * the requests still running), adds exit hooks of its own, leaves an orphan after kill -9 that the next start trips
 * over, and never notices a crash.
 */
export class EmbeddedPostgres {
  private static readonly live = new Set<EmbeddedPostgres>();
  private child: ChildProcess | undefined;
  private stopping = false;

  private constructor(
    private readonly options: EmbeddedOptions,
    private readonly binaries: Binaries,
    private readonly user: RunAs | undefined,
    private readonly secrets: ClusterSecrets,
  ) {}

  /**
   * Starts the cluster of the directory, making it if need be. A server left by a killed process is stopped first.
   * @throws Error with the end of the server's log when it does not start
   */
  static async start(given: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const options = { ...given, directory: resolve(given.directory) };
    mkdirSync(options.directory, { recursive: true });
    const data = join(options.directory, 'pg');
    const user = systemUser(data);
    const orphan = runningPostmaster(data);
    if (orphan) {
      options.log?.(`stopping the PostgreSQL (process ${orphan.pid}) that an earlier run left behind`);
      await stopPostmaster(orphan.pid, START_MS);
    }
    const server = new EmbeddedPostgres(options, locateBinaries(), user, readSecrets(options.directory));
    await server.choosePort();
    if (!existsSync(join(data, 'PG_VERSION'))) server.initialise(data);
    EmbeddedPostgres.live.add(server);
    await server.launch(() => server.choosePort());
    await bootstrapRoles(server.superUrl, server.secrets.password);
    return server;
  }

  /** Asks every server of this process to end and waits for none: the last act of a process that is ended by force. */
  static abandonAll(): void {
    for (const server of EmbeddedPostgres.live) {
      server.stopping = true;
      const pid = server.child?.pid ?? runningPostmaster(server.dataDirectory)?.pid;
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGINT');
    }
  }

  /** Address for the product's login; a connection adds `-c role=…`. */
  get url(): string {
    return this.address(LOGIN, this.secrets.password, DATABASE);
  }

  /** Address of the superuser: bootstrap and tests. */
  get superUrl(): string {
    return this.address('postgres', this.secrets.superPassword, 'postgres');
  }

  /** Number of the server process, or undefined while it is down. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get dataDirectory(): string {
    return join(this.options.directory, 'pg');
  }

  /** Ends all sessions, writes a checkpoint and waits for the end of the server. */
  async stop(): Promise<void> {
    this.stopping = true;
    EmbeddedPostgres.live.delete(this);
    const pid = this.child?.pid ?? runningPostmaster(this.dataDirectory)?.pid;
    this.child = undefined;
    if (pid !== undefined && isAlive(pid)) await stopPostmaster(pid, FAST_STOP_MS);
  }

  private address(login: string, password: string, database: string): string {
    return `postgresql://${login}:${password}@127.0.0.1:${this.secrets.port}/${database}`;
  }

  /** initdb into a side directory, renamed when whole: a kill in the middle leaves no half cluster. */
  private initialise(data: string): void {
    const making = `${data}.new`;
    const passwordFile = join(this.options.directory, 'initdb.pw');
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
    writeFileSync(passwordFile, this.secrets.superPassword, { mode: 0o600 });
    if (this.user) {
      for (const path of [making, passwordFile]) chownSync(path, this.user.uid, this.user.gid);
    }
    try {
      // Code point order with Unicode case rules, built into PostgreSQL: the same on every machine, and no update of
      // the system's locales can break an index. Where people read a list, queries say COLLATE "zh-x-icu" (pinyin).
      const command = this.command(this.binaries.initdb, [
        `--pgdata=${making}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
        '--no-instructions',
        ...(this.options.durable === false ? ['--no-sync'] : []),
      ]);
      const made = spawnSync(command.file, command.args, {
        ...command.identity,
        env: this.environment(),
        encoding: 'utf8',
      });
      if (made.status !== 0) {
        throw new Error(`initdb failed: ${made.error?.message ?? `${made.stderr}${made.stdout}`.trim()}`);
      }
      renameSync(making, data);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  private async choosePort(): Promise<void> {
    this.secrets.port = await freePort(this.secrets.port);
    writeSecrets(this.options.directory, this.secrets);
  }

  private async launch(beforeRetry?: () => Promise<void>): Promise<void> {
    const until = Date.now() + START_MS;
    for (;;) {
      const child = this.spawnServer();
      if (await this.ready(child, until)) {
        this.child = child;
        child.once('exit', () => void this.onExit(child));
        return;
      }
      // The children of a server killed with -9 need a moment to notice before their shared memory is free again.
      if (Date.now() > until - START_MS + 15_000) throw new Error(`PostgreSQL does not start; see ${this.logFile}`);
      await new Promise((done) => setTimeout(done, 250));
      await beforeRetry?.();
    }
  }

  private spawnServer(): ChildProcess {
    const settings: Record<string, string | number> = {
      listen_addresses: '127.0.0.1',
      port: this.secrets.port,
      unix_socket_directories: '',
      max_connections: 200,
      timezone: 'UTC',
      log_timezone: 'UTC',
      ...(this.options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
      ...this.options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = this.command(this.binaries.postgres, ['-D', this.dataDirectory, ...flags]);
    const tooLong = existsSync(this.logFile) && statSync(this.logFile).size > LOG_LIMIT;
    const log = openSync(this.logFile, tooLong ? 'w' : 'a', 0o600);
    // A session of its own: the terminal's Ctrl-C does not reach the database before the requests have ended. Its log
    // goes to a file, so it needs no reader and survives us.
    const child = spawn(command.file, command.args, {
      ...command.identity,
      env: this.environment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
    return child;
  }

  /** True once the server answers; false when it ended instead. */
  private async ready(child: ChildProcess, until: number): Promise<boolean> {
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    while (!ended && Date.now() < until) {
      const client = new pg.Client({ connectionString: this.superUrl, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        // Another server may have taken the port a moment before ours; only ours has this directory.
        const { rows } = await client.query<{ data_directory: string }>('show data_directory');
        await client.end();
        if (rows[0]?.data_directory === this.dataDirectory) return true;
      } catch {
        // not yet
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    return false;
  }

  private async onExit(child: ChildProcess): Promise<void> {
    if (this.stopping || this.child !== child) return;
    this.child = undefined;
    if (this.options.supervise !== true) return;
    this.options.log?.('PostgreSQL has ended unexpectedly and is started again');
    try {
      await this.launch();
    } catch (error) {
      this.options.log?.(`PostgreSQL could not be started again: ${(error as Error).message}`);
    }
  }

  private get logFile(): string {
    return join(this.options.directory, 'postgres.log');
  }

  private command(file: string, args: string[]) {
    return commandAs(this.user, file, args, [this.dataDirectory]);
  }

  /** Nothing of our own environment: a PGDATA or LC_ALL set for something else must not steer this server. */
  private environment(): NodeJS.ProcessEnv {
    return { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' };
  }
}
