import { describe, expect, it } from '@jest/globals';
import { outOfCalibration } from './instrument-calibration.js';

const hplc = (calibratedUntil: string) => ({ name: '高效液相色谱仪', number: 'HPLC-02', calibratedUntil });

describe('R-22: instruments in calibration on the day of the test', () => {
  it.each([
    ['the day before', '2025-08-15', 1],
    ['the day itself', '2025-08-16', 0],
    ['the day after', '2025-08-17', 0],
  ])('calibrated until %s', (_, until, broken) =>
    expect(outOfCalibration([hplc(until), hplc('2026-01-01')], '2025-08-16')).toHaveLength(broken),
  );
  it('nothing is broken where none is named', () => expect(outOfCalibration([], '2025-08-16')).toEqual([]));
});
