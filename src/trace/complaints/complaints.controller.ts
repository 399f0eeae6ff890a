import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { publicPageHeaders } from '../../platform/html/content-security-policy.js';
import { PUBLIC_STYLE } from '../../platform/html/public-style.js';
import type { PageLanguage } from '../../platform/html/public-page.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { isUuid, newId } from '../../platform/ids.js';
import { NetworkBudgets } from '../budgets/network-budgets.service.js';
import { tooManyPage, unknownPage } from '../lookup.page.js';
import { complaintDone, complaintForm, type Typed } from './complaint.page.js';
import { COMPLAINT_KINDS, Complaints } from './complaints.service.js';

const HEADERS = {
  ...publicPageHeaders(PUBLIC_STYLE),
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
};

/** Complaints: a form for everybody, a list for who has to act. */
@ApiTags('trace')
@Controller()
export class ComplaintsController {
  constructor(
    private readonly complaints: Complaints,
    private readonly budgets: NetworkBudgets,
  ) {}

  @Get('complaints/new')
  @Public()
  @ApiOperation({ summary: 'The form for a complaint about a batch; no script' })
  @ApiProduces('text/html')
  @ApiQuery({ name: 'batch', required: true })
  @ApiQuery({ name: 'lang', required: false, enum: ['zh', 'en'] })
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const typed = typedIn(request.query as Fields);
    const language = languageOf(request.query as Fields);
    if (this.budgets.spend('number', request.ip) !== undefined) return send(reply, 429, tooManyPage(language));
    const number = await this.numberOf(typed);
    if (number === undefined) return send(reply, 404, unknownPage(language));
    return send(reply, 200, complaintForm(language, number, { ...typed, id: newId() }, false));
  }

  @Post('complaints')
  @Public()
  @ApiOperation({ summary: 'Takes a complaint from the form; sent twice, it is one' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiProduces('text/html')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['id', 'batch', 'kind', 'said'],
      properties: {
        ...{ id: { type: 'string', format: 'uuid' }, batch: { type: 'string', format: 'uuid' } },
        ...{ kind: { type: 'string', enum: [...COMPLAINT_KINDS] }, said: { type: 'string', maxLength: 2000 } },
        ...{ contact: { type: 'string', maxLength: 100 }, lang: { type: 'string', enum: ['zh', 'en'] } },
      },
    },
  })
  @ApiResponse({ status: 422, description: 'the form again, with all that was typed' })
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const fields = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Fields;
    const [typed, language] = [typedIn(fields), languageOf(fields)];
    const { id, batch, kind, said, contact } = typed;
    const number = await this.numberOf(typed);
    if (number === undefined || !isUuid(id)) return send(reply, 404, unknownPage(language));
    const notText = fields['contact'] !== undefined && typeof fields['contact'] !== 'string';
    if (kind === undefined || said === '' || said.length > 2000 || contact.length > 100 || notText)
      return send(reply, 422, complaintForm(language, number, typed, true));
    const wait = this.budgets.spend('complaint', request.ip);
    if (wait !== undefined) {
      void reply.header('retry-after', String(wait));
      return send(reply, 429, tooManyPage(language));
    }
    await this.complaints.take({ id, batch, kind, said, contact: contact || null });
    return send(reply, 201, complaintDone(language, id));
  }

  /** Complaints about the own batches; for a regulator, about batches of the region, with how to answer. */
  @Get('api/complaints')
  @Requires('complaints:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.complaints.list(actor, page);
  }

  private async numberOf({ batch }: Typed): Promise<string | undefined> {
    return isUuid(batch) ? this.complaints.batchNumber(batch) : undefined;
  }
}

type Fields = Record<string, unknown>;

function typedIn(fields: Fields): Typed {
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.replaceAll('\0', '').trim() : '';
  };
  return {
    ...{ id: text('id'), batch: text('batch'), said: text('said'), contact: text('contact') },
    kind: COMPLAINT_KINDS.find((kind) => kind === text('kind')),
  };
}

function languageOf({ lang }: Fields): PageLanguage {
  return lang === 'en' ? 'en' : 'zh';
}

function send(reply: FastifyReply, status: number, html: string): void {
  void reply.code(status).headers(HEADERS).send(html);
}
