import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../src/platform/ids.js';
import { campaign, type CampaignReport, type CampaignSize } from './campaign.js';
import { breaches, settle } from './aftermath.js';
import { seededRandom } from './seeded-random.js';
import { StubbornClient } from './stubborn-client.js';
import type { TestRedis } from '../support/redis.js';
import { PostgresVictim, ProductProcess, RedisVictim, type Victim } from './victims.js';

export interface ArenaOptions {
  size: CampaignSize;
  seed: number;
  clients: number;
  /** Absent: BullMQ on PostgreSQL. */
  redis?: TestRedis;
}

export interface ArenaReport extends CampaignReport {
  seed: number;
  settledMs: number;
  breaches: string[];
  verified: string;
}

const PASSWORD = 'bencao-demo';
/** After the last kill, clients go on asking this long before a missing answer is a fault of ours. */
const PATIENCE_MS = 120_000;

/** One campaign on a durable database: web, worker, PostgreSQL and Redis are killed with -9 under load, then all is counted. */
export async function arena(options: ArenaOptions): Promise<ArenaReport> {
  build();
  const directory = mkdtempSync(join(tmpdir(), 'bencao-kill-'));
  const random = seededRandom(options.seed);
  const postgres = new PostgresVictim(join(directory, 'database'));
  await postgres.revive();
  const redis = options.redis === undefined ? undefined : new RedisVictim(options.redis);
  const settings = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    DATA_DIR: join(directory, 'data'),
    PUBLIC_URL: 'http://trace.test',
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const port = await freePort();
  const web = new ProductProcess('web', { ...settings, ROLE: 'web', DEMO: 'off', PORT: String(port) });
  const worker = new ProductProcess('worker', {
    ...settings,
    ROLE: 'worker',
    DEMO: 'off',
    PORT: String(await freePort()),
  });
  const everybody: Victim[] = [web, worker, postgres, ...(redis ? [redis] : [])];
  try {
    await worker.revive();
    await worker.ready();
    await seedPeople(settings);
    await web.revive();
    await web.ready();
    const giveUpAt = Date.now() + options.size.seconds * 6_000 + PATIENCE_MS;
    const load = await prepare(`http://127.0.0.1:${port}`, options.clients, () => giveUpAt);
    const report = await campaign(load, everybody, options.size, random);
    await Promise.all([web.ready(), worker.ready()]);
    const settledMs = await settle(postgres.superUrl, PATIENCE_MS);
    const found = await breaches(postgres.superUrl, report.acknowledged, load.lots[0]!.lot);
    return {
      ...report,
      seed: options.seed,
      settledMs,
      breaches: found,
      verified: verify({ ...settings, DATABASE_URL: postgres.url }),
    };
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\n--- web\n${web.log.slice(-2_000)}\n--- worker\n${worker.log.slice(-2_000)}`,
    );
  } finally {
    for (const victim of everybody) await victim.stop().catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Compiles unless it is done already; the children run the built product, as a server does. */
function build(): void {
  const ensureBuilt = `import('./scripts/prepare.mjs').then((prepare) => prepare.ensureBuilt())`;
  execFileSync(process.execPath, ['-e', ensureBuilt]);
}

async function seedPeople(settings: Record<string, string>): Promise<void> {
  const { loadConfig } = await import('../../src/platform/config/config.js');
  const { createApp } = await import('../../src/app.setup.js');
  const { IdentityService } = await import('../../src/identity/identity.service.js');
  const { seedDemoIdentities } = await import('../../seeds/demo-identities.js');
  const app = await createApp(loadConfig({ ...settings, ROLE: 'web' }));
  await app.init();
  await seedDemoIdentities(app.get(IdentityService, { strict: false }));
  await app.close();
}

async function prepare(origin: string, clients: number, giveUpAt: () => number) {
  const coop = await StubbornClient.signIn(origin, 'coop', PASSWORD, giveUpAt);
  const [base, plot, planting, lot] = [newId(), newId(), newId(), newId()];
  const ring = [
    [112.2, 36.16],
    [112.25, 36.16],
    [112.25, 36.2],
    [112.2, 36.2],
    [112.2, 36.16],
  ];
  const must = async (path: string, body: object): Promise<void> => {
    const { status, body: answer } = await coop.post(path, body);
    if (status !== 201) throw new Error(`${path} answered ${status} ${JSON.stringify(answer)}`);
  };
  await must('/api/bases', {
    id: base,
    name: '演练基地',
    divisionCode: '141026100',
    cultivationMode: '仿野生',
    organisationForm: '合作社',
  });
  await must('/api/plots', {
    id: plot,
    base,
    name: '大坡',
    boundary: { type: 'Polygon', coordinates: [ring] },
    grower: '李青山',
  });
  await must('/api/plantings', {
    id: planting,
    plots: [plot],
    herb: 'LIANQIAO',
    species: 'Forsythia suspensa (Thunb.) Vahl',
    establishedOn: '2014-03-25',
  });
  await must('/api/harvests', {
    id: lot,
    planting,
    plots: [{ plot, grams: 100_000 }],
    variant: '青翘',
    at: '2025-07-29T10:30:00+08:00',
    part: '果实',
    method: '人工采摘',
    operator: '李青山',
  });
  return { clients: Array.from({ length: clients }, () => coop), planting, plot, lots: [{ lot, grams: 100_000 }] };
}

/** `npm run verify-ledger` against the survivors; its last lines. Throws when it finds fault. */
function verify(settings: Record<string, string>): string {
  const env = { PATH: process.env['PATH'] ?? '', ...settings };
  return execFileSync(process.execPath, ['scripts/verify-ledger.mjs'], { env, encoding: 'utf8' }).slice(-2_000);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
