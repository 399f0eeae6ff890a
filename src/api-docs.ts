import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { OpenApi } from './platform/docs/open-api.js';

/** Describes every route at /api/openapi.json; people read it at /api/docs. */
export function describeApi(app: NestFastifyApplication): void {
  const settings = new DocumentBuilder()
    .setTitle('本草溯源 Bencao Trace')
    .setDescription(
      'Herb traceability from seedling to scan. Every POST but sessions carries a client-made UUIDv7 `id`.',
    )
    .setVersion('1')
    .addCookieAuth('bencao_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'API key' })
    .build();
  app.get(OpenApi, { strict: false }).describeWith(() => SwaggerModule.createDocument(app, settings));
}
