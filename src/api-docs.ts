import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** OpenAPI at /api/openapi.json and its reader at /api/docs, all files from our own origin. */
export function serveApiDocs(app: NestFastifyApplication): void {
  const settings = new DocumentBuilder()
    .setTitle('本草溯源 Bencao Trace')
    .setDescription(
      'Herb traceability from seedling to scan. Every POST but sessions carries a client-made UUIDv7 `id`.',
    )
    .setVersion('1')
    .addCookieAuth('bencao_session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'API key' })
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, settings), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
}
