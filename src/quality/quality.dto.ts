import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsString, MaxLength, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import {
  Part,
  Day,
  Decimal,
  Grams,
  Instant,
  Line,
  List,
  MayBeLeftOut,
  OneOf,
  Paragraph,
  Ref,
  Whole,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';

/** A negative one is well-formed; that nothing can have it is said with its place among the results. */
const DECIMAL = /^-?(0|[1-9]\d{0,8})(\.\d{1,8})?$/;
/** A whole certificate of a heavily tested herb has about sixty lines, pesticides included. */
const MOST_RESULTS = 120;

const NotNull = () => ValidateIf((_, value: unknown) => value !== undefined && value !== null);

/** Takes grams out of a lot for a laboratory (GAP 2022, chapter 质量检验: every batch is tested). */
export class TakeSampleDto {
  @ActId() id: string;

  @Ref() lot: string;

  @Grams() grams: number;

  @Instant() takenAt: string;

  /** Who drew the sample; sealed in the fact. */
  @Line(60) takenBy: string;

  /** The organisation that is to test it; only it can report on this sample. */
  @Ref() laboratory: string;

  /** How many packages were opened for it; the sampling plan says how many are due. */
  @MayBeLeftOut()
  @Whole(1, 1_000_000)
  packages?: number;

  /** Number of the seal under which it travels. */
  @MayBeLeftOut()
  @Line(60)
  seal?: string;

  /** The failing report this sample is drawn to test again; the quality head orders that. */
  @ApiPropertyOptional({ format: 'uuid' })
  @MayBeLeftOut()
  @Ref()
  retestOf?: string;
}

/** A sample as it arrived at the laboratory: the other end of the chain of custody. */
export class ReceiveSampleDto {
  @ActId() id: string;

  @Instant() receivedAt: string;

  /** Sealed in the fact. */
  @Line(60) receivedBy: string;

  @Grams() grams: number;

  @ApiProperty({ type: 'boolean' })
  @IsBoolean({ message: '应为 true 或 false|must be true or false' })
  sealIntact: boolean;
}

/** An instrument a report rests on. */
export class InstrumentDto {
  @Line(60) name: string;

  /** The laboratory's own number of it. */
  @Line(60) number: string;

  /** Last day on which its calibration holds. */
  @Day() calibratedUntil: string;
}

/** Which standard the laboratory tested by. */
export class StandardDto {
  /** Edition of the pharmacopoeia, e.g. ChP2020 or 中国药典2020年版. */
  @Line(60) edition: string;
}

/** One line of a certificate. */
export class ResultDto {
  /** Code of the item (phillyrin), or its Chinese name (连翘苷). */
  @Line(60) item: string;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    example: '0.15',
    description: 'decimal as text with its digits; null when not measured. With belowLoq: the limit of quantification',
  })
  @NotNull()
  @ValidateBy(
    { name: 'isResultValue', validator: { validate: (value) => typeof value === 'string' && DECIMAL.test(value) } },
    {
      message:
        '应为小数文本，如 "0.15"（JSON 数字会丢失位数，不接受）|must be a decimal as text, e.g. "0.15" (a JSON number loses digits and is refused)',
    },
  )
  value?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    example: '符合规定',
    description: 'conforms 符合规定, does-not-conform 不符合规定, not-detected 未检出, detected 检出',
  })
  @NotNull()
  @Line(20)
  qualitative?: string | null;

  /** Unit of the value, exactly the limit's: units are never converted. Empty for qualitative items. */
  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 20, example: '%' })
  @NotNull()
  @IsString({ message: '应为文字|must be text' })
  @MaxLength(20, { message: '不得超过 20 字|must be at most 20 characters' })
  unit?: string | null;

  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 60, example: 'HPLC 通则0512; 按干燥品计算' })
  @NotNull()
  @IsString({ message: '应为文字|must be text' })
  @MaxLength(60, { message: '不得超过 60 字|must be at most 60 characters' })
  method?: string | null;

  /** dried: calculated on the dried product already (so it is read when left out); as-is: still to be calculated. */
  @ApiPropertyOptional({ enum: ['dried', 'as-is'] })
  @MayBeLeftOut()
  @OneOf(['dried', 'as-is'])
  basis?: 'dried' | 'as-is';

  /** Below the limit of quantification. */
  @ApiPropertyOptional({ type: 'boolean' })
  @MayBeLeftOut()
  @IsBoolean({ message: '应为 true 或 false|must be true or false' })
  belowLoq?: boolean;
}

