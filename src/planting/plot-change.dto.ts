import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Line, MayBeLeftOut, OneOf } from '../platform/http/fields.js';
import type { PolygonGeometry } from './plot-boundary.js';

export const PLOT_CHANGES = {
  隔离: 'quarantined',
  解除隔离: 'freed',
  调整边界: 'resized',
  更换农户: 'regrown',
  停用: 'retired',
} as const;
export type PlotChangeKind = (typeof PLOT_CHANGES)[keyof typeof PLOT_CHANGES];
export const PLOT_CHANGE_WORDS: readonly string[] = [...Object.keys(PLOT_CHANGES), ...Object.values(PLOT_CHANGES)];

/**
 * POST /api/plots/:id/changes. `at`: the day from which it holds. `boundary` for 调整边界, `grower` (name or id) for
 * 更换农户, neither otherwise.
 */
export class ChangePlotDto {
  @ActId() id: string;
  @OneOf(PLOT_CHANGE_WORDS) kind: string;
  @Day() at: string;
  @Line(500) reason: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'GeoJSON Polygon, WGS 84' })
  @MayBeLeftOut()
  @IsObject({ message: '应为 GeoJSON Polygon|must be a GeoJSON Polygon' })
  boundary?: PolygonGeometry;
  @MayBeLeftOut() @Line(100) grower?: string;
}
