import 'reflect-metadata';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { gzipSync } from 'node:zlib';

/** The bare case of L5: NestJS on Fastify giving the same compressed bytes every time. */
const body = gzipSync(Buffer.alloc(6_000, 'static'));

interface Reply {
  header(name: string, value: string): Reply;
  send(body: Buffer): Reply;
}

@Controller()
class Static {
  @Get(':code')
  get(@Res() reply: Reply) {
    reply.header('content-type', 'application/json').header('content-encoding', 'gzip').send(body);
  }
}

@Module({ controllers: [Static] })
class Bare {}

const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