/** A laboratory's report on a sample; judged item by item at once. */
export class IssueReportDto {
  @ActId() id: string;

  @Ref() sample: string;

  /** The laboratory's own number of the report. */
  @Line(60) number: string;

  @Day() testedOn: string;

  @ApiProperty({ type: StandardDto })
  @IsObject({ message: '应为对象|must be an object' })
  @Part(() => StandardDto)
  standard: StandardDto;

  /** Sealed in the fact; must not be the reviewer. */
  @Line(60) tester: string;

  @Line(60) reviewer: string;

  /** What the certificate says it stands for (代表量), when it says so. */
  @MayBeLeftOut()
  @Grams()
  representsGrams?: number;

  @ApiPropertyOptional({ type: [InstrumentDto] })
  @MayBeLeftOut()
  @List(0, 30)
  @ValidateNested({ each: true })
  @Type(() => InstrumentDto)
  instruments?: InstrumentDto[];

  @ApiProperty({ type: [ResultDto] })
  @List(1, MOST_RESULTS)
  @ValidateNested({ each: true })
  @Type(() => ResultDto)
  results: ResultDto[];
}

/** A report that was entered by mistake; it stays on record with the reason beside it, which is public. */
export class WithdrawReportDto {
  @ActId() id: string;

  @Paragraph(300) reason: string;

  /** The report that says it rightly, on the same sample, issued before this. */
  @ApiPropertyOptional({ format: 'uuid' })
  @MayBeLeftOut()
  @Ref()
  replacement?: string;
}

/** Query of POST /api/reports/:id/original: the body is the file itself. */
export class FileOriginalDto {
  @ActId() id: string;

  @ApiProperty({
    enum: ['true', 'false'],
    description: 'may the public read it while the report is shown; a certificate names its testers',
  })
  @OneOf(['true', 'false'])
  shown: 'true' | 'false';
}

/** The quality head's signature; the password is asked again and kept nowhere. */
export class ReleaseDto {
  @ActId() id: string;

  @ApiProperty({ type: 'string', format: 'password' })
  @IsString({ message: '应为文字|must be text' })
  @MaxLength(200, { message: '太长|is too long' })
  password: string;
}

/** A rejection, with what it rests on; the reason is sealed in the fact. */
export class RejectDto extends ReleaseDto {
  @Paragraph(500) reason: string;
}

/** Query of GET /api/samples and GET /api/reports. */
export class ListQualityDto extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'only about this lot' })
  @MayBeLeftOut()
  @Ref()
  lot?: string;
}

/** The reviewer signs a report with the password typed again; it is kept nowhere. */
export class SignReportDto extends ReleaseDto {}

/** An organisation's own limit of one item, as strict as the law or stricter. */
export class InternalLimitDto {
  @ActId() id: string;

  @Line(40) herb: string;

  @MayBeLeftOut()
  @Line(40)
  variant?: string;

  /** Code of the item (phillyrin), or its Chinese name. */
  @Line(60) item: string;

  @OneOf(['max', 'min']) kind: 'max' | 'min';

  @Decimal(8, 'not-negative') value: string;

  @Line(20) unit: string;

  @Day() effectiveFrom: string;
}

/** A paper a claim rests on. */
export class ClaimPaperDto {
  @Line(40) kind: string;

  @Line(60) number: string;

  @MayBeLeftOut()
  @Day()
  validUntil?: string;
}

/** What is to be claimed of a batch on labels and pages. */
export class ClaimDto {
  @ActId() id: string;

  /** Code of the claim: sulphur-free, gap, geographical-indication, regional-brand. */
  @Line(40) claim: string;

  @ApiProperty({ type: [ClaimPaperDto] })
  @List(0, 10)
  @ValidateNested({ each: true })
  @Type(() => ClaimPaperDto)
  evidence: ClaimPaperDto[];
}

/** Asks that what is sealed in a record be erased. */
export class EraseDto {
  @ActId() id: string;
}
