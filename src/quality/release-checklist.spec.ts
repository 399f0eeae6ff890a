import { describe, expect, it } from '@jest/globals';
import type { Verdict } from './judge-report.js';
import { redLines, releaseChecklist, type ReleaseEvidence, type ReportEvidence } from './release-checklist.js';

const item = (code: string, verdict: Verdict, mandatory = true) => ({ item: code, nameZh: code, mandatory, verdict });

const aReport = (change: Partial<ReportEvidence> = {}): ReportEvidence => ({
  id: 'report-1',
  factId: 'fact-1',
  withdrawn: null,
  number: 'JY-1',
  testedOn: '2025-08-16',
  edition: 'ChP2020',
  judgement: 'pass',
  notJudged: null,
  tester: '陈思敏',
  reviewer: '周国梁',
  enteredBy: 'lab-person',
  items: [item('water', 'pass'), item('phillyrin', 'pass')],
  ...change,
});

const ready = (change: Partial<ReleaseEvidence> = {}): ReleaseEvidence => ({
  quality: 'pending',
  head: { personId: 'head-person', name: '李质量', login: 'quality' },
  ownedByHead: true,
  remainingGrams: 10_000_000,
  holds: [],
  recalled: false,
  openFindings: [],
  samples: 1,
  reports: [aReport()],
  packages: 500,
  ...change,
});

const reds = (change: Partial<ReleaseEvidence>) =>
  redLines(releaseChecklist(ready(change))).map(({ ruleId }) => ruleId);

describe('the release checklist', () => {
  it('has nothing red for a batch that is in order', () => {
    expect(redLines(releaseChecklist(ready()))).toEqual([]);
  });

  it('gives every line its evidence in both languages and its clause', () => {
    for (const line of releaseChecklist(ready({ holds: [{ reason: '复核' }], reports: [] })))
      expect([line.evidence.zh, line.evidence.en, line.topic.zh, line.citation].every((text) => text !== '')).toBe(
        true,
      );
  });

  it('never claims to have seen a retained sample', () => {
    expect(releaseChecklist(ready()).find(({ ruleId }) => ruleId === 'R-23')?.state).toBe('amber');
  });

  it.each([
    [0, 'amber'],
    [500, 'green'],
  ] as const)('with %p packages the packing line is %s', (packages, state) => {
    expect(releaseChecklist(ready({ packages })).find(({ ruleId }) => ruleId === 'R-19')?.state).toBe(state);
  });

  it.each<[string, Partial<ReleaseEvidence>, string[]]>([
    ['released before', { quality: 'released' }, ['R-21']],
    ['rejected', { quality: 'rejected' }, ['R-21']],
    ['with nothing left', { remainingGrams: 0 }, ['R-21']],
    ['of another organisation', { ownedByHead: false }, ['R-21']],
    ['on hold twice', { holds: [{ reason: 'a' }, { reason: 'b' }] }, ['R-26', 'R-26']],
    ['recalled', { recalled: true }, ['R-26']],
    [
      'with a blocking finding',
      { openFindings: [{ ruleId: 'R-12', level: 'block', message: { zh: '安全间隔期未满', en: 'too early' } }] },
      ['R-12'],
    ],
    [
      'with a warning only',
      { openFindings: [{ ruleId: 'R-15', level: 'warn', message: { zh: '月份', en: 'month' } }] },
      [],
    ],
    ['never sampled', { samples: 0 }, ['R-21']],
    ['without a report', { reports: [] }, ['R-21']],
    ['whose report fails', { reports: [aReport({ judgement: 'fail', items: [item('phillyrin', 'fail')] })] }, ['R-21']],
    [
      'with an item not tested',
      {
        reports: [
          aReport({ judgement: 'incomplete', items: [item('water', 'pass'), item('phillyrin', 'not-tested')] }),
        ],
      },
      ['R-21'],
    ],
    [
      'with an optional item not judged',
      { reports: [aReport({ items: [item('water', 'pass'), item('pesticide', 'not-judged', false)] })] },
      [],
    ],
    [
      'tested under an edition not held',
      {
        reports: [
          aReport({
            judgement: 'incomplete',
            notJudged: 'edition-not-held',
            items: [item('water', 'not-judged', false)],
          }),
        ],
      },
      ['R-21'],
    ],
    ['whose tester reviewed', { reports: [aReport({ reviewer: '陈 思敏' })] }, ['R-22']],
    ['tested by the releaser', { reports: [aReport({ tester: '李质量' })] }, ['R-22']],
    ['reviewed by the releaser’s login', { reports: [aReport({ reviewer: 'Quality' })] }, ['R-22']],
    ['whose report the releaser entered', { reports: [aReport({ enteredBy: 'head-person' })] }, ['R-22']],
  ])('of a batch %s is red in %j', (_, change, rules) => {
    expect(reds(change)).toEqual(rules);
  });

  it('reads two reports together: what one left open the other may answer', () => {
    const first = aReport({
      number: 'A',
      judgement: 'incomplete',
      items: [item('water', 'pass'), item('so2', 'not-tested')],
    });
    const second = aReport({
      number: 'B',
      judgement: 'incomplete',
      items: [item('water', 'not-tested'), item('so2', 'pass')],
    });
    expect(reds({ reports: [first, second] })).toEqual([]);
  });

  it('does not let a later pass outweigh an earlier failure', () => {
    const failed = aReport({ number: 'A', judgement: 'fail', items: [item('phillyrin', 'fail')] });
    expect(reds({ reports: [failed, aReport({ number: 'B' })] })).toEqual(['R-21']);
  });

  it('takes a withdrawn report for no evidence, and shows it all the same', () => {
    const withdrawn = { reason: '录入了另一样品的结果', replacement: 'report-2' };
    const failing = aReport({ judgement: 'fail', items: [item('phillyrin', 'fail')], withdrawn });
    const lines = releaseChecklist(ready({ reports: [failing, aReport({ id: 'report-2', number: 'JY-2' })] }));
    expect(redLines(lines)).toEqual([]);
    expect(lines.find(({ ruleId }) => ruleId === 'R-27')).toMatchObject({ state: 'amber' });
    expect(reds({ reports: [failing] })).toEqual(['R-21']);
  });
});
