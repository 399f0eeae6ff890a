/** How sure the project is of a figure; joined marks ("S/K-medium") mean parts of the row differ. */
export type Certainty = string;

export interface Edition {
  code: string;
  title: { zh: string; en: string };
  /** First and last day in force, Asia/Shanghai, inclusive; null = still in force. */
  effectiveFrom: string;
  effectiveTo: string | null;
  /** False: we know the edition exists and do not hold its limits. */
  held: boolean;
}

/**
 * max and min: the result, rounded to `decimals`, is compared with `value`.
 * absent: not detected, that is below `value`, the limit of quantification (chapter 2341), unrounded.
 * qualitative: conforms or does not (性状, 鉴别).
 */
export type LimitKind = 'max' | 'min' | 'absent' | 'qualitative';

export interface Limit {
  item: string;
  name: { zh: string; en: string };
  kind: LimitKind;
  /** Decimal string with the pharmacopoeia's digits; null for qualitative items. */
  value: string | null;
  decimals: number | null;
  unit: string | null;
  method: string | null;
  /** A certificate without this item is incomplete. */
  mandatory: boolean;
  /** Forms the row is for; empty = every form without a row of its own. */
  appliesTo: string[];
  edition: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  certainty: Certainty;
  source: string;
  note: string | null;
}

export interface Variant {
  name: string;
  /** crude: a form of the crude drug its monograph tells apart; slices: a prepared slice (饮片). */
  kind: 'crude' | 'slices';
  harvestMonths?: number[];
}

/** K-low figures are shown, never enforced (domain reference, "how to read the tags"). */
export function isEnforceable(certainty: Certainty): boolean {
  return certainty !== '' && !certainty.split('/').includes('K-low');
}

/** The rows that held on a day (YYYY-MM-DD); both days of a row are its own. */
export function validOn<T extends Limit>(rows: readonly T[], day: string): T[] {
  return rows.filter(
    ({ effectiveFrom, effectiveTo }) => effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo),
  );
}
