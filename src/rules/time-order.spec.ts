import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { timeOrder } from './time-order.js';

/** The fact of the birth, recorded the evening after. */
const recorded = (at: string): string => v7({ msecs: Date.parse(at) });
const lot = (bornAt: string, recordedAt = '2025-08-20T20:00:00+08:00') => ({
  id: `lot of ${bornAt}`,
  ...{ bornAt, bornFact: recorded(recordedAt) },
});
const day = (text: string): string => `2025-08-${text}:00+08:00`;
const name = { zh: '加工', en: 'the run' };

describe('R-25: the order of times between acts', () => {
  it.each<[string, string | undefined, string, string[], string]>([
    ['begins after all were there', day('04T08:00'), day('06T18:00'), [day('03T10:00'), day('02T10:00')], ''],
    ['begins at the very moment', day('03T10:00'), day('06T18:00'), [day('03T10:00')], ''],
    ['begins a minute too soon and ends after', day('03T09:59'), day('06T18:00'), [day('03T10:00')], 'R-25 warn'],
    ['ends at the very moment', day('03T08:00'), day('03T10:00'), [day('03T10:00')], 'R-25 warn'],
    ['is over a minute too soon', day('03T08:00'), day('03T09:59'), [day('03T10:00')], 'R-25 block'],
    ['is over before one of many', day('03T08:00'), day('04T08:00'), [day('03T07:00'), day('05T08:00')], 'R-25 block'],
    ['has one moment, after', undefined, day('03T10:00'), [day('03T10:00')], ''],
    ['has one moment, before', undefined, day('03T09:59'), [day('03T10:00')], 'R-25 block'],
    ['is written in another zone', undefined, '2025-08-03T02:00:00Z', [day('03T10:00')], ''],
    ['is written in another zone, too soon', undefined, '2025-08-03T01:59:59Z', [day('03T10:00')], 'R-25 block'],
    ['draws nothing', undefined, day('03T09:59'), [], ''],
  ])('what %s', (_, startedAt, at, born, expected) => {
    const doing = { name, at, ...(startedAt === undefined ? {} : { startedAt }) };
    const drafts = timeOrder(
      doing,
      born.map((time) => lot(time)),
    );
    expect(drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join()).toBe(expected);
  });

  it('says nothing of a lot whose time is that of its record: it was not said', () => {
    const born = '2025-08-20T12:00:00.000Z';
    expect(timeOrder({ name, at: day('03T10:00') }, [lot(born, '2025-08-20T12:00:00.300Z')])).toEqual([]);
    expect(timeOrder({ name, at: day('03T10:00') }, [lot(born, '2025-08-20T12:01:01.000Z')])).toHaveLength(1);
  });

  it('names the latest lot, both times, and how many more', () => {
    const [draft] = timeOrder({ name, at: day('01T10:00') }, [lot(day('03T10:00')), lot(day('05T10:00'))]);
    expect(draft!.message.zh).toBe(
      '加工完成于 2025-08-01T10:00:00+08:00，早于所用批次 lot of 2025-08-05T10:00:00+08:00 的产生时间 2025-08-05T10:00:00+08:00（另有 1 批）',
    );
    expect(draft!.message.en).toMatch(/^the run was over at .*, before its lot .* \(and 1 more\)$/);
  });
});
