import 'reflect-metadata';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';

/** The bare case of L5: NestJS on Fastify giving the same bytes every time, as many as our answer has on the wire. */
const body = randomBytes(Number(process.env['BODY_BYTES']));

interface Reply {
  header(name: string, value: string): Reply;
  send(body: Buffer): Reply;
}

@Controller()
class Static {
  @Get(':code')
  get(@Res() reply: Reply) {
    reply.header('content-type', 'application/json').send(body);
  }
}

@Module({ controllers: [Static] })
class Bare {}

const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
