import { describe, expect, it } from '@jest/globals';
import { correctionFault, type Correctable } from './correction-fault.js';

const report: Correctable = { id: 'JY-1', organisationId: 'lab', sampleId: 'sample', withdrawn: null };
const other: Correctable = { ...report, id: 'JY-2' };
const gone = { withdrawn: { reason: '录入错误' } };

describe('R-27: a record is corrected beside itself, once', () => {
  it.each<[string, Correctable, Correctable | null | undefined, string | undefined]>([
    ['withdrawn, with nothing in its place', report, undefined, undefined],
    ['replaced by another report on the same sample', report, other, undefined],
    ['withdrawn a second time', { ...report, ...gone }, undefined, 'corrected-before'],
    ['replaced after it was withdrawn', { ...report, ...gone }, other, 'corrected-before'],
    ['replaced by itself', report, report, 'no-replacement'],
    ['replaced by what does not exist', report, null, 'no-replacement'],
    ['replaced by a report on another sample', report, { ...other, sampleId: 'another' }, 'no-replacement'],
    ['replaced by a report of another laboratory', report, { ...other, organisationId: 'else' }, 'no-replacement'],
    ['replaced by what was withdrawn too', report, { ...other, ...gone }, 'no-replacement'],
  ])('%s', (_, corrected, replacement, fault) => expect(correctionFault(corrected, replacement)).toBe(fault));
});
