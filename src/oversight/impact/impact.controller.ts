import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { publicPageHeaders } from '../../platform/html/content-security-policy.js';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { writeXlsx } from '../../platform/xlsx.js';
import { impactSvg } from './impact-graph.page.js';
import { graphOf } from './impact-graph.js';
import { impactSheets } from './impact-sheet.js';
import { impactPage, impactText, TABLE_STYLE } from './impact-table.page.js';
import { ImpactQuery } from './impact.dto.js';
import { ImpactService, type Impact } from './impact.service.js';

const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One answer in five forms; each look is a look. */
@ApiTags('oversight')
@Controller('api/impact')
export class ImpactController {
  constructor(private readonly impact: ImpactService) {}

  @Get()
  @Requires('lots:read')
  @ApiOperation({ summary: 'Everything a lot, code, plot, planting, input, report or company has touched' })
  json(@CurrentActor() actor: Actor, @Query() query: ImpactQuery) {
    return this.impact.impact(actor, query);
  }

  @Get('table')
  @Requires('lots:read')
  @ApiOperation({ summary: 'The same as an indented table, a page without script' })
  @ApiProduces('text/html')
  async table(
    @CurrentActor() actor: Actor,
    @Query() query: ImpactQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const impact = await this.impact.impact(actor, query);
    void reply.headers(publicPageHeaders(TABLE_STYLE));
    return streamed(impactPage(impact), 'text/html; charset=utf-8', 'impact.html', 'inline');
  }

  @Get('text')
  @Requires('lots:read')
  @ApiOperation({ summary: 'The same as indented text' })
  @ApiProduces('text/plain')
  async text(@CurrentActor() actor: Actor, @Query() query: ImpactQuery): Promise<StreamableFile> {
    const impact = await this.impact.impact(actor, query);
    return streamed(impactText(impact), 'text/plain; charset=utf-8', 'impact.txt', 'inline');
  }

  @Get('graph')
  @Requires('lots:read')
  @ApiOperation({ summary: 'The same drawn with at most 200 boxes, siblings collapsed' })
  @ApiProduces('image/svg+xml')
  async graph(
    @CurrentActor() actor: Actor,
    @Query() query: ImpactQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    void reply.headers(publicPageHeaders(''));
    const svg = impactSvg(graphOf(sidesOf(await this.impact.impact(actor, query))));
    return new StreamableFile(Buffer.from(svg), {
      type: 'image/svg+xml',
      disposition: 'inline; filename="impact.svg"',
    });
  }

  @Get('sheet')
  @Requires('lots:read')
  @ApiOperation({ summary: 'The same as a workbook: lots, holders and edges' })
  @ApiProduces(SHEET)
  async sheet(@CurrentActor() actor: Actor, @Query() query: ImpactQuery): Promise<StreamableFile> {
    const sheets = impactSheets(sidesOf(await this.impact.impact(actor, query)));
    return streamed(writeXlsx(sheets), SHEET, 'impact.xlsx', 'attachment');
  }
}

function sidesOf({ ancestors, descendants }: Impact) {
  return [ancestors, descendants].filter((side) => side !== undefined);
}

function streamed(
  parts: AsyncIterable<string | Buffer>,
  type: string,
  name: string,
  how: 'inline' | 'attachment',
): StreamableFile {
  const stream = Readable.from(parts, { objectMode: false });
  return new StreamableFile(stream, { type, disposition: `${how}; filename="${name}"` });
}
