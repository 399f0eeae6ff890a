import { describe, expect, it } from '@jest/globals';
import type { Verdict } from './judge-report.js';
import type { FindingEvidence, ItemEvidence, ReleaseEvidence, ReportEvidence } from './release-evidence.js';
import { redLines, releaseChecklist, shownChecklist } from './release-checklist.js';

const item = (code: string, verdict: Verdict, mandatory = true): ItemEvidence => ({
  ...{ item: code, nameZh: code, mandatory, verdict, value: '1', dried: null, unit: '%', belowLoq: false },
  qualitative: null,
});

const finding = (change: Partial<FindingEvidence> = {}): FindingEvidence => ({
  ...{ id: 'f', ruleId: 'R-12', level: 'block', factId: 'fact-x', message: { zh: '安全间隔期未满', en: 'too early' } },
  ...{ closedAs: null, closedReason: null, answered: false },
  ...change,
});

const aReport = (change: Partial<ReportEvidence> = {}): ReportEvidence => ({
  id: 'report-1',
  factId: 'fact-1',
  withdrawn: null,
  answered: false,
  laboratory: 'lab',
  sample: 'sample-1',
  judgedUnder: 'ChP2020',
  testerPerson: null,
  reviewerPerson: null,
  signed: true,
  representsGrams: null,
  instruments: 1,
  originals: 1,
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
  lot: 'batch',
  quality: 'pending',
  head: { personId: 'head-person', name: '李质量', login: 'quality' },
  ownedByHead: true,
  remainingGrams: 10_000_000,
  holds: [],
  recalls: [],
  initialGrams: 10_000_000,
  findings: [],
  samples: [
    {
      id: 'sample-1',
      factId: 'fact-s',
      grams: 2000,
      lotGrams: 10_000_000,
      packages: 25,
      received: { sealIntact: true },
    },
  ],
  due: { packages: 25, grams: 100 },
  untestedPesticides: [],
  twins: [],
  internal: [],
  claims: [],
  completeness: { percent: 95, missing: [], late: [] },
  retainedDue: true,
  retained: [{ id: 'kept', factId: 'fact-k', grams: 600 }],
  packings: [{ id: 'packing', factId: 'fact-p' }],
  reports: [aReport()],
  packages: 500,
  ...change,
});

const internal = (results: ItemEvidence[]) => ({
  ...({ item: 'water', kind: 'max', value: '1.0', unit: '%', decimals: 1 } as const),
  ...{ id: 'limit', factId: 'fact-l', reports: [{ id: 'report-1', factId: 'fact-1' }] },
  results,
});

const reds = (change: Partial<ReleaseEvidence>) =>
  redLines(releaseChecklist(ready(change))).map(({ ruleId }) => ruleId);

