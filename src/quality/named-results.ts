import Big from 'big.js';
import type { Bilingual, FieldFault } from '../platform/errors.js';
import type { ApplicableLimits } from '../herbs/limits-for.js';
import type { ReferenceFiles } from '../herbs/reference-files.js';
import { unitFaults, type Result } from './judge-report.js';
import { qualitativeOf } from './qualitative-result.js';

/** What the reference data calls its items, whether or not a limit holds for the herb at hand (seeds/reference/items.json). */
export type ItemNames = Partial<ReferenceFiles['items']>;

/** A result as it was entered: `item` may be the code, the Chinese or English name or an alias in any case, `qualitative` any usual word. */
export interface EnteredResult {
  item: string;
  value?: string | null;
  qualitative?: string | null;
  unit?: string | null;
  method?: string | null;
  belowLoq?: boolean;
  basis?: 'dried' | 'as-is';
}

/**
 * Brings entered results into the vocabulary of the limits, or says with its path what cannot be read: an unknown
 * qualitative word, an item given twice (in whatever case), a value nothing can have, a unit that is not the limit's (never converted), a line that says nothing.
 */
export function namedResults(
  entered: readonly EnteredResult[],
  applicable: ApplicableLimits | null,
  names: ItemNames,
): { results: Result[]; faults: FieldFault[] } {
  const limits = applicable?.limits ?? [];
  const codes = codesByName(limits, applicable?.undecided ?? [], names);
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  const results = entered.map((line, index): Result => {
    const item = codes.get(folded(line.item)) ?? line.item.trim();
    if (seen.has(folded(item))) faults.push(fault(index, 'item', line.item, '项目重复', 'is given twice'));
    seen.add(folded(item));
    const impossible = impossibleValue(line);
    if (impossible !== undefined) faults.push(fault(index, 'value', line.value, impossible.zh, impossible.en));
    const qualitative = line.qualitative ? qualitativeOf(line.qualitative) : undefined;
    if (line.qualitative && qualitative === undefined)
      faults.push(
        fault(
          index,
          'qualitative',
          line.qualitative,
          '应为 符合规定、不符合规定、未检出、检出',
          'must be conforms, does-not-conform, not-detected or detected',
        ),
      );
    return {
      item,
      value: line.value ?? null,
      qualitative: qualitative ?? null,
      unit: line.unit === '' ? null : (line.unit ?? null),
      method: line.method === '' ? null : (line.method ?? null),
      belowLoq: line.belowLoq ?? false,
      basis: line.basis ?? null,
    };
  });
  for (const { index, got, expected } of unitFaults(results, limits))
    faults.push(
      fault(index, 'unit', got, `应为 ${expected}，单位不换算`, `must be ${expected}; units are not converted`),
    );
  return { results, faults };
}

/** What no laboratory can have measured: less than nothing, more than all of it. */
function impossibleValue({ value, unit }: EnteredResult): Bilingual | undefined {
  if (value === undefined || value === null) return undefined;
  if (value.startsWith('-')) return { zh: '不能为负数', en: 'must not be negative' };
  const percentage = unit?.normalize('NFKC').includes('%') === true;
  return percentage && new Big(value).gt(100) ? { zh: '百分比不能超过 100', en: 'must not be above 100 %' } : undefined;
}

/** Codes by every name they go by; what the limits at hand say themselves comes last and wins. */
function codesByName(
  limits: ApplicableLimits['limits'],
  undecided: readonly string[],
  { items = [], aliases = [] }: ItemNames,
): ReadonlyMap<string, string> {
  return new Map([
    ...items.flatMap(({ code, name }) => [name.zh, name.en, code].map((each) => [folded(each), code] as const)),
    ...limits.flatMap(({ name, item }) => name.en.split('/').map((each) => [folded(each), item] as const)),
    ...aliases.flatMap(({ item, names }) => names.map((each) => [folded(each), item] as const)),
    ...shortNames(limits),
    ...undecided.map((item) => [folded(item), item] as const),
    ...limits.flatMap(({ name, item }) => [name.en, name.zh, item].map((each) => [folded(each), item] as const)),
  ]);
}

/** Item codes and names as they are compared: without case, spaces, brackets, hyphens, marks of width and what cannot be seen. */
function folded(item: string): string {
  return item
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Pd}\s()_]/gu, '')
    .toLowerCase();
}

/** Names as laboratories shorten them, 杂质 for 杂质(核壳等) and 铅 for 铅 Pb, where only one item can be meant. */
function shortNames(limits: ApplicableLimits['limits']): (readonly [string, string])[] {
  const meant = new Map<string, Set<string>>();
  for (const { name, item } of limits) {
    const short = folded(name.zh.normalize('NFKC').split(/[\s(]/u)[0] ?? '');
    meant.set(short, (meant.get(short) ?? new Set()).add(item));
  }
  return [...meant].flatMap(([short, items]) =>
    items.size === 1 && short !== '' ? [[short, [...items][0] ?? '']] : [],
  );
}

function fault(index: number, field: string, value: unknown, zh: string, en: string): FieldFault {
  return { path: `results.${index}.${field}`, value, message: { zh, en } };
}
