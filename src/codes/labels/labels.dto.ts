import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsNumber, Matches, Max, Min, ValidateIf } from 'class-validator';
import { ActId } from '../../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf, Part } from '../../platform/http/fields.js';
import { LABEL_TEMPLATES } from './label-stock.js';

/** What can be made of codes. `pdf`, `tspl` and `zpl` are labels; `png` and `svg` are pictures of the QR alone, in a ZIP. */
export const LABEL_FORMATS = ['pdf', 'tspl', 'zpl', 'csv', 'png', 'svg'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];
export const LABEL_DPI = [203, 300, 600] as const;

const Millimetres =
  (min: number, max: number): PropertyDecorator =>
  (target, key) => {
    const message = `应为 ${min} 至 ${max} 毫米|must be ${min} to ${max} mm`;
    ApiProperty({ type: 'number', minimum: min, maximum: max })(target, key);
    IsNumber({ allowNaN: false, allowInfinity: false, maxDecimalPlaces: 2 }, { message })(target, key);
    Min(min, { message })(target, key);
    Max(max, { message })(target, key);
  };

const WIDTHS = [30, 210] as const;
const HEIGHTS = [20, 297] as const;
const OFFSETS = [-10, 10] as const;

/** A label of any size, in millimetres. */
export class CustomSizeDto {
  @Millimetres(...WIDTHS) width: number;
  @Millimetres(...HEIGHTS) height: number;
  @MayBeLeftOut() @Millimetres(0, 20) gap?: number;
}

/** What a printer is off by: everything is moved by so much, in millimetres, right and down. */
export class OffsetDto {
  @Millimetres(...OFFSETS) x: number;
  @Millimetres(...OFFSETS) y: number;
}

/** How labels are to be made. `template` or `size`; without either there are no labels. */
export class LabelWishDto {
  @ApiProperty({ required: false, nullable: true, enum: LABEL_TEMPLATES })
  @ValidateIf((_, value: unknown) => value !== undefined && value !== null)
  @OneOf(LABEL_TEMPLATES)
  template?: string | null;

  @MayBeLeftOut()
  @ApiProperty({ required: false, type: CustomSizeDto })
  @Part(() => CustomSizeDto)
  size?: CustomSizeDto;

  /** Files wanted; `pdf` when left out and there is a template. */
  @MayBeLeftOut()
  @ApiProperty({ required: false, enum: LABEL_FORMATS, isArray: true })
  @IsArray({ message: '应为列表|must be a list' })
  @ArrayMinSize(1, { message: '不能为空|must not be empty' })
  @ArrayMaxSize(LABEL_FORMATS.length, { message: '太多|too many' })
  @IsIn(LABEL_FORMATS, {
    each: true,
    message: `应为 ${LABEL_FORMATS.join('、')}|must be of ${LABEL_FORMATS.join(', ')}`,
  })
  formats?: LabelFormat[];

  /** Dots an inch of the printer; 203 when left out. */
  @MayBeLeftOut()
  @ApiProperty({ required: false, enum: LABEL_DPI })
  @IsIn(LABEL_DPI, { message: `应为 ${LABEL_DPI.join('、')}|must be of ${LABEL_DPI.join(', ')}` })
  dpi?: (typeof LABEL_DPI)[number];

  @MayBeLeftOut()
  @ApiProperty({ required: false, type: OffsetDto })
  @Part(() => OffsetDto)
  offset?: OffsetDto;
}

/** Labels of packages that have codes: the first time, or once more with the reason. */
export class PrintLabelsDto extends LabelWishDto {
  @ActId() id: string;
  /** First and last serial (of packages, or of the labels of a roll), both included. */
  @ApiProperty({ type: [Number], minItems: 2, maxItems: 2 })
  @IsArray({ message: '应为起止件号|must be two serials' })
  @ArrayMinSize(2, { message: '应为起止两个件号|must be two serials' })
  @ArrayMaxSize(2, { message: '应为起止两个件号|must be two serials' })
  @IsNumber(
    { allowNaN: false, allowInfinity: false, maxDecimalPlaces: 0 },
    { each: true, message: '应为整数|must be whole numbers' },
  )
  @Min(1, { each: true, message: '不得小于 1|must be at least 1' })
  @Max(4294967295, { each: true, message: '不得大于 4294967295|must be at most 4294967295' })
  serials: [number, number];
  @MayBeLeftOut() @Line(200) reason?: string;
}

/** A number in an address; what is none is refused as none. */
const InAddress = () => Transform(({ value }: { value: unknown }) => (value === '' ? NaN : Number(value)));

/** On what a label is shown, and how: a `template`, or `width` and `height` of a size of one's own; `60x40` when nothing is said. */
export class PreviewPaperQuery {
  @ApiProperty({ required: false, enum: LABEL_TEMPLATES, default: '60x40' })
  @MayBeLeftOut()
  @OneOf(LABEL_TEMPLATES)
  template?: string;
  @ApiProperty({ required: false })
  @MayBeLeftOut()
  @InAddress()
  @Millimetres(...WIDTHS)
  width?: number;
  @ApiProperty({ required: false })
  @MayBeLeftOut()
  @InAddress()
  @Millimetres(...HEIGHTS)
  height?: number;
  /** What the printer is off by: everything is moved by so much, right and down. */
  @ApiProperty({ required: false, default: 0 })
  @InAddress()
  @Millimetres(...OFFSETS)
  offsetX: number = 0;
  @ApiProperty({ required: false, default: 0 })
  @InAddress()
  @Millimetres(...OFFSETS)
  offsetY: number = 0;
  @ApiProperty({ required: false, enum: ['203', '300', '600'], default: '203' })
  @Matches(/^(203|300|600)$/, { message: '应为 203、300、600|must be 203, 300 or 600' })
  dpi: string = '203';
}

/** Which label of a batch is shown, and how. */
export class LabelPreviewQuery extends PreviewPaperQuery {
  /** Which package's label; the first when left out. */
  @MayBeLeftOut()
  @ApiProperty({ required: false, type: 'integer', minimum: 1 })
  @Matches(/^[1-9]\d{0,9}$/, { message: '应为件号|must be a serial' })
  serial?: string;
}
