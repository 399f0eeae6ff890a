import type { RunStep } from './processing.facts.js';

/** What was written down for one parameter of a step: where it stands in the body, and the text. */
export interface Reading {
  path: string;
  value: string;
}

/** Fields of a step that are no parameters. */
const APART = new Set(['kind', 'startedAt', 'endedAt', 'parameters', 'curve', 'evidence']);

/**
 * Everything a step tells, by parameter. Lowest and highest temperature and the points of a curve are readings of the one
 * parameter `celsius`; how long it took is told by its times, and nobody types it.
 */
export function readingsOf(step: RunStep): Map<string, Reading[]> {
  const readings = new Map<string, Reading[]>();
  const add = (code: string, path: string, value: string) =>
    readings.set(code, [...(readings.get(code) ?? []), { path, value }]);
  for (const [code, value] of Object.entries(step))
    if (!APART.has(code) && typeof value === 'string') add(ONE_PARAMETER[code] ?? code, code, value);
  Object.entries(step.parameters ?? {}).forEach(([code, value], index) =>
    add(ONE_PARAMETER[code] ?? code, `parameters.${index}.value`, value),
  );
  step.curve?.forEach(({ celsius }, index) => add('celsius', `curve.${index}.celsius`, celsius));
  step.curve?.forEach(({ humidityPercent }, index) => {
    if (humidityPercent !== undefined) add('humidityPercent', `curve.${index}.humidityPercent`, humidityPercent);
  });
  const minutes = (Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 60_000;
  add('minutes', 'endedAt', String(Math.round(minutes * 10) / 10));
  return readings;
}

const ONE_PARAMETER: Readonly<Record<string, string>> = { celsiusMin: 'celsius', celsiusMax: 'celsius' };

/** The highest of some readings, as it was written. */
export function highest(readings: readonly Reading[]): Reading | undefined {
  return readings.reduce<Reading | undefined>(
    (top, reading) => (top === undefined || Number(reading.value) > Number(top.value) ? reading : top),
    undefined,
  );
}
