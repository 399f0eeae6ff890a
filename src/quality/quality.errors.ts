import { DomainError, NotFound, type Bilingual } from '../platform/errors.js';
import { ruleOf } from '../rules/catalogue.js';
import type { ChecklistLine } from './release-checklist.js';

/** A sample that is not there, or not for this caller. */
export class NoSuchSample extends NotFound {
  override readonly code = 'quality/no-such-sample';
  constructor(readonly sample: string) {
    super({ zh: '样品', en: 'sample' }, sample);
  }
}

/** A report that is not there, or not for this caller. */
export class NoSuchReport extends NotFound {
  override readonly code = 'quality/no-such-report';
  constructor(readonly report: string) {
    super({ zh: '检验报告', en: 'report' }, report);
  }
}

/** A batch that is not there, not a batch, or not this organisation's to decide on. */
export class NoSuchBatch extends NotFound {
  override readonly code = 'quality/no-such-batch';
  constructor(readonly batch: string) {
    super({ zh: '批', en: 'batch' }, batch);
  }
}

/** Only the laboratory the sample was sent to reports on it. */
export class NotTheNamedLaboratory extends DomainError {
  readonly code = 'quality/not-the-named-laboratory';
  readonly kind = 'forbidden';
  constructor(readonly sample: string) {
    super({
      zh: `样品 ${sample} 送检的是另一实验室，只有该实验室可以出具报告`,
      en: `sample ${sample} was sent to another laboratory; only that one may report on it`,
    });
  }
}

/** The checklist has red lines: a release is a future act and is refused. */
export class ReleaseRefused extends DomainError {
  readonly code = 'quality/release-refused';
  readonly kind = 'conflict';
  override readonly ruleId: string;
  override readonly citation: string;
  override readonly extra: Record<string, unknown>;
  constructor(
    readonly batch: string,
    red: readonly ChecklistLine[],
  ) {
    super(sentence(red));
    const rule = ruleOf(red[0]?.ruleId ?? 'R-21');
    this.ruleId = rule.id;
    this.citation = rule.citation;
    this.extra = { lines: red };
  }
}

function sentence(red: readonly ChecklistLine[]): Bilingual {
  return {
    zh: `不能放行：${red.map(({ evidence }) => evidence.zh).join('；')}`,
    en: `not released: ${red.map(({ evidence }) => evidence.en).join('; ')}`,
  };
}
