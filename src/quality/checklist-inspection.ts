import Big from 'big.js';
import { line, records, type ChecklistLine } from './checklist-line.js';
import type { InternalEvidence, ItemEvidence, ReleaseEvidence, ReportEvidence } from './release-evidence.js';
import { roundToLimit } from './round-to-limit.js';
import { sameName, testerIsNotReviewer } from './tester-is-not-reviewer.js';

/**
 * Reports on one batch are read together: every mandatory item must have passed in one of them and failed in none.
 * A later pass does not outweigh an earlier failure; re-testing has its own procedure.
 */
export function inspected({ reports }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '检验合格', en: 'Inspection passed' };
  if (reports.length === 0) return [line('R-21', 'red', topic, '无检验报告', 'there is no inspection report')];
  const lines: ChecklistLine[] = [];
  const judged = reports.filter(({ notJudged }) => notJudged === null);
  for (const report of reports) {
    if (report.notJudged !== null)
      lines.push(
        line(
          'R-21',
          judged.length > 0 ? 'amber' : 'red',
          topic,
          `报告 ${report.number} 所依据的版本（${report.edition}，检验日期 ${report.testedOn}）未收录，不作判定`,
          `report ${report.number} (${report.edition}, tested ${report.testedOn}) is under an edition not held: not judged`,
          records('report', [report]),
        ),
      );
    const failed = report.items.filter(({ verdict }) => verdict === 'fail');
    if (failed.length > 0)
      lines.push(
        line(
          'R-21',
          report.answered ? 'amber' : 'red',
          topic,
          `报告 ${report.number} 不合格项：${failed.map(({ nameZh }) => nameZh).join('、')}${report.answered ? '；已按程序复检合格' : ''}`,
          `report ${report.number} fails: ${failed.map(({ item }) => item).join(', ')}${report.answered ? '; answered by re-tests' : ''}`,
          records('report', [report]),
        ),
      );
  }
  lines.push(...withoutLimit(judged));
  const open = unanswered(judged);
  if (open.length > 0)
    lines.push(
      line(
        'R-21',
        'red',
        { zh: '必检项目齐全', en: 'Every mandatory item tested' },
        `未检或不能判定：${open.map(({ nameZh }) => nameZh).join('、')}`,
        `not tested or not judged: ${open.map(({ item }) => item).join(', ')}`,
        records('report', judged),
      ),
    );
  if (lines.every(({ state }) => state !== 'red') && judged.length > 0) {
    const numbers = judged.map(({ number, edition }) => `${number}（${edition}）`).join('、');
    lines.unshift(
      line(
        'R-21',
        'green',
        topic,
        `全部必检项目合格：${numbers}`,
        `every mandatory item passes: ${numbers}`,
        records('report', judged),
      ),
    );
  }
  return lines;
}

/** What was measured and has no limit here: it passes nothing, and is never passed over in silence. */
function withoutLimit(reports: readonly ReportEvidence[]): ChecklistLine[] {
  return reports.flatMap((report) => {
    const unheld = report.items.filter(({ verdict }) => verdict === 'no-limit');
    if (unheld.length === 0) return [];
    return [
      line(
        'R-21',
        'amber',
        { zh: '无限量依据的项目', en: 'Items without a limit' },
        `报告 ${report.number} 所检 ${unheld.map(({ nameZh }) => nameZh).join('、')} 无限量依据，未作判定，请核对名称`,
        `report ${report.number}: no limit is known for ${unheld.map(({ item }) => item).join(', ')}; not judged, check the name`,
        records('report', [report]),
      ),
    ];
  });
}

/** A withdrawn report is no evidence, and is not hidden either: the head signs with it in view. */
export function withdrawn({ reports }: ReleaseEvidence): ChecklistLine[] {
  return reports.flatMap((report) =>
    report.withdrawn === null
      ? []
      : [
          line(
            'R-27',
            'amber',
            { zh: '撤回的报告', en: 'Withdrawn report' },
            `报告 ${report.number} 已由检验机构撤回：${report.withdrawn.reason}`,
            `report ${report.number} was withdrawn by its laboratory: ${report.withdrawn.reason}`,
            records('report', [report]),
          ),
        ],
  );
}

function unanswered(reports: readonly ReportEvidence[]): { item: string; nameZh: string }[] {
  const mandatory = new Map(
    reports.flatMap(({ items }) => items.filter((item) => item.mandatory).map((item) => [item.item, item] as const)),
  );
  return [...mandatory.values()].filter(({ item }) =>
    reports.every(({ items }) =>
      items.every((other) => other.item !== item || (other.verdict !== 'pass' && other.verdict !== 'fail')),
    ),
  );
}

export function people({ reports, head }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '检验、复核、放行各一人', en: 'Tester, reviewer and releaser are three people' };
  return reports.map((report) => {
    const self = records('report', [report]);
    const onePerson = report.testerPerson !== null && report.testerPerson === report.reviewerPerson;
    if (onePerson || !testerIsNotReviewer(report.tester, report.reviewer))
      return line(
        'R-22',
        'red',
        topic,
        `报告 ${report.number} 检验人与复核人相同`,
        `report ${report.number}: tester and reviewer are the same person`,
        self,
      );
    if (isHead(report, head))
      return line(
        'R-22',
        'red',
        topic,
        `放行人参与了报告 ${report.number} 的检验或复核`,
        `the releaser took part in report ${report.number}`,
        self,
      );
    return line(
      'R-22',
      'green',
      topic,
      `报告 ${report.number} 检验、复核分人`,
      `report ${report.number}: two people`,
      self,
    );
  });
}

