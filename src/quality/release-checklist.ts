import type { Bilingual } from '../platform/errors.js';
import { ruleOf, type RuleId } from '../rules/catalogue.js';
import { sameName, testerIsNotReviewer } from './tester-is-not-reviewer.js';
import type { Judgement, Verdict } from './judge-report.js';

/** amber: cannot be judged from what is recorded here; it does not stop a release, and the page says so. */
export type LineState = 'green' | 'amber' | 'red';

export interface ChecklistLine {
  ruleId: RuleId;
  state: LineState;
  /** What was asked. */
  topic: Bilingual;
  /** What was found. */
  evidence: Bilingual;
  citation: string;
}

export interface ReportEvidence {
  id: string;
  factId: string;
  /** Entered by mistake, as its laboratory said; it is no evidence any more, but it is shown. */
  withdrawn: { reason: string; replacement: string | null } | null;
  number: string;
  testedOn: string;
  edition: string;
  judgement: Judgement;
  /** Why nothing was judged, when nothing was. */
  notJudged: string | null;
  tester: string;
  reviewer: string;
  /** The person who entered the report, when it is known. */
  enteredBy: string;
  items: { item: string; nameZh: string; mandatory: boolean; verdict: Verdict }[];
}

/** Everything the record holds that bears on a release. */
export interface ReleaseEvidence {
  quality: 'pending' | 'released' | 'rejected';
  /** The deciding quality head; names and login as written, for telling one person from another. */
  head: { personId: string; name: string; login: string };
  /** The batch is the deciding organisation's own. */
  ownedByHead: boolean;
  remainingGrams: number;
  holds: { reason: string }[];
  recalled: boolean;
  openFindings: { ruleId: RuleId; level: 'block' | 'warn'; message: Bilingual }[];
  samples: number;
  reports: ReportEvidence[];
  /** Packages packed so far. */
  packages: number;
}

/**
 * The checklist of a release, line by line, built from what is on record for this very batch (GAP 2022, chapter
 * 包装、放行与储运: every batch is evaluated and the quality head signs). Red stops the release. Amber is said honestly:
 * what GAP asks and nothing here can answer yet.
 */
export function releaseChecklist(whole: ReleaseEvidence): ChecklistLine[] {
  const evidence = { ...whole, reports: whole.reports.filter((report) => report.withdrawn === null) };
  return [
    awaiting(evidence),
    owned(evidence),
    ...holds(evidence),
    ...findings(evidence),
    sampled(evidence),
    ...inspected(evidence),
    ...withdrawn(whole),
    ...people(evidence),
    packed(evidence),
    retained(),
  ];
}

/** What stops the release. */
export function redLines(lines: readonly ChecklistLine[]): ChecklistLine[] {
  return lines.filter(({ state }) => state === 'red');
}

function line(ruleId: RuleId, state: LineState, topic: Bilingual, zh: string, en: string): ChecklistLine {
  return { ruleId, state, topic, evidence: { zh, en }, citation: ruleOf(ruleId).citation };
}

function awaiting({ quality, remainingGrams }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '批次待放行', en: 'Batch awaits release' };
  if (quality === 'released') return line('R-21', 'red', topic, '本批已放行', 'the batch is already released');
  if (quality === 'rejected') return line('R-21', 'red', topic, '本批已判不合格', 'the batch was rejected');
  if (remainingGrams <= 0) return line('R-21', 'red', topic, '本批已无存量', 'nothing of the batch is left');
  return line('R-21', 'green', topic, `待验，存量 ${remainingGrams} 克`, `pending, ${remainingGrams} g in stock`);
}

function owned({ ownedByHead }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '放行权限', en: 'Authority to release' };
  return ownedByHead
    ? line('R-21', 'green', topic, '本批属本单位', 'the batch is this organisation’s own')
    : line('R-21', 'red', topic, '本批不属本单位', 'the batch is not this organisation’s');
}

function holds({ holds: active, recalled }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '无冻结、无召回', en: 'No hold, no recall' };
  if (recalled) return [line('R-26', 'red', topic, '本批已召回', 'the batch is recalled')];
  if (active.length === 0) return [line('R-26', 'green', topic, '无有效冻结', 'no hold is active')];
  return active.map(({ reason }) => line('R-26', 'red', topic, `冻结中：${reason}`, `on hold: ${reason}`));
}

