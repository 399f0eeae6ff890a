import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { CheckHealthDto, TrainDto } from './staff.dto.js';
import { StaffService } from './staff.service.js';

/** Training and health of operators: personal data, for those who keep them. */
@ApiTags('planting')
@Controller('api')
export class StaffController {
  constructor(private readonly records: StaffService) {}

  @Post('trainings')
  @Requires('staff:write')
  train(@CurrentActor() actor: Actor, @Body() dto: TrainDto) {
    return this.records.train(actor, dto);
  }

  @Post('health-checks')
  @Requires('staff:write')
  checkHealth(@CurrentActor() actor: Actor, @Body() dto: CheckHealthDto) {
    return this.records.checkHealth(actor, dto);
  }

  @Get('staff')
  @Requires('staff:read')
  staff(@CurrentActor() actor: Actor) {
    return this.records.staff(actor);
  }
}
