import { ApiPropertyOptional } from '@nestjs/swagger';
import { ActId } from '../platform/acts/act-id.js';
import { MayBeLeftOut, OneOf, Ref } from '../platform/http/fields.js';
import type { OpenedFinding } from '../rules/finding.js';
import type { FileFault } from './plot-file.js';

/**
 * POST /api/plots/import?id=…: the file itself is the body, `text/csv` or `application/geo+json`. `base`: where plots lie
 * whose row names none. `preview=true` reads and judges and writes nothing.
 */
export class ImportPlotsQuery {
  @ActId() id: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Ref() base?: string;
  @ApiPropertyOptional({ enum: ['true', 'false'] }) @MayBeLeftOut() @OneOf(['true', 'false']) preview?: string;
}

/** A finding on a plot of the file. */
export interface RowFinding extends OpenedFinding {
  row: number;
}

/** What the file would do. `faults` must be empty before it can be imported; `findings` are told with the plots. */
export interface PlotPreview {
  preview: true;
  rows: number;
  plots: number;
  areaMu: string;
  /** Names that would be registered as growers. */
  newGrowers: string[];
  faults: FileFault[];
  findings: RowFinding[];
}

export interface PlotImportAnswer {
  id: string;
  factId: string;
  findings: RowFinding[];
  plots: { row: number; id: string; name: string; areaMu: string }[];
  areaMu: string;
  newGrowers: number;
}
