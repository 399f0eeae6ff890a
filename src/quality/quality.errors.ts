import { DomainError, NotFound, type Bilingual } from '../platform/errors.js';
import { ruleOf, type RuleId } from '../rules/catalogue.js';
import type { PdfFault } from './pdf-file.js';
import type { ChecklistLine } from './checklist-line.js';

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

const PDF_FAULTS: Record<PdfFault, Bilingual> = {
  empty: { zh: '文件为空', en: 'the file is empty' },
  'too-large': { zh: '文件超过 10 MB', en: 'the file is larger than 10 MB' },
  'not-a-pdf': { zh: '不是 PDF 文件', en: 'the file is no PDF' },
  'cut-off': { zh: 'PDF 文件不完整（缺少结尾），请重新上传', en: 'the PDF is cut off before its end; send it again' },
};

/** What was sent is no original of a report. */
export class NotAnOriginal extends DomainError {
  readonly code = 'quality/not-an-original';
  readonly kind = 'invalid';
  constructor(readonly fault: PdfFault) {
    super(PDF_FAULTS[fault]);
    this.errors.push({ path: 'file', message: this.text });
  }
}

/** A report is withdrawn once; both stay on record. */
export class ReportWithdrawn extends DomainError {
  readonly code = 'quality/report-withdrawn';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-27';
  override readonly citation = ruleOf('R-27').citation;
  constructor(readonly number: string) {
    super({
      zh: `报告 ${number} 已经撤回，原记录保留不变`,
      en: `report ${number} was withdrawn before; its record stays`,
    });
  }
}

/** A re-test answers a failure, so it is ordered by the quality head. */
export class RetestNotOrdered extends DomainError {
  readonly code = 'quality/retest-not-ordered';
  readonly kind = 'forbidden';
  constructor() {
    super({ zh: '复检取样须由质量负责人下达', en: 'a sample for a re-test is ordered by the quality head' });
  }
}

/** The reviewer's signature is another person's than the entry, and given once. */
export class SignatureRefused extends DomainError {
  readonly code = 'quality/signature-refused';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-22';
  override readonly citation = ruleOf('R-22').citation;
}

/** An internal limit that is weaker than the law, or cannot be compared with it. */
export class InternalLimitRefused extends DomainError {
  readonly code = 'quality/internal-limit-refused';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-22';
  override readonly citation = ruleOf('R-22').citation;
}

/** A claim without its evidence. */
export class ClaimRefused extends DomainError {
  readonly code = 'quality/claim-refused';
  readonly kind = 'conflict';
  override readonly ruleId: RuleId;
  override readonly citation: string;
  constructor(claim: Bilingual, missing: readonly Bilingual[], ruleId: RuleId = 'R-29') {
    super({
      zh: `不能声称“${claim.zh}”：${missing.map(({ zh }) => zh).join('；')}`,
      en: `"${claim.en}" cannot be claimed: ${missing.map(({ en }) => en).join('; ')}`,
    });
    this.ruleId = ruleId;
    this.citation = ruleOf(ruleId).citation;
  }
}

/** Done before, by another record; both would say the same. */
export class AlreadyRecorded extends DomainError {
  readonly code = 'quality/already-recorded';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-27';
  override readonly citation = ruleOf('R-27').citation;
}

/** A record that is not there, or not this organisation's. */
export class NoSuchRecord extends NotFound {
  override readonly code = 'quality/no-such-record';
  constructor(readonly fact: string) {
    super({ zh: '记录', en: 'record' }, fact);
  }
}

/** The clock of a record has not run out, or not begun to run. */
export class ErasureRefused extends DomainError {
  readonly code = 'quality/erasure-refused';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-23';
  override readonly citation = ruleOf('R-23').citation;
  constructor(readonly record: { keptUntil: string | null; citation: string }) {
    const until = record.keptUntil;
    super({
      zh:
        until === null
          ? '保存期尚未起算（货物未发运），不得删除'
          : `应保存至 ${until}（${record.citation}），不得提前删除`,
      en: until === null ? 'its term has not begun (the goods were not dispatched)' : `it is kept until ${until}`,
    });
  }
}
