import { describe, expect, it } from '@jest/globals';
import { receivingVerdict, type Delivery, type DeliveryLine, type ReasonCode } from './receiving-verdict.js';

const REPORT = {
  number: 'JY-1',
  judgement: 'pass',
  lines: [{ item: 'phillyrin', name: '连翘苷', value: '0.24', unit: '%', verdict: 'pass' }],
};
const LINE: DeliveryLine = {
  ...{
    lot: 'L',
    number: 'AZ-1',
    grams: 10_000,
    quality: 'released',
    sourceRejected: false,
    holds: [],
    reports: [REPORT],
  },
  ...{ reused: [], chain: true, intervalOverrides: [], excursions: [] },
};
const line = (change: Partial<DeliveryLine>): Partial<Delivery> => ({ lines: [{ ...LINE, ...change }] });
const delivery = (change: Partial<Delivery> = {}): Delivery => ({
  ...{ addressed: true, underWay: true, codeVoid: false, reason: 'sale', needsRelease: true, lines: [LINE] },
  ...{ ownLimits: new Map(), today: '2025-09-01', weightTolerancePermille: 5 },
  supplier: {
    wanted: ['药品经营许可证'],
    licences: [{ kind: '药品经营许可证', expiresOn: '2025-09-01' }],
    auditedUntil: undefined,
  },
  ...change,
});
const supplier = (change: Partial<Delivery['supplier']>): Partial<Delivery> => ({
  supplier: { ...delivery().supplier, ...change },
});
const limits = (kind: 'max' | 'min', value: string, unit = '%'): Partial<Delivery> => ({
  ownLimits: new Map([['L', [{ item: 'phillyrin', kind, value, unit }]]]),
});
const report = (change: object) => line({ reports: [{ ...REPORT, ...change }] });
const failed = { ...REPORT.lines[0]!, verdict: 'fail' };
const hold = (authority: string, binding: boolean) => line({ holds: [{ authority, reason: '待查', binding }] });

describe('the verdict at the gate', () => {
  it('is green when nothing speaks against it', () =>
    expect(receivingVerdict(delivery())).toEqual({ verdict: '可以验收', reasons: [] }));

  const TABLE: [code: ReasonCode, level: 'block' | 'confirm', breaks: Partial<Delivery>, keeps: Partial<Delivery>][] = [
    ['not-addressed', 'block', { addressed: false }, {}],
    ['not-under-way', 'block', { underWay: false }, {}],
    ['code-void', 'block', { codeVoid: true }, {}],
    ['weight-differs', 'confirm', line({ weighedGrams: 10_051 }), line({ weighedGrams: 10_050 })],
    ['weight-differs', 'confirm', line({ weighedGrams: 9_949 }), line({ weighedGrams: 9_950 })],
    ['rejected', 'block', line({ quality: 'rejected' }), {}],
    ['rejected', 'block', line({ sourceRejected: true }), {}],
    ['not-released', 'block', line({ quality: 'pending' }), { ...line({ quality: 'pending' }), needsRelease: false }],
    ['no-report', 'confirm', line({ reports: [] }), { ...line({ reports: [] }), needsRelease: false }],
    ['report-over-limit', 'block', report({ lines: [failed] }), report({})],
    ['report-over-limit', 'block', report({ judgement: 'fail' }), report({ judgement: 'incomplete' })],
    ['report-reused', 'block', line({ reused: ['报告编号 JY-1 已用于另一批次'] }), {}],
    ['internal-limit', 'confirm', limits('min', '0.25'), limits('min', '0.24')],
    ['internal-limit', 'confirm', limits('max', '0.23'), limits('max', '0.24')],
    ['internal-limit', 'confirm', limits('min', '0.25'), limits('min', '0.25', 'mg/g')],
    ['hold', 'block', hold('regulator', true), {}],
    ['hold', 'confirm', hold('company', false), {}],
    ['recall', 'block', hold('recall', true), {}],
    ['licence-expired', 'block', supplier({ licences: [{ kind: '药品经营许可证', expiresOn: '2025-08-31' }] }), {}],
    ['licence-missing', 'confirm', supplier({ licences: [] }), supplier({ wanted: [], licences: [] })],
    ['audit-expired', 'confirm', supplier({ auditedUntil: '2025-08-31' }), supplier({ auditedUntil: '2025-09-01' })],
    ['chain-incomplete', 'confirm', line({ chain: false }), {}],
    ['phi-override', 'confirm', line({ intervalOverrides: ['差 2 天'] }), {}],
    ['climate-excursion', 'confirm', line({ excursions: ['26 ℃'] }), {}],
  ];
  it.each(TABLE)('%s (%s)', (code, level, breaks, keeps) => {
    const { verdict, reasons } = receivingVerdict(delivery(breaks));
    expect(reasons.map((each) => [each.code, each.level])).toEqual([[code, level]]);
    expect(verdict).toBe(level === 'block' ? '不可验收' : '需人工确认');
    for (const { message, citation } of reasons)
      expect([message.zh, message.en, citation].every((text) => text.length > 3)).toBe(true);
    expect(receivingVerdict(delivery(keeps)).reasons.map((each) => each.code)).not.toContain(code);
  });

  it('tells every reason of every line, and the worst decides', () => {
    const bad = { ...LINE, lot: 'M', chain: false, holds: [{ authority: 'recall', reason: '农残', binding: true }] };
    const { verdict, reasons } = receivingVerdict(delivery({ lines: [{ ...LINE, excursions: ['26 ℃'] }, bad] }));
    expect(verdict).toBe('不可验收');
    expect(reasons.map(({ code, lot }) => [code, lot])).toEqual([
      ['climate-excursion', 'L'],
      ['recall', 'M'],
      ['chain-incomplete', 'M'],
    ]);
  });
});
