import type { FindingDraft } from '../rules/finding.js';
import { outOfCalibration, type Instrument } from './instrument-calibration.js';
import type { JudgedReport } from './judge-report.js';
import { testerIsNotReviewer } from './tester-is-not-reviewer.js';

export interface IssuedReport {
  number: string;
  testedOn: string;
  /** Chinese calendar day on which the sample was taken. */
  sampledOn: string;
  tester: string;
  reviewer: string;
  /** Whom those names mean among the laboratory's own people. */
  testerPerson: string | null;
  reviewerPerson: string | null;
  instruments: readonly Instrument[];
  judged: JudgedReport;
  /** Chinese calendar day on which the sample arrived, when that was recorded. */
  receivedOn: string | null;
}

/** How the finding of a failing report begins: by it the release knows which findings a re-test answers. */
export const failureOf = (number: string): string => `报告 ${number} 不合格：`;

/** What a report that was issued breaks. It is recorded all the same: the test has happened. */
export function reportFindings(report: IssuedReport): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const failed = report.judged.items.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) {
    const lines = failed.map(({ item, name, rounded, value, limit, qualitative }) => ({
      zh: `${name?.zh ?? item} ${rounded ?? value ?? '不符合'}${bound(limit)}${value !== null && qualitative === 'does-not-conform' ? '，检验机构判不符合' : ''}`,
      en: `${name?.en ?? item} ${rounded ?? value ?? 'does not conform'}${bound(limit)}${value !== null && qualitative === 'does-not-conform' ? ', called not conforming' : ''}`,
    }));
    drafts.push({
      ruleId: 'R-21',
      level: 'block',
      message: {
        zh: `${failureOf(report.number)}${lines.map(({ zh }) => zh).join('；')}`,
        en: `report ${report.number} fails: ${lines.map(({ en }) => en).join('; ')}`,
      },
    });
  }
  const onePerson = report.testerPerson !== null && report.testerPerson === report.reviewerPerson;
  if (onePerson || !testerIsNotReviewer(report.tester, report.reviewer))
    drafts.push({
      ruleId: 'R-22',
      level: 'block',
      message: {
        zh: `报告 ${report.number} 的检验人与复核人是同一人`,
        en: `tester and reviewer of report ${report.number} are the same person`,
      },
    });
  if (report.testedOn < report.sampledOn)
    drafts.push({
      ruleId: 'R-21',
      level: 'block',
      message: {
        zh: `报告 ${report.number} 的检验日期 ${report.testedOn} 早于取样日期 ${report.sampledOn}`,
        en: `report ${report.number} was tested on ${report.testedOn}, before the sample was taken on ${report.sampledOn}`,
      },
    });
  if (report.receivedOn !== null && report.testedOn < report.receivedOn)
    drafts.push({
      ruleId: 'R-21',
      level: 'block',
      message: {
        zh: `报告 ${report.number} 的检验日期 ${report.testedOn} 早于样品到达日期 ${report.receivedOn}`,
        en: `report ${report.number} was tested on ${report.testedOn}, before the sample arrived on ${report.receivedOn}`,
      },
    });
  for (const { name, number, calibratedUntil } of outOfCalibration(report.instruments, report.testedOn))
    drafts.push({
      ruleId: 'R-22',
      level: 'block',
      message: {
        zh: `仪器 ${name} ${number} 的校准到 ${calibratedUntil} 为止，检验日期为 ${report.testedOn}`,
        en: `instrument ${name} ${number} was calibrated until ${calibratedUntil}; the test was on ${report.testedOn}`,
      },
    });
  return drafts;
}

function bound(limit: JudgedReport['items'][number]['limit']): string {
  if (limit === null || limit.value === null) return '';
  const sign = { max: '≤', min: '≥', absent: '<', qualitative: '' }[limit.kind];
  return ` (${sign}${limit.value}${limit.unit === null ? '' : ` ${limit.unit}`})`;
}
