import Big from 'big.js';
import type { Bilingual } from '../platform/errors.js';

export type Verdict = '可以验收' | '需人工确认' | '不可验收';

/** One thing that speaks against taking the goods in; `block` forbids it, `confirm` asks a person. */
export interface VerdictReason {
  code: ReasonCode;
  level: 'block' | 'confirm';
  message: Bilingual;
  citation: string;
  lot?: string;
}

export type ReasonCode =
  | 'not-addressed'
  | 'not-under-way'
  | 'weight-differs'
  | 'not-released'
  | 'rejected'
  | 'no-report'
  | 'report-over-limit'
  | 'report-reused'
  | 'internal-limit'
  | 'hold'
  | 'recall'
  | 'licence-expired'
  | 'licence-missing'
  | 'audit-expired'
  | 'chain-incomplete'
  | 'phi-override'
  | 'climate-excursion'
  | 'code-void';

/** A line of a report, as its fact tells it. */
export interface ReportLine {
  item: string;
  name: string;
  /** Decimal string; null for a qualitative result, or below the limit of quantification. */
  value: string | null;
  unit: string;
  verdict: string;
}

export interface DeliveryReport {
  number: string;
  judgement: string;
  lines: readonly ReportLine[];
}

export interface DeliveryLine {
  lot: string;
  number: string | null;
  grams: number;
  /** What the receiver's scales say; undefined before it is weighed. */
  weighedGrams?: number | undefined;
  quality: 'pending' | 'released' | 'rejected';
  /** An ancestor was rejected after this was split off. */
  sourceRejected: boolean;
  holds: readonly { authority: string; reason: string; binding: boolean }[];
  reports: readonly DeliveryReport[];
  /** Findings that a report was used twice, or stands for more than was sampled. */
  reused: readonly string[];
  /** Chains back to a harvest, or to seed, without a gap. */
  chain: boolean;
  /** Interval rules that were overridden on the way here, with their reasons. */
  intervalOverrides: readonly string[];
  excursions: readonly string[];
}

export interface OwnLimit {
  item: string;
  kind: 'max' | 'min';
  value: string;
  unit: string;
}

export interface Delivery {
  addressed: boolean;
  underWay: boolean;
  codeVoid: boolean;
  reason: string;
  /** R-24 as data: whether goods for this reason must be released. */
  needsRelease: boolean;
  lines: readonly DeliveryLine[];
  /** The receiver's own limits for the herb, by lot. */
  ownLimits: ReadonlyMap<string, readonly OwnLimit[]>;
  supplier: {
    /** Licences its kind must have. */
    wanted: readonly string[];
    licences: readonly { kind: string; expiresOn: string }[];
    /** Until when the newest audit holds; undefined when none is on file. */
    auditedUntil: string | undefined;
  };
  /** Chinese calendar day. */
  today: string;
  weightTolerancePermille: number;
}

const GSP = '《药品经营质量管理规范》收货与验收节';
const LAW = '《药品管理法》第四十八条、第五十六条';
const GAP = '《中药材生产质量管理规范》（2022）';
const PHARMACOPOEIA = '《中国药典》及企业内控标准';

/**
 * Whether a delivery may be taken in: one verdict and every reason for it, never only the first. Pure: what it judges was
 * gathered before. Any `block` makes it 不可验收, else any `confirm` makes it 需人工确认.
 */
export function receivingVerdict(delivery: Delivery): { verdict: Verdict; reasons: VerdictReason[] } {
  if (!delivery.addressed)
    return {
      verdict: '不可验收',
      reasons: [reason('not-addressed', 'block', '收货方不是贵单位', 'it is not addressed to you', GSP)],
    };
  const reasons = [
    ...(delivery.underWay
      ? []
      : [reason('not-under-way', 'block', '该货物已签收或不在途', 'it was received before, or is not under way', GSP)]),
    ...(delivery.codeVoid
      ? [reason('code-void', 'block', '所扫标签已作废', 'the label that was scanned is void', LAW)]
      : []),
    ...delivery.lines.flatMap((line) => judgeLine(line, delivery)),
    ...judgeSupplier(delivery),
  ];
  return { verdict: verdictOf(reasons), reasons };
}

export function verdictOf(reasons: readonly { level: 'block' | 'confirm' }[]): Verdict {
  if (reasons.some(({ level }) => level === 'block')) return '不可验收';
  return reasons.length > 0 ? '需人工确认' : '可以验收';
}

