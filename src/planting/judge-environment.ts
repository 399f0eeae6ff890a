import type { FieldFault } from '../platform/errors.js';
import type { Medium } from './environment.dto.js';
import { soilClass, type SoilTables } from './soil-class.js';
import { airVerdict, waterVerdict, type AirLimit, type WaterLimit } from './water-and-air.js';

/** environment.json, as far as it is computed with. */
export interface EnvironmentDocument {
  validityYears: Record<Medium, number>;
  /** What laboratories call an item, by its code. */
  names?: Readonly<Record<string, string>>;
  soil: SoilTables & { unit: string };
  irrigationWater: { items: WaterLimit[] };
  air: { items: AirLimit[] };
}

interface Result {
  item: string;
  value: string;
  unit: string;
  period?: string;
}

/** The codes a report on this medium may state. */
function codesOf(medium: Medium, { soil, irrigationWater, air }: EnvironmentDocument): string[] {
  if (medium === 'water') return irrigationWater.items.map(({ code }) => code);
  if (medium === 'air') return air.items.map(({ code }) => code);
  return Object.keys({ ...soil.screening, ...soil.control, ...soil.otherScreening });
}

/**
 * The results with each item by its code, whether stated by code or by name. An item of neither is a fault: it would be
 * kept and never judged; so is an item stated under two names, of which nobody knows which value counts.
 */
export function namedItems<T extends Result>(
  medium: Medium,
  results: readonly T[],
  document: EnvironmentDocument,
): { results: T[]; faults: FieldFault[] } {
  const codes = codesOf(medium, document);
  const names = new Map(Object.entries(document.names ?? {}));
  const expected = codes.map((code) => `${code} ${[...names].find(([, of]) => of === code)?.[0] ?? ''}`.trim());
  const seen = new Set<string>();
  const faults: FieldFault[] = [];
  const named = results.map((line, index) => {
    const code = [line.item, names.get(line.item)].find((known) => known !== undefined && codes.includes(known));
    const fault = (zh: string, en: string) =>
      faults.push({ path: `results.${index}.item`, value: line.item, message: { zh, en } });
    if (code === undefined) {
      fault(
        `不是已知的检测项目，应为：${expected.join('、')}`,
        `is no known item; expected one of ${expected.join(', ')}`,
      );
      return line;
    }
    if (seen.has(`${code} ${line.period}`)) fault(`与前面的 ${code} 重复`, `names ${code} twice`);
    seen.add(`${code} ${line.period}`);
    return { ...line, item: code };
  });
  return { results: named, faults };
}

/** A value in another unit than its table is refused, not converted: a factor of a thousand is a typing error too often. */
export function unitFaults(medium: Medium, results: readonly Result[], document: EnvironmentDocument): FieldFault[] {
  return results.flatMap(({ item, unit }, index) => {
    const wanted = unitOf(medium, item, document);
    if (wanted === undefined || wanted === unit) return [];
    return [
      {
        path: `results.${index}.unit`,
        value: unit,
        message: { zh: `${item} 的单位应为“${wanted || '无'}”`, en: `the unit of ${item} is "${wanted}"` },
      },
    ];
  });
}

function unitOf(medium: Medium, item: string, { soil, irrigationWater, air }: EnvironmentDocument): string | undefined {
  if (medium === 'soil') return soil.unit;
  if (medium === 'water') return irrigationWater.items.find(({ code }) => code === item)?.unit || undefined;
  const limit = air.items.find(({ code }) => code === item);
  return limit && (limit.unit ?? 'µg/m³');
}

/** The verdict on a report, and the items beyond their limits. */
export function judgeEnvironment(
  medium: Medium,
  report: { ph?: string | undefined; results: readonly Result[] },
  { soil, irrigationWater, air }: EnvironmentDocument,
): { verdict: string; exceeded: string[] } {
  if (medium === 'water') return waterVerdict(report.results, irrigationWater.items);
  if (medium === 'air') return airVerdict(report.results, air.items);
  return soilClass(report.ph, Object.fromEntries(report.results.map(({ item, value }) => [item, value])), soil);
}

/** The last day of a test without one of its own: the usual term after sampling. */
export function validUntil(medium: Medium, sampledOn: string, { validityYears }: EnvironmentDocument): string {
  const year = Number(sampledOn.slice(0, 4)) + validityYears[medium];
  // 29 February plus years may not exist; the day before does.
  return `${year}${sampledOn.slice(4) === '-02-29' ? '-02-28' : sampledOn.slice(4)}`;
}
