import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/http/access.js';
import { TraceDesk, type Query } from './trace-desk.service.js';

const TEXT = { type: 'string' } as const;
const FACT = {
  type: 'object',
  properties: { factId: TEXT, type: TEXT, at: TEXT, recordedAt: TEXT, late: { type: 'boolean' }, text: TEXT },
} as const;
const CHAPTER = {
  type: 'object',
  properties: {
    ...{ kind: TEXT, title: TEXT, at: TEXT, until: TEXT, recordedAt: TEXT, late: { type: 'boolean' } },
    ...{
      place: { ...TEXT, nullable: true },
      companies: { type: 'array', items: TEXT },
      summary: { ...TEXT, nullable: true },
    },
    facts: { type: 'array', items: FACT },
  },
} as const;
const STORY = {
  type: 'object',
  properties: {
    code: { ...TEXT, nullable: true },
    kind: TEXT,
    verdict: {
      type: 'object',
      properties: {
        ...{ code: TEXT, sentence: TEXT, advice: TEXT, labelVerified: { type: 'boolean' } },
        cautions: { type: 'array', items: TEXT },
        signs: { type: 'array', items: { type: 'object', properties: { rule: TEXT, level: TEXT, sentence: TEXT } } },
      },
    },
    scans: {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        firstAt: { ...TEXT, nullable: true },
        places: { type: 'array', items: TEXT },
      },
    },
    batch: { type: 'object', additionalProperties: true },
    chapters: { type: 'array', items: CHAPTER },
    sources: {
      type: 'object',
      properties: { plots: { type: 'integer' }, growers: { type: 'integer' }, harvests: { type: 'integer' } },
    },
    reports: { type: 'array', items: { type: 'object', additionalProperties: true } },
    proof: {
      type: 'object',
      properties: {
        factId: TEXT,
        leafIndex: { type: 'integer', nullable: true },
        treeSize: { type: 'integer', nullable: true },
      },
    },
  },
} as const;

/** The public story of a code as JSON; the same facts as the page. Programs' look-ups are not counted as scans. */
@ApiTags('trace')
@Controller('api/trace')
export class TraceController {
  constructor(private readonly desk: TraceDesk) {}

  @Get()
  @Public()
  @ApiOperation({
    summary:
      'Look up by batch number: one batch with the verdict label-not-verified, or a list of the companies that use the number',
  })
  @ApiQuery({ name: 'number', required: true })
  @ApiQuery({ name: 'producer', required: false, description: 'id of the company, when several use the number' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  @ApiResponse({ status: 200, schema: STORY })
  @ApiResponse({ status: 404, description: 'no such batch' })
  async byNumber(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = request.query as Query;
    await this.desk.byNumber(typeof query.number === 'string' ? query : {}, 'json', request, reply);
  }

  @Get(':code')
  @Public()
  @ApiOperation({ summary: 'The public story of a trace code: verdict, chapters, reports, proof' })
  @ApiParam({ name: 'code', description: '28 characters in any case, with or without dashes' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  @ApiResponse({ status: 200, schema: STORY })
  @ApiResponse({ status: 304, description: 'not changed since If-None-Match' })
  @ApiResponse({ status: 404, description: 'malformed, forged, not issued (one body); or mistyped' })
  async byCode(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.byCode((request.params as { code: string }).code, 'json', request, reply);
  }
}
