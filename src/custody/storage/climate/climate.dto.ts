import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique } from 'class-validator';
import { ActId } from '../../../platform/acts/act-id.js';
import { Day, Instant, Line, List, MayBeLeftOut, OneOf, Ref } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page.dto.js';

/** Readings of one message of a gateway. */
export const MOST_READINGS = 10_000;

/** POST /api/sensors. */
export class RegisterSensorDto {
  @ActId() id: string;
  /** What the gateway calls it; readings may name it by this or by its id. */
  @Line(60) serial: string;
  @Line(60) model: string;
}

/** POST /api/sensors/:id/calibrations. */
export class CalibrateSensorDto {
  @ActId() id: string;
  @Day() calibratedOn: string;
  @Day() dueOn: string;
  @Line(60) certificate: string;
}

/** POST /api/sensors/:id/placements: into a zone, or along on a journey with the lots that travel. */
export class PlaceSensorDto {
  @ActId() id: string;
  @Instant() from: string;
  @MayBeLeftOut() @Ref() zone?: string;
  /** The shipment, by any id of its own. */
  @MayBeLeftOut() @Ref() journey?: string;
  /** 常温, 阴凉 or 冷藏: what a journey is judged by; a zone has a band of its own. */
  @MayBeLeftOut() @Line(20) kind?: string;
  /** Lots on the journey. */
  @ApiProperty({ type: [String], required: false }) @MayBeLeftOut() @List(1, 300) @ArrayUnique() lots?: string[];
}

/** POST /api/sensor-placements/:id/end. */
export class EndPlacementDto {
  @ActId() id: string;
  @Instant() at: string;
}

/** POST /api/climate-readings: what a gateway collected. Same id and content again gives the first answer. */
export class SendReadingsDto {
  @ActId() id: string;
  /** `sensor` (serial or id), `at` (ISO 8601), `celsius`, `humidity`; a bad one is told and left out, the others are taken. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      required: ['sensor', 'at'],
      properties: {
        sensor: { type: 'string' },
        at: { type: 'string', format: 'date-time' },
        celsius: { type: 'number' },
        humidity: { type: 'number' },
      },
    },
  })
  @List(1, MOST_READINGS)
  readings: unknown[];
}

/** POST /api/climate-readings/csv?id=…: the body is the file. */
export class UploadReadingsDto {
  @ActId() id: string;
}

/** GET /api/climate-hours. */
export class HoursQuery {
  @Ref() sensor: string;
  @Instant() from: string;
  @Instant() to: string;
}

/** GET /api/climate-excursions. */
export class ExcursionsQuery extends PageQuery {
  @MayBeLeftOut() @Ref() zone?: string;
  @MayBeLeftOut() @Ref() lot?: string;
  @MayBeLeftOut() @OneOf(['true', 'false']) open?: 'true' | 'false';
}
