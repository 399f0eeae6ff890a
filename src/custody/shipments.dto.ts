import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, ValidateBy, ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Decimal, Grams, Instant, Line, List, MayBeLeftOut, OneOf, Ref } from '../platform/http/fields.js';
import { applyDecorators } from '@nestjs/common';

const SERIAL = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 4294967295;

/** `[from, to]`: packages by their serials, both included. */
export const SerialRange = () =>
  applyDecorators(
    ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2, example: [1, 20] }),
    ValidateBy(
      {
        name: 'isSerialRange',
        validator: {
          validate: (value: unknown) =>
            Array.isArray(value) &&
            value.length === 2 &&
            value.every(SERIAL) &&
            (value[0] as number) <= (value[1] as number),
        },
      },
      { message: '应为 [起, 止] 两个序号|must be two serials, [from, to]' },
    ),
  );

/** Part of what one lot holds, or whatever a code stands on. */
export class ShipmentLineDto {
  /** A lot: all of it, part of it, or the packages of `serials`. */
  @MayBeLeftOut() @Ref() lot?: string;
  /** Needed with `lot`, unless `serials` say which packages. */
  @MayBeLeftOut() @Grams() grams?: number;
  @MayBeLeftOut() @SerialRange() serials?: [number, number];
  /** Instead of a lot: the code of a package, a carton, a pallet or a sack. */
  @MayBeLeftOut() @Line(120) code?: string;
}

/** POST /api/shipments. */
export class ShipmentDto {
  @ActId() id: string;
  /** 随货同行单号, used once. */
  @Line(60) documentNumber: string;
  /** Organisation the goods go to. */
  @Ref() to: string;
  /** sale (the default), return, sample, destruction, recall, toll. */
  @MayBeLeftOut() @Line(30) reason?: string;

  @ApiProperty({ type: [ShipmentLineDto] })
  @IsArray()
  @List(1, 100)
  @ValidateNested({ each: true })
  @Type(() => ShipmentLineDto)
  lines: ShipmentLineDto[];

  /** Who drives, in words, or the id of a carrier who records the journey. */
  @MayBeLeftOut() @Line(100) carrier?: string;
  @MayBeLeftOut() @Line(40) vehicle?: string;
  /** 收货地址. */
  @MayBeLeftOut() @Line(200) address?: string;
  /** Climate agreed for the journey: normal, cool, cold. */
  @MayBeLeftOut() @Line(20) climate?: string;
  @Instant() shippedAt: string;
}

/** POST /api/shipments/:id/journey. */
export class JourneyDto {
  @ActId() id: string;
  @OneOf(['pickup', 'position', 'temperature']) kind: 'pickup' | 'position' | 'temperature';
  @Instant() at: string;
  /** Where, as precisely as known; sealed. */
  @MayBeLeftOut() @Line(200) place?: string;
  /** County, told. */
  @MayBeLeftOut() @Line(12) divisionCode?: string;
  @MayBeLeftOut() @Decimal(1, 'any') celsius?: string;
  @MayBeLeftOut() @Decimal(1, 'not-negative') humidity?: string;
}
