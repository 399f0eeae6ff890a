import Big from 'big.js';

/** A limit of irrigation water (GB 5084, environment.json). */
export interface WaterLimit {
  code: string;
  max?: string;
  range?: readonly [string, string];
  unit: string;
}

/** Limits of air (GB 3095 class II) by averaging time. */
export type AirLimit = { code: string; unit?: string } & Partial<Record<'annual' | 'h24' | 'h8' | 'h1', string>>;

export type EnvironmentVerdict = '合格' | '不合格' | '未判定';

interface Value {
  item: string;
  value: string;
  /** Averaging time of an air value. */
  period?: string | undefined;
}

/** Irrigation water by GB 5084: each item within its limit. An item nobody knows leaves the whole not judged. */
export function waterVerdict(values: readonly Value[], limits: readonly WaterLimit[]) {
  return verdictOf(values, (value) => {
    const limit = limits.find(({ code }) => code === value.item);
    if (limit === undefined) return undefined;
    if (limit.range !== undefined)
      return new Big(value.value).gte(limit.range[0]) && new Big(value.value).lte(limit.range[1]);
    return limit.max === undefined ? undefined : new Big(value.value).lte(limit.max);
  });
}

/** Air by GB 3095 class II: each value against the limit of its averaging time. */
export function airVerdict(values: readonly Value[], limits: readonly AirLimit[]) {
  return verdictOf(values, (value) => {
    const limit = limits.find(({ code }) => code === value.item)?.[value.period as 'annual'];
    return limit === undefined ? undefined : new Big(value.value).lte(limit);
  });
}

function verdictOf(
  values: readonly Value[],
  holds: (value: Value) => boolean | undefined,
): { verdict: EnvironmentVerdict; exceeded: string[] } {
  const judged = values.map((value) => ({ item: value.item, holds: holds(value) }));
  const exceeded = judged.flatMap((line) => (line.holds === false ? [line.item] : []));
  if (exceeded.length > 0) return { verdict: '不合格', exceeded };
  const open = judged.length === 0 || judged.some((line) => line.holds === undefined);
  return { verdict: open ? '未判定' : '合格', exceeded: [] };
}
