import { ClimateStage } from './climate-stage.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

const SENSORS = 70;
const READINGS = amount(100_000, 2_000);

/**
 * K1 of the goals: a hundred thousand readings of a file, idempotent, checked, summed by the hour and judged, against rows that
 * are merely brought in, by COPY and by one INSERT of arrays, into a table with the same key.
 */
export async function climateCases(stage: Stage): Promise<Comparison[]> {
  const climate = await ClimateStage.of(stage, SENSORS);
  const ours = () => climate.upload(READINGS);
  return [
    {
      ...{
        goal: 'K1',
        what: '100,000 readings of a file, judged and summed',
        unit: 'readings/s',
        kind: 'rate',
        wanted: 0.3,
      },
      ...{ ours, bare: () => climate.bareArrays(READINGS), bareName: 'one INSERT of arrays' },
    },
    {
      ...{ goal: 'K1', what: 'the same against COPY', unit: 'readings/s', kind: 'rate', wanted: 0.15 },
      ...{ ours, bare: () => climate.bareCopy(READINGS), bareName: 'COPY' },
    },
  ];
}
