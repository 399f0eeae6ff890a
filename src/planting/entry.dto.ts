import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min } from 'class-validator';

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
