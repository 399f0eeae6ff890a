import Big from 'big.js';
import type { Limit } from '../herbs/limit.js';
import type { ApplicableLimits } from '../herbs/limits-for.js';
import { isOnDriedBasis, onDriedBasis } from './dried-basis.js';
import type { Qualitative } from './qualitative-result.js';
import { roundToLimit } from './round-to-limit.js';

/** One line of a certificate of analysis. `value` is a decimal string, or null when it was not measured. */
export interface Result {
  item: string;
  value: string | null;
  qualitative: Qualitative | null;
  unit: string | null;
  method: string | null;
  /** Below the limit of quantification; `value`, if given, is that limit. */
  belowLoq: boolean;
  /** as-is: a content not yet calculated on the dried product. Left out, it is read as the monograph asks for it. */
  basis?: 'dried' | 'as-is' | null;
}

/** no-limit: measured, but the edition sets nothing for it. not-judged: the limit, or the edition, is not known. */
export type Verdict = 'pass' | 'fail' | 'not-tested' | 'not-judged' | 'no-limit';
export type Judgement = 'pass' | 'fail' | 'incomplete';
export type NotJudged = 'no-edition-in-force' | 'edition-not-held' | 'other-edition';

/** A type and not an interface, because it goes into facts as JSON. */
export type JudgedItem = {
  item: string;
  name: { zh: string; en: string } | null;
  mandatory: boolean;
  limit: { kind: Limit['kind']; value: string | null; unit: string | null; decimals: number | null } | null;
  value: string | null;
  /** The result as it was compared: rounded to the limit's decimals. */
  rounded: string | null;
  /** How it was printed, when that was said. */
  basis: 'dried' | 'as-is' | null;
  /** The content on the dried basis as calculated here, from a result that was printed as-is. */
  dried: string | null;
  qualitative: Qualitative | null;
  belowLoq: boolean;
  unit: string | null;
  method: string | null;
  verdict: Verdict;
};

export interface JudgedReport {
  judgement: Judgement;
  /** Why no line was judged; null when the edition is held. */
  notJudged: NotJudged | null;
  items: JudgedItem[];
}

/**
 * Judges a certificate item by item as a pharmacist does (GAP: 按批检验; pharmacopoeia, 凡例).
 *
 * fail if any limit is broken; otherwise incomplete if a mandatory item is missing, was not measured or cannot be
 * judged; pass only if every mandatory item passes. Without an edition nothing is judged and the report is
 * incomplete: an older edition is never used instead. Units must already agree (see `unitFaults`).
 */
export function judgeReport(results: readonly Result[], applicable: ApplicableLimits | NotJudged): JudgedReport {
  if (typeof applicable === 'string') {
    const items = results.map((result) => line(result, null, 'not-judged'));
    return { judgement: 'incomplete', notJudged: applicable, items };
  }
  const given = new Map(results.map((result) => [result.item, result]));
  const { limits, undecided } = applicable;
  const items = limits
    .filter((limit) => limit.mandatory || given.has(limit.item))
    .map((limit) => {
      const result = given.get(limit.item) ?? missing(limit.item);
      return asIs(result, limit) ? driedLine(result, limit, given) : line(result, limit, verdictOf(result, limit));
    });
  for (const item of undecided)
    items.push({ ...line(given.get(item) ?? missing(item), null, 'not-judged'), mandatory: true });
  const known = new Set(items.map(({ item }) => item));
  for (const result of results) if (!known.has(result.item)) items.push(line(result, null, 'no-limit'));
  return { judgement: judgementOf(items), notJudged: null, items };
}

/** A content that is still to be calculated on the dried product, against a limit that holds for it. */
function asIs(result: Result, limit: Limit): boolean {
  return result.basis === 'as-is' && result.value !== null && !result.belowLoq && isOnDriedBasis(limit);
}

/** Judged on the dried basis by the water of the same report; without it nothing can be said. */
function driedLine(result: Result, limit: Limit, given: ReadonlyMap<string, Result>): JudgedItem {
  const water = given.get('water');
  const dried = water?.value == null || water.belowLoq ? undefined : onDriedBasis(result.value ?? '0', water.value);
  if (dried === undefined) return line(result, limit, 'not-judged');
  const rounded = roundToLimit(dried, limit.decimals ?? 0);
  return { ...line(result, limit, verdictOf({ ...result, value: dried }, limit)), rounded, dried: shortened(dried) };
}

