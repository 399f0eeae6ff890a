import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';

/** A band of temperature that goods travel in, in °C; null is no bound. */
export interface Climate {
  code: string;
  zh: string;
  min: string | null;
  max: string | null;
}

/** R-30 (GSP 2016, appendix on transport): a reading outside the band that was agreed for the journey. */
export function climateKept(climate: Climate | undefined, celsius: string | undefined): FindingDraft[] {
  if (climate === undefined || celsius === undefined) return [];
  const { min, max, zh } = climate;
  const outside = (min !== null && new Big(celsius).lt(min)) || (max !== null && new Big(celsius).gt(max));
  if (!outside) return [];
  const band = { zh: `${min ?? ''}–${max ?? ''} ℃`, en: `${min ?? ''}–${max ?? ''} °C` };
  return [
    {
      ruleId: 'R-30',
      level: 'warn',
      message: {
        zh: `运输温度 ${celsius} ℃ 超出${zh}（${band.zh}）`,
        en: `${celsius} °C in transport is outside the agreed ${band.en}`,
      },
    },
  ];
}
