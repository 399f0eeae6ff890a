import 'reflect-metadata';
import { join } from 'node:path';
import { BullRegistrar } from '@nestjs/bullmq';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from './platform/config/config.js';
import { EmbeddedPostgres } from './platform/embedded/embedded-postgres.js';
import { drainHttp } from './platform/lifecycle/drain-http.js';
import { SingleInstance } from './platform/lifecycle/single-instance.js';
import { Readiness } from './platform/health/readiness.js';
import { OutboxSchedule } from './platform/outbox/outbox-schedule.service.js';
import { Sealer } from './ledger/sealer.service.js';
import { Relay } from './platform/outbox/relay.service.js';
import { StorageWatch } from './custody/storage/storage-watch.service.js';
import { createApp } from './app.setup.js';
import { migrate } from './migrate.js';

/** A started product: its application, the configuration it really runs with, and its orderly end. */
export interface Running {
  app: NestFastifyApplication;
  config: Config;
  /** Where it answers on this machine, without a slash at the end. */
  localUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts everything one process is to do, in the order in which each part needs the one before: database, schema,
 * rooms (which check their keys), workers, relay, and last the door.
 */
export async function run(given: Config, log: (line: string) => void = () => undefined): Promise<Running> {
  let config = given;
  let database: EmbeddedPostgres | undefined;
  let app: NestFastifyApplication | undefined;
  // Web and worker processes of one server share a data directory; two whole copies, or two databases, never do.
  const guard = config.embeddedDatabase || config.role === 'all' ? SingleInstance.acquire(config.dataDir) : undefined;
  const works = config.role !== 'web';
  const end = async (): Promise<void> => {
    if (app) await stopApp(app, works);
    await database?.stop();
    guard?.release();
  };
  try {
    if (config.embeddedDatabase) {
      database = await EmbeddedPostgres.start({ directory: join(config.dataDir, 'database'), supervise: true, log });
      config = config.withDatabase(database.url);
    }
    if (works) await migrate(config);
    app = await createApp(config);
    await app.init();
    if (works) {
      await app.get(Sealer).start();
      app.get(BullRegistrar, { strict: false }).register();
      await app.get(OutboxSchedule).arm();
      app.get(Relay).start();
      app.get(StorageWatch, { strict: false }).start();
    }
    await app.listen(config.port, config.host);
    const localUrl = localUrlOf(app);
    guard?.answersAt(localUrl);
    return { app, config, localUrl, stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Long enough for a proxy that asks /readyz every second to have looked twice; tests need no proxy's patience. */
const GRACE_MS = { production: 2_500, development: 100, test: 0 };

/** Red for proxies, then the door (nothing in flight is dropped), then the work behind it, then the pools. */
async function stopApp(app: NestFastifyApplication, works: boolean): Promise<void> {
  app.get(Readiness).beginStopping();
  await drainHttp(app.getHttpServer(), GRACE_MS[app.get(Config).environment]);
  if (works)
    await Promise.all([app.get(Relay).stop(), app.get(Sealer).stop(), app.get(StorageWatch, { strict: false }).stop()]);
  await app.close();
}

function localUrlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}`;
}