/** The calculated figure as it is kept: eight places, enough to see how it was rounded. */
const shortened = (value: string): string => new Big(value).round(8, Big.roundDown).toFixed();

function judgementOf(items: readonly JudgedItem[]): Judgement {
  if (items.some(({ verdict }) => verdict === 'fail')) return 'fail';
  const mandatory = items.filter((item) => item.mandatory);
  return mandatory.length > 0 && mandatory.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'incomplete';
}

/** The verdict on one result against one limit of the same unit. */
export function verdictOf(result: Result, limit: Limit): Verdict {
  switch (limit.kind) {
    case 'qualitative':
      if (result.qualitative === null) return 'not-tested';
      return result.qualitative === 'conforms' || result.qualitative === 'not-detected' ? 'pass' : 'fail';
    case 'absent':
      return absentVerdict(result, limit);
    case 'max':
    case 'min':
      return boundVerdict(result, limit, limit.kind);
  }
}

/** Not detected means below the limit of quantification, unrounded (chapter 2341: a result of the limit itself is a detection). */
function absentVerdict(result: Result, limit: Limit): Verdict {
  if (result.qualitative === 'detected' || result.qualitative === 'does-not-conform') return 'fail';
  if (result.belowLoq) {
    const blind = result.value !== null && limit.value !== null && new Big(result.value).gt(limit.value);
    return blind ? 'not-judged' : 'pass';
  }
  if (result.value !== null) {
    if (limit.value === null) return new Big(result.value).eq(0) ? 'pass' : 'fail';
    return new Big(result.value).lt(limit.value) ? 'pass' : 'fail';
  }
  return result.qualitative === null ? 'not-tested' : 'pass';
}

/**
 * What the laboratory itself calls not conforming fails, whatever figure stands beside it. A result below the limit of
 * quantification passes a maximum, if the method could have seen the limit (otherwise nothing can be said), and breaks
 * a minimum: content that could not be measured was not shown to be there.
 */
function boundVerdict(result: Result, limit: Limit, kind: 'max' | 'min'): Verdict {
  if (result.qualitative === 'does-not-conform') return 'fail';
  if (result.belowLoq && kind === 'min') return 'fail';
  const bound = limit.value ?? '0';
  if (result.value === null) {
    return result.belowLoq ? 'pass' : 'not-tested';
  }
  const rounded = new Big(roundToLimit(result.value, limit.decimals ?? 0));
  const holds = kind === 'max' ? rounded.lte(bound) : rounded.gte(bound);
  if (!result.belowLoq) return holds ? 'pass' : 'fail';
  return holds ? 'pass' : 'not-judged';
}

/** Indexes of results whose unit is not the limit's: refused, never converted (1 ppm is not silently 1 mg/kg). */
export function unitFaults(
  results: readonly Result[],
  limits: readonly Limit[],
): { index: number; got: string | null; expected: string }[] {
  const units = new Map(limits.map((limit) => [limit.item, limit.unit]));
  return results.flatMap((result, index) => {
    const expected = units.get(result.item);
    // Below the limit of quantification is a statement in the limit's unit too, once a unit is given.
    const said = result.value !== null || (result.belowLoq && result.unit !== null);
    if (expected === undefined || expected === null || !said) return [];
    return sameUnit(result.unit, expected) ? [] : [{ index, got: result.unit, expected }];
  });
}

/** The same unit in another spelling (μ of Greek or µ of micro, spaces) is the same unit. */
function sameUnit(got: string | null, expected: string): boolean {
  const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/gu, '');
  return got !== null && plain(got) === plain(expected);
}

const missing = (item: string): Result => ({
  item,
  value: null,
  qualitative: null,
  unit: null,
  method: null,
  belowLoq: false,
});

function line(result: Result, limit: Limit | null, verdict: Verdict): JudgedItem {
  const bounded = limit !== null && (limit.kind === 'max' || limit.kind === 'min');
  return {
    item: result.item,
    name: limit?.name ?? null,
    mandatory: limit?.mandatory ?? false,
    limit: limit && { kind: limit.kind, value: limit.value, unit: limit.unit, decimals: limit.decimals },
    value: result.value,
    basis: result.basis ?? null,
    dried: null,
    rounded: bounded && result.value !== null ? roundToLimit(result.value, limit.decimals ?? 0) : null,
    qualitative: result.qualitative,
    belowLoq: result.belowLoq,
    unit: result.unit ?? limit?.unit ?? null,
    method: result.method ?? limit?.method ?? null,
    verdict,
  };
}
