import { Module, type DynamicModule } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { createPostgresBackend, setDefaultBackendFactory, type QueueOptions } from 'bullmq';
import type { Config } from '../config/config.js';
import { connectionOptions } from '../db/connection-options.js';

/** BullMQ's tables live in a schema of their own; the migrate step makes it (see migrate.ts). */
export const BULLMQ_SCHEMA = 'bullmq';
/** Connections of each BullMQ queue or worker object on the PostgreSQL backend. */
const POOL_PER_QUEUE = 3;

/**
 * BullMQ on PostgreSQL or on Redis, by configuration; the rooms do not see which. Jobs are retried by BullMQ a few
 * times and after that by the relay, so a failed job is never the end of an effect.
 */
@Module({})
export class QueueModule {
  static forConfig(config: Config): DynamicModule {
    const redis = config.queueBackend === 'redis';
    // The factory is process-wide in BullMQ, so it must be set before the first queue is made.
    if (redis) setDefaultBackendFactory();
    else setDefaultBackendFactory(createPostgresBackend);
    return {
      module: QueueModule,
      imports: [
        BullModule.forRoot({
          connection: (redis ? redisConnection(config) : postgresConnection(config)) as QueueOptions['connection'],
          ...(redis ? { prefix: 'bencao' } : {}),
          defaultJobOptions: {
            attempts: 5,
            backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
            removeOnComplete: { age: 300, count: 1000 },
            removeOnFail: { age: 86_400, count: 1000 },
          },
          extraOptions: { manualRegistration: true },
        }),
      ],
      exports: [BullModule],
    };
  }
}

function redisConnection(config: Config) {
  return { url: config.redisUrl!, maxRetriesPerRequest: null, enableReadyCheck: true };
}

function postgresConnection(config: Config) {
  const options = connectionOptions(config.databaseSystemUrl!, 'bencao_system', POOL_PER_QUEUE, {
    connectMs: config.databaseConnectTimeoutMs,
    statementMs: 0,
    lockMs: 0,
    idleTxMs: config.databaseIdleTxTimeoutMs,
  });
  // Jobs are only on their way: what a power cut takes of them is sent again from the outbox, and done once.
  return { ...options, options: `${options.options} -c synchronous_commit=off`, schema: BULLMQ_SCHEMA };
}
