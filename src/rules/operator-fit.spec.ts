import { describe, expect, it } from '@jest/globals';
import { operatorFit } from './operator-fit.js';

const TERMS = { works: { 施药: ['training', 'health'], 拣选: ['health'] } } as const;
const good = { trainedUntil: '2026-03-01', healthyUntil: '2026-05-01', fit: true };

describe('R-08: operators have been trained and are healthy', () => {
  it.each([
    ['施药', good, '2026-03-01', ''],
    ['施药', good, '2026-03-02', '1 人培训已过期'],
    ['施药', { ...good, trainedUntil: '2027-01-01' }, '2026-05-01', ''],
    ['施药', { ...good, trainedUntil: '2027-01-01' }, '2026-05-02', '1 人健康证已过期'],
    ['施药', { ...good, trainedUntil: null }, '2026-01-01', '1 人没有培训记录'],
    ['施药', { ...good, healthyUntil: null, fit: null }, '2026-01-01', '1 人没有健康检查记录'],
    ['施药', { ...good, fit: false }, '2026-01-01', '1 人健康检查结论为不适合'],
    ['施药', undefined, '2026-01-01', '1 人没有培训记录，1 人没有健康检查记录'],
    ['拣选', { ...good, trainedUntil: null }, '2026-01-01', ''],
    ['拣选', undefined, '2026-01-01', '1 人没有健康检查记录'],
    ['除草', undefined, '2026-01-01', ''],
  ])('%s by %j on %s: %s', (work, record, day, expected) => {
    const drafts = operatorFit(work, [record], day, TERMS);
    expect(drafts.map(({ ruleId, level, message }) => [ruleId, level, message.zh])).toEqual(
      expected === '' ? [] : [['R-08', 'warn', `${work}的操作人中${expected}`]],
    );
  });

  it('counts people, and makes one finding of all of them', () => {
    const [draft, more] = operatorFit('施药', [good, undefined, undefined], '2026-01-01', TERMS);
    expect([draft!.message.zh, more]).toEqual(['施药的操作人中2 人没有培训记录，2 人没有健康检查记录', undefined]);
  });
});
