import { copied, inspected, ownStandard, papers, people, pesticides, withdrawn } from './checklist-inspection.js';
import { line, records, type ChecklistLine } from './checklist-line.js';
import type { ReleaseEvidence } from './release-evidence.js';

/**
 * The checklist of a release, line by line, built from what is on record for this very batch (GAP 2022, chapter
 * 包装、放行与储运: every batch is evaluated and the quality head signs). Red stops the release. Amber is said honestly:
 * what GAP asks and nothing here can answer yet.
 */
export function releaseChecklist(whole: ReleaseEvidence): ChecklistLine[] {
  const evidence = { ...whole, reports: whole.reports.filter((report) => report.withdrawn === null) };
  const lines = [
    awaiting(evidence),
    owned(evidence),
    ...holds(evidence),
    ...findings(evidence),
    ...sampled(evidence),
    ...inspected(evidence),
    ...copied(evidence),
    ...pesticides(evidence),
    ...ownStandard(evidence),
    ...withdrawn(whole),
    ...people(evidence),
    ...papers(evidence),
    packed(evidence),
    ...retained(evidence),
    ...claimed(evidence),
    complete(evidence),
  ];
  const batch = records('lot', [{ id: whole.lot }]);
  return lines.map((one) => (one.restsOn.length > 0 ? one : { ...one, restsOn: batch }));
}

/** The checklist as it is read: of a batch that was released the release is done, though it cannot be released again. */
export function shownChecklist(whole: ReleaseEvidence): ChecklistLine[] {
  const lines = releaseChecklist(whole);
  if (whole.quality !== 'released') return lines;
  const topic = { zh: '批次放行', en: 'Batch release' };
  const done = line('R-21', 'green', topic, '本批已放行', 'the batch is released', records('lot', [{ id: whole.lot }]));
  return [done, ...lines.slice(1)];
}

/** What stops the release. */
export function redLines(lines: readonly ChecklistLine[]): ChecklistLine[] {
  return lines.filter(({ state }) => state === 'red');
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

function holds({ holds: active, recalls }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '无冻结、无召回', en: 'No hold, no recall' };
  if (recalls.length > 0)
    return [line('R-26', 'red', topic, '本批已召回', 'the batch is recalled', records('hold', recalls))];
  if (active.length === 0) return [line('R-26', 'green', topic, '无有效冻结', 'no hold is active')];
  return active.map((hold) =>
    line('R-26', 'red', topic, `冻结中：${hold.reason}`, `on hold: ${hold.reason}`, records('hold', [hold])),
  );
}

function findings({ findings: found }: ReleaseEvidence): ChecklistLine[] {
  return found.flatMap((finding) => {
    const { ruleId, level, message, closedAs, closedReason, answered } = finding;
    const self = records('finding', [finding]);
    if (closedAs === 'cured') return [];
    if (closedAs === 'overridden')
      return [
        line(
          ruleId,
          'amber',
          { zh: '已接受的提示', en: 'Warning taken on' },
          `${message.zh}；理由：${closedReason ?? ''}`,
          `${message.en}; reason: ${closedReason ?? ''}`,
          self,
        ),
      ];
    if (answered)
      return [
        line(
          ruleId,
          'amber',
          { zh: '复检已答复', en: 'Answered by re-tests' },
          `${message.zh}；复检合格，放行时结案`,
          `${message.en}; re-tests passed, the release closes it`,
          self,
        ),
      ];
    const topic = { zh: '未结的发现项', en: 'Open finding' };
    return [line(ruleId, level === 'block' ? 'red' : 'amber', topic, message.zh, message.en, self)];
  });
}

function sampled({ samples, due }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '按批取样', en: 'Sampled as a batch' };
  if (samples.length === 0) return [line('R-21', 'red', topic, '未取样', 'no sample was taken')];
  const taken = records('sample', samples);
  const lines = [
    line('R-21', 'green', topic, `已取样 ${samples.length} 份`, `${samples.length} sample(s) taken`, taken),
  ];
  if (due !== undefined && samples.every(({ packages }) => packages === null))
    lines.push(
      line(
        'R-21',
        'amber',
        { zh: '取样件数', en: 'Packages opened' },
        `未记录开了几件，按取样法应取 ${due.packages} 件`,
        `how many packages were opened is not recorded; ${due.packages} are due`,
        taken,
      ),
    );
  if (samples.every(({ received }) => received === null))
    lines.push(
      line(
        'R-21',
        'amber',
        { zh: '样品交接', en: 'Chain of custody' },
        '检验机构未登记收样',
        'the laboratory has not recorded the arrival of the sample',
        taken,
      ),
    );
  return lines;
}

function packed({ packages, packings }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '已包装', en: 'Packed' };
  return packages > 0
    ? line(
        'R-19',
        'green',
        topic,
        `已包装 ${packages} 件`,
        `${packages} package(s) packed`,
        records('packing', packings),
      )
    : line('R-19', 'amber', topic, '尚无包装记录', 'no package is recorded yet');
}

function retained({ retained: kept, retainedDue }: ReleaseEvidence): ChecklistLine[] {
  const topic = { zh: '留样在库', en: 'Retained sample stored' };
  return [
    kept.length > 0
      ? line(
          'R-23',
          'green',
          topic,
          `已留样 ${kept.length} 份`,
          `${kept.length} retained sample(s) on record`,
          records('retained-sample', kept),
        )
      : line(
          ...(['R-21', retainedDue ? 'red' : 'amber', topic] as const),
          ...(['没有留样记录', 'no retained sample is on record'] as const),
        ),
  ];
}

/** What a full record has (GAP 2022, chapter 文件); what is missing is said, and what was entered late. */
function complete({ completeness: { percent, missing, late } }: ReleaseEvidence): ChecklistLine {
  const topic = { zh: '记录完整', en: 'The record is whole' };
  if (missing.length === 0 && late.length === 0)
    return line('R-27', 'green', topic, '应有的记录齐全，均及时录入', 'everything is there, entered in time');
  const zh = [
    ...(missing.length > 0 ? [`缺：${missing.map((name) => name.zh).join('、')}`] : []),
    ...(late.length > 0 ? [`迟录：${late.map((name) => name.zh).join('、')}`] : []),
  ];
  const en = [
    ...(missing.length > 0 ? [`missing: ${missing.map((name) => name.en).join(', ')}`] : []),
    ...(late.length > 0 ? [`entered late: ${late.map((name) => name.en).join(', ')}`] : []),
  ];
  return line(
    'R-27',
    'amber',
    topic,
    `完整度 ${percent}%，${zh.join('；')}`,
    `${percent} % complete; ${en.join('; ')}`,
  );
}

/** A claim that lost its evidence stops the release: what is printed on the label would be untrue. */
function claimed({ claims }: ReleaseEvidence): ChecklistLine[] {
  return claims.map((claim) => {
    const { name, missing } = claim;
    const self = records('claim', [claim]);
    const topic = { zh: `声称“${name.zh}”`, en: `Claim "${name.en}"` };
    return missing.length === 0
      ? line('R-29', 'green', topic, '证据齐全', 'its evidence is complete', self)
      : line(
          'R-29',
          'red',
          topic,
          missing.map(({ zh }) => zh).join('；'),
          missing.map(({ en }) => en).join('; '),
          self,
        );
  });
}
