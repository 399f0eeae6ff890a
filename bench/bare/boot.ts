import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BullModule, Processor, WorkerHost } from '@nestjs/bullmq';
import { createPostgresBackend, setDefaultBackendFactory } from 'bullmq';

/** The bare case of B1 and B2: the same frameworks, no product. */
@Controller('healthz')
class Health {
  @Get()
  ok() {
    return { status: 'ok' };
  }
}

@Processor('bare')
class Nothing extends WorkerHost {
  async process(): Promise<void> {}
}

// The bench's own settings for its own child process; the product never reads them.
const { DATABASE_URL: url, PORT: port } = process.env;
setDefaultBackendFactory(createPostgresBackend);
const connection = { connectionString: url, options: '-c role=bencao_system', schema: 'bullmq' };

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: url!, extra: { options: '-c role=bencao_app' } }),
    BullModule.forRoot({ connection: connection as never }),
    BullModule.registerQueue({ name: 'bare' }),
  ],
  controllers: [Health],
  providers: [Nothing],
})
class Bare {}

const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
