import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, ValidateNested } from 'class-validator';
import { ActId } from '../../platform/acts/act-id.js';
import {
  Day,
  Decimal,
  Grams,
  Instant,
  Line,
  List,
  MayBeLeftOut,
  OneOf,
  Part,
  Ref,
  Whole,
} from '../../platform/http/fields.js';
import { MAX_GRAMS } from '../../platform/quantity.js';

/** POST /api/facilities. */
export class RegisterFacilityDto {
  @ActId() id: string;
  @Line(60) name: string;
  @Line(12) divisionCode: string;
}

/** A closed range; a side left out does not bind. Decimals as text. */
export class RangeDto {
  @MayBeLeftOut() @Decimal(2, 'any') min?: string;
  @MayBeLeftOut() @Decimal(2, 'any') max?: string;
}

/** POST /api/storage-zones. Without a band of its own a zone has the band of its kind; its own may be stricter only. */
export class RegisterZoneDto {
  @ActId() id: string;
  @Ref() facility: string;
  @Line(60) name: string;
  /** 常温, 阴凉 or 冷藏: a kind of the reference data (storage.json). */
  @Line(20) kind: string;
  /** ℃. */
  @ApiProperty({ type: RangeDto, required: false })
  @MayBeLeftOut()
  @Part(() => RangeDto)
  celsius?: RangeDto;
  /** Percent of relative humidity. */
  @ApiProperty({ type: RangeDto, required: false })
  @MayBeLeftOut()
  @Part(() => RangeDto)
  humidity?: RangeDto;
}

/** POST /api/storage-locations. */
export class RegisterLocationDto {
  @ActId() id: string;
  @Ref() zone: string;
  @Line(30) code: string;
}

/** `to` alone puts away, both move, `from` alone takes out. */
export class StockMoveLineDto {
  @Ref() lot: string;
  @Grams() grams: number;
  @MayBeLeftOut() @Ref() from?: string;
  @MayBeLeftOut() @Ref() to?: string;
}

/** POST /api/stock-moves: all lines or none. */
export class MoveStockDto {
  @ActId() id: string;
  @Instant() at: string;
  @ApiProperty({ type: [StockMoveLineDto] })
  @List(1, 100)
  @ValidateNested({ each: true })
  @Type(() => StockMoveLineDto)
  lines: StockMoveLineDto[];
  @MayBeLeftOut() @Line(200) reason?: string;
}

export class CountedLineDto {
  @Ref() lot: string;
  @Whole(0, MAX_GRAMS) grams: number;
  /** Wanted where the count differs from the books. */
  @MayBeLeftOut() @Line(200) reason?: string;
  /** Of missing grams: lost (default), or elsewhere, which only takes them off this place. */
  @MayBeLeftOut() @OneOf(['lost', 'elsewhere']) outcome?: 'lost' | 'elsewhere';
}

/** POST /api/stock-takes. `version`: the state of the location that was counted, as GET /api/storage-locations/:id/stock told it. */
export class TakeStockDto {
  @ActId() id: string;
  @Ref() location: string;
  @Whole(0, Number.MAX_SAFE_INTEGER) version: number;
  @Instant() countedAt: string;
  @Line(40) countedBy: string;
  @ApiProperty({ type: [CountedLineDto] })
  @List(0, 200)
  @ArrayUnique(({ lot }: CountedLineDto) => lot, { message: '有重复的批次|names a lot twice' })
  @ValidateNested({ each: true })
  @Type(() => CountedLineDto)
  lines: CountedLineDto[];
}

export class CheckedLotDto {
  @Ref() lot: string;
  /** 虫蛀, 霉变, 泛油 …: words of the reference data; empty: nothing was seen. */
  @ApiProperty({ type: [String] }) @List(0, 7) @ArrayUnique() signs: string[];
  @MayBeLeftOut() @Line(200) action?: string;
}

/** POST /api/storage-checks: 养护 of a zone. */
export class CheckStorageDto {
  @ActId() id: string;
  @Ref() zone: string;
  @Instant() at: string;
  @Line(100) method: string;
  @Line(40) inspector: string;
  /** Lots that were looked at closely; what was seen at them. */
  @ApiProperty({ type: [CheckedLotDto] })
  @List(0, 300)
  @ArrayUnique(({ lot }: CheckedLotDto) => lot, { message: '有重复的批次|names a lot twice' })
  @ValidateNested({ each: true })
  @Type(() => CheckedLotDto)
  lots: CheckedLotDto[];
}

/** POST /api/fumigations: of everything that lies in a zone. */
export class FumigateDto {
  @ActId() id: string;
  @Ref() zone: string;
  @Line(60) agent: string;
  @MayBeLeftOut() @Line(60) dose?: string;
  @Line(200) reason: string;
  @Instant() startedAt: string;
  @Instant() endedAt: string;
  @Line(40) operator: string;
}

/** POST /api/lot-datings: how long a lot may be kept, and when it is tested again. The newest stands. */
export class DateLotDto {
  @ActId() id: string;
  @Ref() lot: string;
  @MayBeLeftOut() @Day() expiresOn?: string;
  @MayBeLeftOut() @Day() retestOn?: string;
  /** Where the days come from: the label, a stability study, a new test. */
  @Line(200) basis: string;
}
