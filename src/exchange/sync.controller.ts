import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Outcome } from '../platform/acts/bulk-acts.service.js';
import { Recorded } from '../platform/acts/recorded.js';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { ProblemFilter } from '../platform/http/problem.filter.js';
import { languageOf, problemOf } from '../platform/http/problem.js';
import { SyncDto, type OfflineActDto, type SyncResult } from './sync.dto.js';
import { SyncService } from './sync.service.js';

/** What devices recorded offline. */
@ApiTags('exchange')
@Controller('api/sync')
export class SyncController {
  private readonly problems = new ProblemFilter();

  constructor(private readonly sync: SyncService) {}

  /** Up to 1,000 acts; each is answered by itself, in the order sent. Sending the same again is safe. */
  @Post()
  @HttpCode(200)
  @Requires('acts:sync')
  async take(
    @CurrentActor() actor: Actor,
    @Body() { acts }: SyncDto,
    @Req() request: FastifyRequest,
  ): Promise<{ results: SyncResult[] }> {
    const outcomes = await this.sync.perform(actor, acts);
    return { results: outcomes.map((outcome, index) => this.resultOf(acts[index]!, outcome, request)) };
  }

  private resultOf({ kind, body }: OfflineActDto, outcome: Outcome, request: FastifyRequest): SyncResult {
    const id = typeof body['id'] === 'string' ? body['id'] : null;
    if (outcome instanceof Recorded)
      return { id, kind, status: outcome.replayed ? 200 : 201, answer: outcome.answer as object };
    const refusal = this.problems.refusalOf(outcome.failed, request);
    const problem = problemOf(refusal, languageOf(request.headers['accept-language']));
    return { id, kind, status: problem.status, problem };
  }
}
