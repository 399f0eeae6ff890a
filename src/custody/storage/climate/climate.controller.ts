import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../../platform/http/actor.js';
import { ClimateView } from './climate-view.service.js';
import {
  CalibrateSensorDto,
  EndPlacementDto,
  ExcursionsQuery,
  HoursQuery,
  PlaceSensorDto,
  RegisterSensorDto,
  SendReadingsDto,
  UploadReadingsDto,
} from './climate.dto.js';
import { Readings } from './readings.service.js';
import { Sensors } from './sensors.service.js';

/** Temperature and humidity: sensors, readings in bulk, excursions. */
@ApiTags('storage')
@Controller('api')
export class ClimateController {
  constructor(
    private readonly sensors: Sensors,
    private readonly readings: Readings,
    private readonly views: ClimateView,
  ) {}

  @Post('sensors')
  @Requires('storage:write')
  register(@CurrentActor() actor: Actor, @Body() dto: RegisterSensorDto) {
    return this.sensors.register(actor, dto);
  }

  /** Sensors with where they stand, when they are to be calibrated, and which are silent. */
  @Get('sensors')
  @Requires('storage:read')
  list(@CurrentActor() actor: Actor) {
    return this.sensors.list(actor);
  }

  @Post('sensors/:id/calibrations')
  @Requires('storage:write')
  calibrate(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: CalibrateSensorDto) {
    return this.sensors.calibrate(actor, id.toLowerCase(), dto);
  }

  /** Into a zone, or along with a shipment. */
  @Post('sensors/:id/placements')
  @Requires('storage:write')
  place(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: PlaceSensorDto) {
    return this.sensors.place(actor, id.toLowerCase(), dto);
  }

  /** The end of a placement; of a journey it tells everybody what the goods lived through. */
  @Post('sensor-placements/:id/end')
  @Requires('storage:write')
  end(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: EndPlacementDto) {
    return this.sensors.remove(actor, id.toLowerCase(), dto);
  }

  /** Readings of a gateway; its API key needs the scope climate:write and no other. */
  @Post('climate-readings')
  @Requires('climate:write')
  send(@CurrentActor() actor: Actor, @Body() dto: SendReadingsDto) {
    return this.readings.send(actor, dto);
  }

  /** A logger's file: the body is the CSV itself, UTF-8 or GB18030, up to 200,000 lines; `id` stands in the address. */
  @Post('climate-readings/csv')
  @Requires('climate:write')
  @ApiConsumes('text/csv')
  upload(@CurrentActor() actor: Actor, @Query() { id }: UploadReadingsDto, @Req() request: FastifyRequest) {
    return this.readings.upload(actor, id, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  }

  /** Lowest, highest and mean of each hour. */
  @Get('climate-hours')
  @Requires('storage:read')
  hours(@CurrentActor() actor: Actor, @Query() query: HoursQuery) {
    return this.views.hours(actor, query);
  }

  /** Excursions as they are known now, with the lots that were there. */
  @Get('climate-excursions')
  @Requires('storage:read')
  excursions(@CurrentActor() actor: Actor, @Query() query: ExcursionsQuery) {
    return this.views.excursions(actor, query);
  }
}
