import 'reflect-metadata';
import { join } from 'node:path';
import { BullRegistrar } from '@nestjs/bullmq';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './platform/config/config.js';
import { EmbeddedPostgres } from './platform/embedded/embedded-postgres.js';
import { Readiness } from './platform/health/readiness.js';
import { OutboxSchedule } from './platform/outbox/outbox-schedule.service.js';
import { Relay } from './platform/outbox/relay.service.js';
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
  if (config.embeddedDatabase) {
    database = await EmbeddedPostgres.start({ directory: join(config.dataDir, 'database'), supervise: true, log });
    config = config.withDatabase(database.url);
  }
  try {
    if (config.role !== 'web') await migrate(config);
    const app = await createApp(config);
    await app.init();
    const works = config.role !== 'web';
    if (works) {
      app.get(BullRegistrar, { strict: false }).register();
      await app.get(OutboxSchedule).arm();
      app.get(Relay).start();
    }
    await app.listen(config.port, config.host);
    return { app, config, localUrl: localUrlOf(app), stop: () => stop(app, database, works) };
  } catch (error) {
    await database?.stop();
    throw error;
  }
}

async function stop(
  app: NestFastifyApplication,
  database: EmbeddedPostgres | undefined,
  works: boolean,
): Promise<void> {
  app.get(Readiness).beginStopping();
  if (works) await app.get(Relay).stop();
  await app.close();
  await database?.stop();
}

function localUrlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}`;
}
