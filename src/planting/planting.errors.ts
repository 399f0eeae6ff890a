import { bornHeldBecause, type FindingDraft } from '../rules/finding.js';
import { ruleOf } from '../rules/catalogue.js';
import { DomainError, InvalidInput, NotFound, type FieldFault } from '../platform/errors.js';
import type { FileFault } from './plot-file.js';

/** Nobody reads more faults at once; the preview has them all. */
const MAX_TOLD = 200;

export const noBase = (id: string) => new NotFound({ zh: '基地', en: 'base' }, id);
export const noPlot = (id: string) => new NotFound({ zh: '地块', en: 'plot' }, id);
export const noGrower = (id: string) => new NotFound({ zh: '农户', en: 'grower' }, id);
export const noSeedLot = (id: string) => new NotFound({ zh: '种苗批', en: 'seed lot' }, id);
export const noInputLot = (id: string) => new NotFound({ zh: '投入品', en: 'input lot' }, id);
export const noPlanting = (id: string) => new NotFound({ zh: '种植', en: 'planting' }, id);
export const noSop = (id: string) => new NotFound({ zh: '规程', en: 'procedure' }, id);
export const noHarvestPlan = (id: string) => new NotFound({ zh: '采收计划', en: 'harvest plan' }, id);
export const noPurchase = (id: string) => new NotFound({ zh: '过磅', en: 'weighing-in' }, id);
export const noPhoto = (sha256: string) => new NotFound({ zh: '照片', en: 'photo' }, sha256);
export const noPhotographed = (id: string) => new NotFound({ zh: '记录', en: 'record' }, id);
export const noHarvest = (id: string) => new NotFound({ zh: '采收', en: 'harvest' }, id);

/** a plot without a valid boundary is no plot. */
export class BoundaryInvalid extends InvalidInput {
  override readonly code: string = 'planting/boundary-invalid';
  override readonly ruleId = 'R-02';
  override readonly citation = '《中药材生产质量管理规范》（2022）基地选址章';
  constructor(errors: FieldFault[]) {
    super(errors);
  }
}

/** The plots named do not lie together. */
export class PlotsOfSeveralBases extends DomainError {
  readonly code = 'planting/plots-of-several-bases';
  readonly kind = 'invalid';
  override readonly errors: FieldFault[];
  constructor(bases: number) {
    const message = {
      zh: `所列地块分属 ${bases} 个基地，一次种植只能在一个基地内`,
      en: `the plots lie in ${bases} bases; a planting lies in one`,
    };
    super(message);
    this.errors = [{ path: 'plots', message }];
  }
}

/** One field holds what cannot be, said by its path. */
export function unfit(path: string, value: unknown, zh: string, en: string): InvalidInput {
  return new InvalidInput([{ path, value, message: { zh, en } }]);
}

/** A harvest that is only planned is refused while a blocking rule stands against it; the first is cited. */
export class HarvestNotYet extends DomainError {
  readonly code = 'planting/harvest-not-yet';
  readonly kind = 'conflict';
  override readonly ruleId: string;
  override readonly citation: string;
  override readonly extra: Record<string, unknown>;
  constructor(blocking: readonly FindingDraft[]) {
    const why = bornHeldBecause(blocking)!;
    super({ zh: `还不能采收：${why.zh}`, en: `not to be harvested yet: ${why.en}` });
    this.ruleId = blocking[0]!.ruleId;
    this.citation = ruleOf(blocking[0]!.ruleId).citation;
    this.extra = {
      findings: blocking.map(({ ruleId, level, message }) => ({
        ruleId,
        level,
        message,
        citation: ruleOf(ruleId).citation,
      })),
    };
  }
}

/** A version of a procedure does not go from this state to that, or not by this person. */
export class SopStepRefused extends DomainError {
  readonly code = 'planting/sop-step-refused';
  readonly kind = 'conflict';
  constructor(from: string, to: string, byDrafter = false) {
    super(
      byDrafter
        ? { zh: '起草人不得批准自己的规程', en: 'a procedure is approved by another person than its drafter' }
        : { zh: `规程不能从“${from}”变为“${to}”`, en: `a procedure does not go from "${from}" to "${to}"` },
    );
  }
}

/** A file of plots with anything wrong in it registers nothing; each fault names its row and column. */
export class PlotFileRefused extends DomainError {
  readonly code = 'planting/plot-file-refused';
  readonly kind = 'invalid';
  override readonly errors: FieldFault[];
  override readonly extra: Record<string, unknown>;
  constructor(faults: readonly FileFault[]) {
    super({
      zh: `文件有 ${faults.length} 处错误，未登记任何地块`,
      en: `${faults.length} faults in the file; no plot was registered`,
    });
    this.errors = faults.slice(0, MAX_TOLD).map(({ row, column, value, message }) => ({
      ...{ path: column === '' ? `${row}` : `${row}.${column}`, message },
      ...(value === undefined ? {} : { value }),
    }));
    this.extra = { faults: faults.length };
  }
}

/** The body is no table and no map. */
export class NotAPlotFile extends DomainError {
  readonly code = 'planting/not-a-plot-file';
  readonly kind = 'unsupported';
  constructor() {
    super({
      zh: '请发送 CSV（text/csv）或 GeoJSON（application/geo+json）文件',
      en: 'send a CSV (text/csv) or a GeoJSON (application/geo+json) file',
    });
  }
}
