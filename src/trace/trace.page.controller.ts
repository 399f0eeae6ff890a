import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/http/access.js';
import { TraceDesk, type Query } from './trace-desk.service.js';

/** Pages for whoever holds a package. Short, because the address is inside the QR, and in capitals there. */
@ApiTags('trace')
@ApiProduces('text/html')
@Controller()
export class TracePageController {
  constructor(private readonly desk: TraceDesk) {}

  @Get('/')
  @Public()
  @ApiOperation({ summary: 'The front page, with a field for trace codes and batch numbers' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.desk.front(request, reply);
  }

  @Get(['t', 'T'])
  @Public()
  @ApiOperation({ summary: 'The page of a batch found by its number; without a number, the front page' })
  @ApiQuery({ name: 'number', required: false })
  @ApiQuery({ name: 'producer', required: false, description: 'id of the company, when several use the number' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  async byNumber(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = request.query as Query;
    if (typeof query.number !== 'string') return this.desk.front(request, reply);
    await this.desk.byNumber(query, 'html', request, reply);
  }

  @Get(['t/number/:number', 'T/number/:number'])
  @Public()
  @ApiOperation({ summary: 'The page of a batch found by its number, or by the number another system gave it' })
  @ApiParam({ name: 'number' })
  @ApiQuery({ name: 'producer', required: false, description: 'id of the company, when several use the number' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  async byNumberInPath(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { number } = request.params as { number: string };
    await this.desk.byNumber({ ...(request.query as Query), number }, 'html', request, reply);
  }

  @Get('check')
  @Public()
  @ApiOperation({ summary: 'How to check a record against the signed ledger, step by step' })
  @ApiQuery({ name: 'fact', required: false })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.desk.check(request, reply);
  }

  @Get(['t/:code', 'T/:code'])
  @Public()
  @ApiOperation({ summary: 'The public page of a trace code, in any case; /T/ is what the QR holds' })
  @ApiParam({ name: 'code' })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  @ApiResponse({ status: 200, description: 'the page: what it is, verdict, record, report, proof; no script' })
  @ApiResponse({ status: 304, description: 'not changed since If-None-Match' })
  @ApiResponse({ status: 404, description: 'malformed, forged, not issued (one body); or mistyped' })
  async byCode(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { code } = request.params as { code: string };
    // The router gives `/t/` to this route as well.
    if (code === '') return this.byNumber(request, reply);
    await this.desk.byCode(code, 'html', request, reply);
  }
}