function isHead(
  { tester, reviewer, enteredBy, testerPerson, reviewerPerson }: ReportEvidence,
  head: ReleaseEvidence['head'],
): boolean {
  if ([enteredBy, testerPerson, reviewerPerson].includes(head.personId)) return true;
  return [tester, reviewer].some(
    (written) => written === head.personId || sameName(written, head.name) || sameName(written, head.login),
  );
}

/**
 * What a report has to stand for: what the batch held when its sample was drawn, as `reportReuse` allows it; after a
 * split no more than the batch still holds, its samples counted as of it.
 */
function toStandFor(report: ReportEvidence, { samples, retained, initialGrams, remainingGrams }: ReleaseEvidence) {
  const drawn = [...samples, ...retained].reduce((sum, { grams }) => sum + grams, 0);
  const held = samples.find(({ id }) => id === report.sample)?.lotGrams ?? initialGrams;
  return Math.min(held, remainingGrams + drawn);
}

/** A certificate may stand for less than the batch; and it is better for a signature, its instruments and its print. */
export function papers(evidence: ReleaseEvidence): ChecklistLine[] {
  return evidence.reports.flatMap((report) => {
    const lines: ChecklistLine[] = [];
    const { number, representsGrams } = report;
    const self = records('report', [report]);
    const due = toStandFor(report, evidence);
    if (representsGrams !== null && representsGrams < due)
      lines.push(
        line(
          'R-21',
          'red',
          { zh: '报告代表全批', en: 'The report stands for the whole batch' },
          `报告 ${number} 只代表 ${representsGrams} 克，本批 ${due} 克`,
          `report ${number} stands for ${representsGrams} g of ${due} g`,
          self,
        ),
      );
    const wanting = [
      report.signed ? undefined : { zh: '复核人未在系统中签字', en: 'not signed by its reviewer here' },
      report.instruments > 0 ? undefined : { zh: '未写明仪器及校准', en: 'names no instruments' },
      report.originals > 0 ? undefined : { zh: '未存报告原件', en: 'its printed original is not kept' },
    ].filter((text) => text !== undefined);
    if (wanting.length > 0)
      lines.push(
        line(
          'R-22',
          'amber',
          { zh: '检验记录完整', en: 'The inspection record is whole' },
          `报告 ${number}：${wanting.map(({ zh }) => zh).join('、')}`,
          `report ${number}: ${wanting.map(({ en }) => en).join(', ')}`,
          self,
        ),
      );
    return lines;
  });
}

/** Certificates of two lots that agree in every figure: a copy, or a very good explanation. */
export function copied({ twins }: ReleaseEvidence): ChecklistLine[] {
  return twins.map((twin) =>
    line(
      'R-21',
      'amber',
      { zh: '报告各批各测', en: 'Every batch measured by itself' },
      `报告 ${twin.number} 的数值与另一批次的报告 ${twin.of} 逐项相同，请核对`,
      `report ${twin.number} has the very figures of report ${twin.of} on another lot; look into it`,
      records('report', [twin]),
    ),
  );
}

/** The banned pesticides of chapter 2341: whether every batch is tested for them is the test plan's matter, so amber. */
export function pesticides({ untestedPesticides: names, reports }: ReleaseEvidence): ChecklistLine[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).join('、');
  return [
    line(
      'R-21',
      'amber',
      { zh: '禁用农药', en: 'Banned pesticides' },
      `${names.length} 种禁用农药未检（${shown}${names.length > 3 ? ' 等' : ''}）`,
      `${names.length} banned pesticides were not tested`,
      records('report', reports),
    ),
  ];
}

/** The organisation's own limits (GAP 2022, chapter 质量管理): what it set itself, it releases by. */
export function ownStandard({ internal }: ReleaseEvidence): ChecklistLine[] {
  return internal.map((limit) => {
    const topic = { zh: '企业内控标准', en: 'The organisation’s own standard' };
    const both = [...records('limit', [limit]), ...records('report', limit.reports)];
    const bound = `${limit.kind === 'max' ? '≤' : '≥'}${limit.value} ${limit.unit}`;
    const name = limit.results[0]?.nameZh ?? limit.item;
    const measured = limit.results.filter((result) => resultOf(result) !== null || result.belowLoq);
    if (measured.length === 0)
      return line('R-21', 'red', topic, `${name}（${bound}）未检`, `${limit.item} (${bound}) was not tested`, both);
    const broken = measured.filter((result) => !keeps(limit, result));
    return broken.length === 0
      ? line('R-21', 'green', topic, `${name} 符合内控 ${bound}`, `${limit.item} keeps ${bound}`, both)
      : line(
          'R-21',
          'red',
          topic,
          `${name} ${broken.map((result) => resultOf(result) ?? '低于定量限').join('、')}，不符合内控 ${bound}`,
          `${limit.item} ${broken.map((result) => resultOf(result) ?? 'below LOQ').join(', ')} does not keep ${bound}`,
          both,
        );
  });
}

const resultOf = ({ dried, value }: ItemEvidence): string | null => dried ?? value;

function keeps(limit: InternalEvidence, result: ItemEvidence): boolean {
  const value = resultOf(result);
  if (result.belowLoq) return limit.kind === 'max' && (value === null || new Big(value).lte(limit.value));
  if (value === null || result.unit !== limit.unit) return false;
  const rounded = new Big(roundToLimit(value, limit.decimals));
  return limit.kind === 'max' ? rounded.lte(limit.value) : rounded.gte(limit.value);
}
