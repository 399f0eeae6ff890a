import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { PaperFont } from '../../platform/paper/paper-font.js';
import { recallReportPdf } from './recall-report-pdf.js';
import { OpenRecallDto, ReasonedStepDto, RecallStepDto } from './recalls.dto.js';
import { Recalls } from './recalls.service.js';

/** Recalls and drills as their opener steers them. */
@ApiTags('oversight')
@Controller('api')
export class RecallsController {
  constructor(
    private readonly recalls: Recalls,
    private readonly font: PaperFont,
    private readonly clock: Clock,
  ) {}

  @Post('recalls')
  @Requires('recalls:write')
  @ApiOperation({ summary: 'Draft a recall or a drill, with a preview of its scope' })
  open(@CurrentActor() actor: Actor, @Body() dto: OpenRecallDto) {
    return this.recalls.open(actor, dto);
  }

  @Get('recalls')
  @Requires('recalls:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.recalls.list(actor, page);
  }

  @Get('recalls/:id')
  @Requires('recalls:read')
  @ApiOperation({ summary: 'State, scope, holders and balance of a recall' })
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.recalls.view(actor, id);
  }

  @Get('recalls/:id/report.pdf')
  @Requires('recalls:read')
  @ApiOperation({ summary: 'The effectiveness report, as much of it as the caller sees' })
  @ApiProduces('application/pdf')
  async report(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const recall = await this.recalls.view(actor, id);
    const pdf = await recallReportPdf(await this.font.bytes(), recall, this.clock.now());
    await reply
      .headers({
        ...{ 'content-type': 'application/pdf', 'content-length': pdf.length, 'cache-control': 'no-store' },
        ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
        'content-disposition': `inline; filename="zhaohui-${id.slice(0, 13)}.pdf"`,
      })
      .send(pdf);
  }

  @Post('recalls/:id/confirm')
  @Requires('recalls:confirm')
  @ApiOperation({ summary: 'Publish a recall, as the second person' })
  confirm(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: RecallStepDto) {
    return this.recalls.confirm(actor, id, dto);
  }

  @Post('recalls/:id/withdraw')
  @Requires('recalls:write')
  @ApiOperation({ summary: 'Throw a draft away' })
  withdraw(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ReasonedStepDto) {
    return this.recalls.withdraw(actor, id, dto);
  }

  @Post('recalls/:id/lift')
  @Requires('recalls:write')
  @ApiOperation({ summary: 'Free the goods again, with a reason' })
  lift(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ReasonedStepDto) {
    return this.recalls.lift(actor, id, dto);
  }

  @Get('recall-notices')
  @Requires('recalls:read')
  @ApiOperation({ summary: 'Recalls of goods the caller holds, with the clock' })
  notices(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.recalls.notices(actor, page);
  }
}