function findings({ openFindings }: ReleaseEvidence): ChecklistLine[] {
  return openFindings.map(({ ruleId, level, message }) =>
    line(
      ruleId,
      level === 'block' ? 'red' : 'amber',
      { zh: '未结的发现项', en: 'Open finding' },
      message.zh,
      message.en,
    ),
  );
}

function sampled({ samples }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '按批取样', en: 'Sampled as a batch' };
  return samples > 0
    ? line('R-21', 'green', topic, `已取样 ${samples} 份`, `${samples} sample(s) taken`)
    : line('R-21', 'red', topic, '未取样', 'no sample was taken');
}

/**
 * Reports on one batch are read together: every mandatory item must have passed in one of them and failed in none.
 * A later pass does not outweigh an earlier failure; re-testing has its own procedure.
 */
function inspected({ reports }: ReleaseEvidence): ChecklistLine[] {
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
        ),
      );
    const failed = report.items.filter(({ verdict }) => verdict === 'fail');
    if (failed.length > 0)
      lines.push(
        line(
          'R-21',
          'red',
          topic,
          `报告 ${report.number} 不合格项：${failed.map(({ nameZh }) => nameZh).join('、')}`,
          `report ${report.number} fails: ${failed.map(({ item }) => item).join(', ')}`,
        ),
      );
  }
  const open = unanswered(judged);
  if (open.length > 0)
    lines.push(
      line(
        'R-21',
        'red',
        { zh: '必检项目齐全', en: 'Every mandatory item tested' },
        `未检或不能判定：${open.map(({ nameZh }) => nameZh).join('、')}`,
        `not tested or not judged: ${open.map(({ item }) => item).join(', ')}`,
      ),
    );
  if (lines.every(({ state }) => state !== 'red') && judged.length > 0) {
    const numbers = judged.map(({ number, edition }) => `${number}（${edition}）`).join('、');
    lines.unshift(
      line('R-21', 'green', topic, `全部必检项目合格：${numbers}`, `every mandatory item passes: ${numbers}`),
    );
  }
  return lines;
}

/** A withdrawn report is no evidence, and is not hidden either: the head signs with it in view. */
function withdrawn({ reports }: ReleaseEvidence): ChecklistLine[] {
  return reports.flatMap(({ number, withdrawn: taken }) =>
    taken === null
      ? []
      : [
          line(
            'R-27',
            'amber',
            { zh: '撤回的报告', en: 'Withdrawn report' },
            `报告 ${number} 已由检验机构撤回：${taken.reason}`,
            `report ${number} was withdrawn by its laboratory: ${taken.reason}`,
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

function people({ reports, head }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '检验、复核、放行各一人', en: 'Tester, reviewer and releaser are three people' };
  return reports.map((report) => {
    if (!testerIsNotReviewer(report.tester, report.reviewer))
      return line(
        'R-22',
        'red',
        topic,
        `报告 ${report.number} 检验人与复核人相同`,
        `report ${report.number}: tester and reviewer are the same person`,
      );
    if (isHead(report, head))
      return line(
        'R-22',
        'red',
        topic,
        `放行人参与了报告 ${report.number} 的检验或复核`,
        `the releaser took part in report ${report.number}`,
      );
    return line('R-22', 'green', topic, `报告 ${report.number} 检验、复核分人`, `report ${report.number}: two people`);
  });
}

function isHead({ tester, reviewer, enteredBy }: ReportEvidence, head: ReleaseEvidence['head']): boolean {
  if (enteredBy === head.personId) return true;
  return [tester, reviewer].some(
    (written) => written === head.personId || sameName(written, head.name) || sameName(written, head.login),
  );
}

function packed({ packages }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '已包装', en: 'Packed' };
  return packages > 0
    ? line('R-19', 'green', topic, `已包装 ${packages} 件`, `${packages} package(s) packed`)
    : line('R-19', 'amber', topic, '尚无包装记录', 'no package is recorded yet');
}

/** Retained samples are not recorded by the spine yet, so the line never claims to have seen one. */
function retained(): ChecklistLine {
  return line(
    'R-23',
    'amber',
    { zh: '留样在库', en: 'Retained sample stored' },
    '留样尚未纳入本系统记录，请人工核对',
    'retained samples are not recorded here yet; check by hand',
  );
}
