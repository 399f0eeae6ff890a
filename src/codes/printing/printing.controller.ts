import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { LotsService } from '../../lots/lots.service.js';
import { inTx } from '../../platform/db/tx.js';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, scopeOf, type Actor } from '../../platform/http/actor.js';
import { CancelJobDto } from '../codes.dto.js';
import { accountOf } from './code-account.queries.js';
import { JobRetries } from './job-retry.service.js';

/** What became of issued codes, and a second try of a job that stopped. */
@ApiTags('codes')
@Controller('api')
export class PrintingController {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly lots: LotsService,
    private readonly retries: JobRetries,
  ) {}

  /** Every package code of a batch accounted for: listed, underway, discarded; live, void, on roll labels. */
  @Get('batches/:id/codes')
  @Requires('codes:read')
  account(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string) {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const { id } = await this.lots.lotForUpdate(tx, lot);
      return accountOf(tx, actor.organisation.id, id);
    });
  }

  /** Lets a job go on that was given up or waits after a failure. */
  @Post('jobs/:id/retry')
  @Requires('codes:write')
  retry(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) job: string, @Body() dto: CancelJobDto) {
    return this.retries.retry(actor, job, dto.id);
  }
}
