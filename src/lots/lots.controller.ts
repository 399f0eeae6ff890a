import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import { inTx } from '../platform/db/tx.js';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, scopeOf, type Actor } from '../platform/http/actor.js';
import { holdSubject } from './hold-subject.js';
import { HoldLotDto, LiftHoldDto } from './lots.dto.js';
import { LotsService } from './lots.service.js';
import { toHeldAnswer, toLiftedAnswer, toLotAnswer } from './lot-answers.js';

@ApiTags('lots')
@Controller('api')
export class LotsController {
  constructor(
    private readonly lots: LotsService,
    private readonly acts: Acts,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  @Get('lots/:id')
  @Requires('lots:read')
  @ApiOperation({ summary: 'A lot, as far as the caller may see it' })
  lot(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return inTx(this.db, scopeOf(actor), async (tx) => toLotAnswer(await this.lots.view(tx, actor, id)));
  }

  @Get('lots/:id/ancestors')
  @Requires('lots:read')
  @ApiOperation({ summary: 'Everything the lot was made of, at any depth, with shares' })
  ancestors(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return inTx(this.db, scopeOf(actor), (tx) => this.lots.ancestors(tx, actor, id));
  }

  @Get('lots/:id/descendants')
  @Requires('lots:read')
  @ApiOperation({ summary: 'Everything made of the lot, at any depth, and who holds it' })
  descendants(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return inTx(this.db, scopeOf(actor), (tx) => this.lots.descendants(tx, actor, id));
  }

  @Post('lots/:id/holds')
  @Requires('holds:write')
  @ApiOperation({ summary: 'Hold a lot and everything made of it, or everything from one of its origins' })
  hold(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string, @Body() dto: HoldLotDto) {
    return this.acts.perform(actor, { id: dto.id, kind: 'lots.hold', path: lot, body: dto }, async (tx) => {
      const subject = holdSubject(await this.lots.view(tx, actor, lot), dto.scope, dto.subject);
      const authority = actor.role === 'regulator' ? 'regulator' : 'company';
      const demand = { id: dto.id, scope: dto.scope, subject, reason: dto.reason, authority } as const;
      return toHeldAnswer(demand, await this.lots.hold(tx, actor, demand));
    });
  }

  @Post('holds/:id/lift')
  @Requires('holds:write')
  @ApiOperation({ summary: 'Lift a hold' })
  lift(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) hold: string, @Body() dto: LiftHoldDto) {
    return this.acts.perform(actor, { id: dto.id, kind: 'lots.lift', path: hold, body: dto }, async (tx) =>
      toLiftedAnswer(dto.id, await this.lots.lift(tx, actor, { hold, reason: dto.reason })),
    );
  }
}