describe('the release checklist', () => {
  it('has nothing red for a batch that is in order', () => {
    expect(redLines(releaseChecklist(ready()))).toEqual([]);
  });

  it('shows the release of a released batch as done, though it cannot be released again', () => {
    const released = ready({ quality: 'released' });
    expect(shownChecklist(released)[0]).toMatchObject({ state: 'green', advice: null, evidence: { zh: '本批已放行' } });
    expect(redLines(releaseChecklist(released))).toHaveLength(1);
    expect(shownChecklist(ready())).toEqual(releaseChecklist(ready()));
  });

  it('gives every line its evidence in both languages and its clause', () => {
    for (const line of releaseChecklist(ready({ holds: [{ id: 'hold', reason: '复核' }], reports: [] })))
      expect([line.evidence.zh, line.evidence.en, line.topic.zh, line.citation].every((text) => text !== '')).toBe(
        true,
      );
  });

  it('names for every line the records it rests on, with their facts', () => {
    const all = ready({
      ...{
        holds: [{ id: 'hold', reason: '复核' }],
        findings: [finding()],
        internal: [internal([item('water', 'pass')])],
      },
      claims: [{ id: 'claim', factId: 'fact-c', name: { zh: '无硫', en: 'no sulphur' }, missing: [] }],
    });
    const named = releaseChecklist(all).map(({ topic, restsOn }) => [
      topic.zh,
      restsOn.map(({ kind, id, factId }) => [kind, id, factId].join(' ').trim()).join(', '),
    ]);
    expect(named).toEqual([
      ['批次待放行', 'lot batch'],
      ['放行权限', 'lot batch'],
      ['无冻结、无召回', 'hold hold'],
      ['未结的发现项', 'finding f fact-x'],
      ['按批取样', 'sample sample-1 fact-s'],
      ['检验合格', 'report report-1 fact-1'],
      ['企业内控标准', 'limit limit fact-l, report report-1 fact-1'],
      ['检验、复核、放行各一人', 'report report-1 fact-1'],
      ['已包装', 'packing packing fact-p'],
      ['留样在库', 'retained-sample kept fact-k'],
      ['声称“无硫”', 'claim claim fact-c'],
      ['记录完整', 'lot batch'],
    ]);
  });

  it('rests a recall on its hold, and what is missing on the batch that lacks it', () => {
    const of = (change: Partial<ReleaseEvidence>, topic: string) =>
      releaseChecklist(ready(change)).find((one) => one.topic.zh === topic)?.restsOn;
    expect(of({ recalls: [{ id: 'recall' }] }, '无冻结、无召回')).toEqual([
      { kind: 'hold', id: 'recall', factId: null },
    ]);
    const batch = [{ kind: 'lot', id: 'batch', factId: null }];
    expect(of({ samples: [] }, '按批取样')).toEqual(batch);
    expect(of({ reports: [] }, '检验合格')).toEqual(batch);
    expect(of({ retained: [] }, '留样在库')).toEqual(batch);
  });

  it('asks for a retained sample: red without one where the reference data ask for it, else amber', () => {
    const state = (retained: number, retainedDue: boolean) =>
      releaseChecklist(ready({ retained: ready().retained.slice(0, retained), retainedDue })).find(
        ({ topic }) => topic.zh === '留样在库',
      )?.state;
    expect([state(0, true), state(0, false), state(1, true)]).toEqual(['red', 'amber', 'green']);
  });

  it('says in amber what the record wants, and what to do about it', () => {
    const ambers = (change: Partial<ReleaseEvidence>) =>
      releaseChecklist(ready(change))
        .filter(({ state }) => state === 'amber')
        .map(({ ruleId, advice }) => `${ruleId} ${advice === null ? 'no advice' : 'advice'}`);
    expect(ambers({})).toEqual([]);
    const wanting = aReport({ signed: false, instruments: 0, originals: 0 });
    expect(ambers({ reports: [wanting] })).toEqual(['R-22 advice']);
    expect(ambers({ untestedPesticides: ['甲胺磷'] })).toEqual(['R-21 advice']);
    expect(ambers({ completeness: { percent: 60, missing: [{ zh: '种苗', en: 'seed' }], late: [] } })).toEqual([
      'R-27 advice',
    ]);
    expect(ambers({ twins: [{ id: 'report-1', factId: 'fact-1', number: 'JY-1', of: 'JY-0' }] })).toEqual([
      'R-21 advice',
    ]);
    const sample = { id: 's', factId: 'fact-s', grams: 100, lotGrams: null, packages: null, received: null };
    expect(ambers({ samples: [sample] })).toEqual(['R-21 advice', 'R-21 advice']);
    const taken = finding({ level: 'warn', ruleId: 'R-15', closedAs: 'overridden', closedReason: '物候提前' });
    expect(ambers({ findings: [taken] })).toEqual(['R-15 advice']);
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
    ['on hold twice', { holds: ['a', 'b'].map((id) => ({ id, reason: id })) }, ['R-26', 'R-26']],
    ['recalled', { recalls: [{ id: 'hold' }] }, ['R-26']],
    ['with a blocking finding', { findings: [finding()] }, ['R-12']],
    ['with a warning only', { findings: [finding({ ruleId: 'R-15', level: 'warn' })] }, []],
    ['with a finding that was cured', { findings: [finding({ closedAs: 'cured' })] }, []],
    ['with the finding of a failure that re-tests answered', { findings: [finding({ answered: true })] }, []],
    [
      'whose failure re-tests answered',
      {
        reports: [
          aReport({ judgement: 'fail', items: [item('phillyrin', 'fail')], answered: true }),
          aReport({ id: 'report-2', number: 'JY-2' }),
        ],
      },
      [],
    ],
    ['whose report stands for less than the batch', { reports: [aReport({ representsGrams: 9_999_999 })] }, ['R-21']],
    ['whose report stands for all of the batch', { reports: [aReport({ representsGrams: 10_000_000 })] }, []],
    [
      'whose tester and reviewer are one person by their logins',
      { reports: [aReport({ testerPerson: 'p1', reviewerPerson: 'p1' })] },
      ['R-22'],
    ],
    ['tested by the releaser under another name', { reports: [aReport({ testerPerson: 'head-person' })] }, ['R-22']],
    [
      'that a claim no longer fits',
      { claims: [{ id: 'claim', factId: 'fact-c', name: { zh: '无硫', en: 'x' }, missing: [{ zh: 'a', en: 'a' }] }] },
      ['R-29'],
    ],
    [
      'with a claim that fits',
      { claims: [{ id: 'claim', factId: 'fact-c', name: { zh: '无硫', en: 'x' }, missing: [] }] },
      [],
    ],
    ['that never had its own item measured', { internal: [internal([])] }, ['R-21']],
    ['at its own limit', { internal: [internal([item('water', 'pass')])] }, []],
    ['a digit over its own limit', { internal: [internal([{ ...item('water', 'pass'), value: '1.06' }])] }, ['R-21']],
    ['over its own limit once dried', { internal: [internal([{ ...item('water', 'pass'), dried: '2' }])] }, ['R-21']],
    ['with banned pesticides untested', { untestedPesticides: ['甲胺磷'] }, []],
    ['never sampled', { samples: [] }, ['R-21']],
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

  // 50,000 g, of which 600 were retained first and 500 went to the laboratory.
  it.each<[string, number, number, string[]]>([
    ['the whole batch', 50_000, 48_900, []],
    ['what was there when the sample was drawn', 49_400, 48_900, []],
    ['a gram less than that', 49_399, 48_900, ['R-21']],
    ['what the batch still holds after a split, its samples with it', 30_000, 28_900, []],
    ['a gram less than what it holds after a split', 29_999, 28_900, ['R-21']],
  ])('whose report stands for %s: %i g with %i g left', (_, representsGrams, remainingGrams, rules) => {
    const drawn = { id: 'sample-1', factId: 'fact-s', grams: 500, lotGrams: 49_400, packages: 5, received: null };
    const batch = { initialGrams: 50_000, remainingGrams, samples: [drawn] };
    expect(reds({ ...batch, reports: [aReport({ representsGrams })] })).toEqual(rules);
  });

  it('names what was measured without a limit, and is not red for it', () => {
    const report = aReport({ items: [item('water', 'pass'), item('phorat', 'no-limit', false)] });
    const lines = releaseChecklist(ready({ reports: [report] }));
    expect(redLines(lines)).toEqual([]);
    expect(lines.find(({ topic }) => topic.zh === '无限量依据的项目')).toMatchObject({
      state: 'amber',
      evidence: { zh: '报告 JY-1 所检 phorat 无限量依据，未作判定，请核对名称' },
    });
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
    expect(lines.find(({ topic }) => topic.zh === '撤回的报告')).toMatchObject({ ruleId: 'R-27', state: 'amber' });
    expect(reds({ reports: [failing] })).toEqual(['R-21']);
  });
});
