/** An instrument a report names, with the last day its calibration holds. */
export interface Instrument {
  name: string;
  number: string;
  calibratedUntil: string;
}

/**
 * R-22 (GAP 2022, chapter 质量检验: instruments are calibrated and the record names them): those whose calibration had run
 * out on the day of the test. The last day itself is good.
 */
export function outOfCalibration(instruments: readonly Instrument[], testedOn: string): Instrument[] {
  return instruments.filter(({ calibratedUntil }) => calibratedUntil < testedOn);
}
