import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { RecallAnswers } from './recall-answers.service.js';
import { CloseRecallDto, RecallStepDto, ReportRecallDto } from './recalls.dto.js';

/** What holders answer to a recall, and its closing. */
@ApiTags('oversight')
@Controller('api/recalls/:id')
export class RecallAnswersController {
  constructor(private readonly answers: RecallAnswers) {}

  @Post('acknowledgements')
  @Requires('recalls:answer')
  @ApiOperation({ summary: 'Say that the notice has arrived' })
  acknowledge(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: RecallStepDto) {
    return this.answers.acknowledge(actor, id, dto);
  }

  @Post('reports')
  @Requires('recalls:answer')
  @ApiOperation({ summary: 'Say what became of goods: returned, used, destroyed, missing' })
  report(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ReportRecallDto) {
    return this.answers.report(actor, id, dto);
  }

  @Post('close')
  @Requires('recalls:write')
  @ApiOperation({ summary: 'Close a recall whose quantities balance, or are explained' })
  close(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: CloseRecallDto) {
    return this.answers.close(actor, id, dto);
  }
}
