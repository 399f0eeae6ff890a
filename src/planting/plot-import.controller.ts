import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { NotAPlotFile } from './planting.errors.js';
import type { PlotFileFormat } from './plot-file.js';
import { ImportPlotsQuery } from './plot-import.dto.js';
import { PlotImportService } from './plot-import.service.js';

const FORMATS: Readonly<Record<string, PlotFileFormat>> = { 'text/csv': 'csv', 'application/geo+json': 'geojson' };

/** Plots by the file: the body is the file itself, up to 16 MB; everything else stands in the address. */
@ApiTags('planting')
@Controller('api/plots/import')
export class PlotImportController {
  constructor(private readonly imports: PlotImportService) {}

  @Post()
  @Requires('planting:write')
  @ApiConsumes('text/csv', 'application/geo+json')
  @HttpCode(201)
  import(
    @CurrentActor() actor: Actor,
    @Query() query: ImportPlotsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const format = FORMATS[(request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()];
    if (format === undefined || !Buffer.isBuffer(request.body)) throw new NotAPlotFile();
    if (query.preview !== 'true') return this.imports.import(actor, query, format, request.body);
    void reply.status(200);
    return this.imports.preview(actor, query, format, request.body);
  }
}
