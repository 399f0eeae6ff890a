import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { Recorded } from '../platform/acts/recorded.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { LaboratoryService, type ReceiptAnswer, type SignatureAnswer } from './laboratory.service.js';
import { ReceiveSampleDto, SignReportDto } from './quality.dto.js';

/** The laboratory's side besides the report itself: the sample that arrives, the reviewer who signs. */
@Controller('api')
export class LaboratoryController {
  constructor(private readonly laboratory: LaboratoryService) {}

  /** The laboratory records how a sample arrived. */
  @Post('samples/:id/receipt')
  @Requires('reports:write')
  receive(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) sample: string,
    @Body() dto: ReceiveSampleDto,
  ): Promise<Recorded<ReceiptAnswer>> {
    return this.laboratory.receive(actor, sample, dto);
  }

  /** The reviewer signs a report, with the password typed again. */
  @Post('reports/:id/signature')
  @Requires('reports:write')
  sign(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) report: string,
    @Body() dto: SignReportDto,
  ): Promise<Recorded<SignatureAnswer>> {
    return this.laboratory.sign(actor, report, dto);
  }
}
