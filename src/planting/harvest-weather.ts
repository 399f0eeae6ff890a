import type { FindingDraft } from '../rules/finding.js';

/** not gathered in rain or dew-wet (GAP 2022 采收与产地加工章: 避免雨淋). Weather as it was written down. */
export function harvestWeather(weather: string | undefined): FindingDraft[] {
  if (weather === undefined || !/雨|雪|rain|snow/iu.test(weather) || /雨后|雨停|雨前|无雨|未下雨/u.test(weather))
    return [];
  return [
    {
      ruleId: 'R-15',
      level: 'warn',
      message: { zh: `采收时天气为“${weather}”，应避免雨淋`, en: `gathered in "${weather}"; herbs are kept from rain` },
    },
  ];
}
