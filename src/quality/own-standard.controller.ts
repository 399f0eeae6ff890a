import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { Recorded } from '../platform/acts/recorded.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import {
  OwnStandardService,
  type ClaimAnswer,
  type ClaimView,
  type InternalLimitAnswer,
} from './own-standard.service.js';
import { ClaimDto, InternalLimitDto } from './quality.dto.js';

/** An internal limit as its organisation sees it. */
export interface InternalLimitView {
  id: string;
  herb: string;
  variant: string | null;
  item: string;
  kind: 'max' | 'min';
  value: string;
  unit: string;
  effectiveFrom: string;
  factId: string;
}

/** What an organisation sets for itself and says of its goods. */
@Controller('api')
export class OwnStandardController {
  constructor(private readonly own: OwnStandardService) {}

  /** Sets a limit of the organisation's own; one weaker than the law is refused. */
  @Post('internal-limits')
  @Requires('release')
  set(@CurrentActor() actor: Actor, @Body() dto: InternalLimitDto): Promise<Recorded<InternalLimitAnswer>> {
    return this.own.setLimit(actor, dto);
  }

  /** The organisation's own limits, all versions. */
  @Get('internal-limits')
  @Requires('quality:read')
  async limits(@CurrentActor() actor: Actor): Promise<{ items: InternalLimitView[]; next: null }> {
    const rows = await this.own.limits(actor);
    const items = rows.map(({ id, herb, variant, item, kind, value, unit, effectiveFrom, factId }) => ({
      ...{ id, herb, variant, item, kind, value, unit, effectiveFrom, factId },
    }));
    return { items, next: null };
  }

  /** Claims something of a batch beyond the law; without its evidence it is refused. */
  @Post('batches/:id/claims')
  @Requires('release')
  claim(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) batch: string,
    @Body() dto: ClaimDto,
  ): Promise<Recorded<ClaimAnswer>> {
    return this.own.claim(actor, batch, dto);
  }

  /** What is claimed of a batch, each claim judged anew. */
  @Get('batches/:id/claims')
  @Requires('quality:read')
  async claims(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) batch: string,
  ): Promise<{ items: ClaimView[]; next: null }> {
    return { items: await this.own.claimsOf(actor, batch), next: null };
  }
}
