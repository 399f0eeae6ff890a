import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.js';
import { registry } from './metrics.js';
import { Readiness } from './readiness.js';

/** For proxies, orchestrators and Prometheus. */
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs. */
  @Get('healthz')
  @Public()
  @Header('cache-control', 'no-store')
  alive() {
    return { status: 'ok' };
  }

  /** The process can do its work; 503 with the reasons when not. */
  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const faults = await this.readiness.faults();
    const ok = Object.keys(faults).length === 0;
    if (!ok) reply.status(503);
    return { status: ok ? 'ok' : 'not-ready', faults };
  }

  /** Prometheus text format. */
  @Get('metrics')
  @Public()
  async metrics(@Res() reply: FastifyReply) {
    await reply.header('content-type', registry.contentType).send(await registry.metrics());
  }
}