function judgeLine(line: DeliveryLine, delivery: Delivery): VerdictReason[] {
  const found: VerdictReason[] = [];
  const add = (code: ReasonCode, level: 'block' | 'confirm', zh: string, en: string, citation: string) =>
    found.push({ ...reason(code, level, zh, en, citation), lot: line.lot });
  const off = line.weighedGrams === undefined ? 0 : line.weighedGrams - line.grams;
  if (Math.abs(off) * 1000 > line.grams * delivery.weightTolerancePermille)
    add(
      'weight-differs',
      'confirm',
      `实称 ${line.weighedGrams} 克，单据 ${line.grams} 克，相差 ${off} 克`,
      `${line.weighedGrams} g weighed, ${line.grams} g on the note`,
      GSP,
    );
  if (line.quality === 'rejected' || line.sourceRejected)
    add('rejected', 'block', '该批次或其来源批次已判不合格', 'the lot, or what it came from, was rejected', LAW);
  else if (delivery.needsRelease && line.quality !== 'released')
    add('not-released', 'block', '该批次未放行', 'the lot is not released', `R-24 ${GAP}包装、放行与储运章`);
  for (const { authority, reason: why, binding } of line.holds) {
    if (authority === 'recall')
      add('recall', 'block', `该批次已召回：${why}`, `recalled: ${why}`, `R-26 ${GAP}投诉、退货与召回章`);
    else
      add(
        'hold',
        binding ? 'block' : 'confirm',
        `该批次被冻结：${why}`,
        `held: ${why}`,
        `R-26 ${GAP}投诉、退货与召回章`,
      );
  }
  if (delivery.needsRelease && line.reports.length === 0)
    add('no-report', 'confirm', '没有检验报告', 'there is no test report', LAW);
  for (const report of line.reports) {
    const over = report.lines.filter(({ verdict }) => verdict === 'fail');
    if (report.judgement === 'fail' || over.length > 0)
      add(
        'report-over-limit',
        'block',
        `报告 ${report.number} 不符合规定：${over.map(({ name }) => name).join('、') || '结论不合格'}`,
        `report ${report.number} is over a limit: ${over.map(({ item }) => item).join(', ') || 'judged fail'}`,
        PHARMACOPOEIA,
      );
    for (const limit of delivery.ownLimits.get(line.lot) ?? [])
      for (const { value, unit, name, item } of report.lines.filter((tested) => tested.item === limit.item))
        if (value !== null && unit === limit.unit && beyond(value, limit))
          add(
            'internal-limit',
            'confirm',
            `报告 ${report.number} ${name} ${value}${unit}，贵单位内控 ${limit.kind === 'max' ? '≤' : '≥'} ${limit.value}${unit}`,
            `report ${report.number}: ${item} is ${value} ${unit}, your own limit ${limit.kind === 'max' ? '≤' : '≥'} ${limit.value}`,
            PHARMACOPOEIA,
          );
  }
  for (const why of line.reused)
    add(
      'report-reused',
      'block',
      why,
      'a report was used twice, or for more than was sampled',
      `R-21 ${GAP}质量检验章`,
    );
  if (!line.chain)
    add('chain-incomplete', 'confirm', '来源不能追溯到采收', 'it cannot be traced back to a harvest', LAW);
  for (const why of line.intervalOverrides)
    add(
      'phi-override',
      'confirm',
      `安全间隔期被豁免：${why}`,
      `a pre-harvest interval was overridden: ${why}`,
      `R-12 ${GAP}种植与养殖章`,
    );
  for (const why of line.excursions)
    add('climate-excursion', 'confirm', why, 'the climate left its band', `R-30 ${GSP}`);
  return found;
}

function beyond(value: string, { kind, value: bound }: OwnLimit): boolean {
  return kind === 'max' ? new Big(value).gt(bound) : new Big(value).lt(bound);
}

function judgeSupplier({ supplier, today }: Delivery): VerdictReason[] {
  const found: VerdictReason[] = [];
  for (const wanted of supplier.wanted) {
    const until = supplier.licences
      .flatMap(({ kind, expiresOn }) => (kind === wanted ? [expiresOn] : []))
      .sort()
      .at(-1);
    if (until === undefined)
      found.push(
        reason('licence-missing', 'confirm', `未登记供货方的${wanted}`, `the supplier's ${wanted} is not on file`, LAW),
      );
    else if (until < today)
      found.push(
        reason(
          'licence-expired',
          'block',
          `供货方的${wanted}已于 ${until} 到期`,
          `the supplier's ${wanted} expired on ${until}`,
          LAW,
        ),
      );
  }
  if (supplier.auditedUntil !== undefined && supplier.auditedUntil < today)
    found.push(
      reason(
        'audit-expired',
        'confirm',
        `供应商审核已于 ${supplier.auditedUntil} 过期`,
        `the supplier audit ran out on ${supplier.auditedUntil}`,
        '《药品生产质量管理规范》中药饮片附录',
      ),
    );
  return found;
}

function reason(code: ReasonCode, level: 'block' | 'confirm', zh: string, en: string, citation: string): VerdictReason {
  return { code, level, message: { zh, en }, citation };
}
