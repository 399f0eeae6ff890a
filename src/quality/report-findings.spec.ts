import { describe, expect, it } from '@jest/globals';
import type { JudgedItem } from './judge-report.js';
import { reportFindings, type IssuedReport } from './report-findings.js';

const line = (verdict: JudgedItem['verdict'], rounded: string): JudgedItem => ({
  item: 'phillyrin',
  name: { zh: '连翘苷', en: 'Phillyrin' },
  mandatory: true,
  limit: { kind: 'min', value: '0.15', unit: '%', decimals: 2 },
  value: rounded,
  rounded,
  qualitative: null,
  belowLoq: false,
  basis: null,
  dried: null,
  unit: '%',
  method: null,
  verdict,
});

const issued = (change: Partial<IssuedReport> = {}): IssuedReport => ({
  number: 'JY-2025-0722',
  testedOn: '2025-07-22',
  sampledOn: '2025-07-16',
  tester: '陈思敏',
  reviewer: '周国梁',
  judged: { judgement: 'pass', notJudged: null, items: [line('pass', '0.24')] },
  testerPerson: null,
  reviewerPerson: null,
  instruments: [],
  receivedOn: null,
  ...change,
});

describe('R-21, R-22: what a report breaks', () => {
  it('is nothing when it passes', () => {
    expect(reportFindings(issued())).toEqual([]);
  });

  it('is R-21 when a line fails, saying result and limit', () => {
    const failing = issued({ judged: { judgement: 'fail', notJudged: null, items: [line('fail', '0.11')] } });
    expect(reportFindings(failing)).toEqual([
      {
        ruleId: 'R-21',
        level: 'block',
        message: {
          zh: '报告 JY-2025-0722 不合格：连翘苷 0.11 (≥0.15 %)',
          en: 'report JY-2025-0722 fails: Phillyrin 0.11 (≥0.15 %)',
        },
      },
    ]);
  });

  it.each<[string, Partial<IssuedReport>, string, string]>([
    ['tester and reviewer are one', { reviewer: '陈思敏' }, 'R-22', 'block'],
    ['the test is older than the sample', { testedOn: '2025-07-15' }, 'R-21', 'block'],
    ['login and name mean one person', { testerPerson: 'p1', reviewerPerson: 'p1' }, 'R-22', 'block'],
    ['the test is older than the arrival', { receivedOn: '2025-07-23' }, 'R-21', 'block'],
    [
      'an instrument was out of calibration',
      { instruments: [{ name: '液相', number: 'H-1', calibratedUntil: '2025-07-21' }] },
      'R-22',
      'block',
    ],
  ])('when %s: %j', (_, change, ruleId, level) => {
    expect(reportFindings(issued(change))).toMatchObject([{ ruleId, level }]);
  });

  it('is nothing when sampled and tested on one day', () => {
    expect(reportFindings(issued({ testedOn: '2025-07-16' }))).toEqual([]);
  });
});
