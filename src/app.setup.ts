import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './platform/config/config.js';
import { BODY_LIMITS } from './platform/http/body-limits.js';
import { validationPipe } from './platform/http/validation.js';
import { requestUrl } from './platform/http/request-url.js';
import { RouteTable } from './platform/http/route-table.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { parseJsonBody } from './platform/http/json-body.js';
import { unwrapRecorded } from './platform/acts/unwrap-recorded.js';
import { NestLogger } from './platform/log/nest-logger.js';
import { RefusalLog } from './rules/refusal-log.service.js';
import { AppModule } from './app.module.js';
import { describeApi } from './api-docs.js';

/** Builds the application exactly as it runs in production; main.ts and the tests both start here. */
export async function createApp(config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: config.trustProxy as never,
    bodyLimit: BODY_LIMITS.json,
    // A scanner may upper-case the whole address: /T/ and /t/ must be one.
    // A form, or a hand, may write /t/ for /t.
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: true, maxParamLength: 8_000 },
    rewriteUrl: (request: { url?: string | undefined }) => requestUrl(request.url ?? '/'),
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forConfig(config), adapter, {
    logger: new NestLogger(config.logLevel),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  const routes = new RouteTable();
  fastify.addHook('onRoute', ({ method, url }) => routes.add(method, url));
  // Fastify would take text/plain for a body, and nobody would read it.
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // Originals of reports come as they are; what is in them is judged by the room that keeps them.
  fastify.addContentTypeParser(
    'application/pdf',
    { parseAs: 'buffer', bodyLimit: BODY_LIMITS.pdf },
    (_request, body, done) => done(null, body),
  );
  fastify.addContentTypeParser(
    ['image/jpeg', 'image/png', 'image/webp'],
    { parseAs: 'buffer', bodyLimit: BODY_LIMITS.photo },
    (_request, body, done) => done(null, body),
  );
  fastify.addContentTypeParser(
    ['text/csv', 'application/geo+json'],
    { parseAs: 'buffer', bodyLimit: BODY_LIMITS.table },
    (_request, body, done) => done(null, body),
  );
  // Forms are for the public pages alone: anywhere else another site's page could post in the name of whoever is signed in.
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMITS.form },
    (request, body, done) => {
      if (request.url.split('?')[0] !== '/complaints') {
        done(Object.assign(new Error('forms are not taken here'), { statusCode: 415 }));
        return;
      }
      done(null, Object.fromEntries(new URLSearchParams(body as string)));
    },
  );
  fastify.addHook('preSerialization', unwrapRecorded);
  app.useGlobalPipes(validationPipe());
  const refusals = app.get(RefusalLog, { strict: false });
  app.useGlobalFilters(new ProblemFilter(routes, (refusal, request) => refusals.keep(refusal, request)));
  describeApi(app);
  return app;
}
