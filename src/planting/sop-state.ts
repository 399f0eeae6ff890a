/** The life of a version of a procedure (规程): 起草, 审核, 批准, 执行, 废止. */
export const SOP_STATES = ['draft', 'review', 'approved', 'in-force', 'obsolete'] as const;
export type SopState = (typeof SOP_STATES)[number];

/** What a procedure is about; GAP 2022 第十条 asks for one for each. */
export const SOP_SCOPES = ['选址', '种子种苗', '种植', '采收', '产地加工', '包装放行储运'] as const;
export type SopScope = (typeof SOP_SCOPES)[number];

const NEXT: Readonly<Record<SopState, readonly SopState[]>> = {
  draft: ['review', 'obsolete'],
  review: ['draft', 'approved', 'obsolete'],
  approved: ['in-force', 'obsolete'],
  'in-force': ['obsolete'],
  obsolete: [],
};

/** May a version go from one state to the other? A review may send it back to its drafter; nothing comes back from obsolete. */
export function mayStep(from: SopState, to: SopState): boolean {
  return NEXT[from].includes(to);
}

/** A version with the day it came into force, and the day it ended, if it has. */
export interface SopSpan {
  code: string;
  version: number;
  scope: string;
  /** Null: for every herb. */
  herb: string | null;
  from: string;
  until: string | null;
}

/**
 * What a record of a day cites: the version in force for its scope, the herb's own before the general one. A newer version of
 * the same code takes the place of the older from its first day on. `LQ-SOP-03 第2版`, or undefined where none was in force.
 */
export function citedSop(spans: readonly SopSpan[], scope: SopScope, herb: string, day: string): string | undefined {
  const fits = spans.filter(
    (span) =>
      span.scope === scope &&
      (span.herb === null || span.herb === herb) &&
      span.from <= day &&
      (span.until === null || day < span.until),
  );
  const [best] = fits.sort(
    (a, b) => Number(b.herb !== null) - Number(a.herb !== null) || (a.from < b.from ? 1 : -1) || b.version - a.version,
  );
  return best && `${best.code} 第${best.version}版`;
}
