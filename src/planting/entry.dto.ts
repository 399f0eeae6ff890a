import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayUnique, IsNumber, Matches, Max, Min } from 'class-validator';
import { List, MayBeLeftOut } from '../platform/http/fields.js';

/** Where the device was, WGS 84 degrees. Only its distance to the plot is kept. */
export class PositionDto {
  @ApiProperty({ type: 'number', minimum: -180, maximum: 180 })
  @IsNumber({}, { message: '应为经度|must be a longitude' })
  @Min(-180, { message: '应为经度|must be a longitude' })
  @Max(180, { message: '应为经度|must be a longitude' })
  longitude: number;
  @ApiProperty({ type: 'number', minimum: -90, maximum: 90 })
  @IsNumber({}, { message: '应为纬度|must be a latitude' })
  @Min(-90, { message: '应为纬度|must be a latitude' })
  @Max(90, { message: '应为纬度|must be a latitude' })
  latitude: number;
}

const FieldNames = () => (target: object, key: string) => {
  ApiPropertyOptional({ type: [String] })(target, key);
  MayBeLeftOut()(target, key);
  List(0, 30)(target, key);
  ArrayUnique({ message: '有重复|names a field twice' })(target, key);
  Matches(/^[A-Za-z][A-Za-z0-9.]{0,49}$/, { each: true, message: '应为字段名|must be names of fields' })(target, key);
};

/** How the form was filled in, as the device knows it; disclosed beside the fact. */
export class EntryDto {
  @FieldNames() copied?: string[];
  @FieldNames() untouched?: string[];
}
