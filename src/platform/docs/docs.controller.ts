import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NotFound } from '../errors.js';
import { Public } from '../http/access.js';
import { OpenApi } from './open-api.js';

/** Files of swagger-ui-dist that the reader needs, by type; nothing else of the package is served. */
const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, tryItOutEnabled: false });`;
const PAGE = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>本草溯源 · 接口说明</title><link rel="icon" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>`;
/** Swagger UI styles its elements inline; scripts and requests stay on our own origin. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The interface description and its reader, all from our own origin. */
@Controller('api')
export class DocsController {
  constructor(private readonly openApi: OpenApi) {}

  /** OpenAPI 3.0 description of every route. */
  @Get('openapi.json')
  @Public()
  description() {
    return this.openApi.document();
  }

  /** Reader for people. */
  @Get('docs')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  page() {
    return PAGE;
  }

  @Get('docs/:file')
  @Public()
  async file(@Param('file') file: string, @Res() reply: FastifyReply) {
    if (file === 'start.js') {
      await reply.header('content-type', 'text/javascript; charset=utf-8').send(START);
      return;
    }
    const type = FILES[file];
    if (type === undefined) throw new NotFound({ zh: '文件', en: 'The file' }, file);
    await reply
      .header('content-type', type)
      .header('cache-control', 'public, max-age=86400')
      .send(await readFile(join(root, file)));
  }
}
