/** How many new samples, drawn for a failure, must pass before it is answered. Reference data. */
export interface RetestRule {
  ownPassesNeeded: number;
  otherLaboratoryPassesNeeded: number;
}

/** A report on a sample drawn to test again; `passed` are the items it passed, `failed` those it failed. */
export interface Retest {
  laboratory: string;
  sample: string;
  passed: readonly string[];
  failed: readonly string[];
}

export interface Failure {
  laboratory: string;
  items: readonly string[];
}

/**
 * Whether a failing report is answered by re-tests (复检): each failed item has passed in so many new samples at the same
 * laboratory, or at another one, and failed in none. A later pass on any other sample answers nothing.
 */
export function answeredByRetests(failure: Failure, retests: readonly Retest[], rule: RetestRule): boolean {
  return failure.items.every((item) => {
    if (retests.some(({ failed }) => failed.includes(item))) return false;
    const passing = retests.filter(({ passed }) => passed.includes(item));
    const own = new Set(
      passing.filter(({ laboratory }) => laboratory === failure.laboratory).map(({ sample }) => sample),
    );
    const other = new Set(
      passing.filter(({ laboratory }) => laboratory !== failure.laboratory).map(({ sample }) => sample),
    );
    return own.size >= rule.ownPassesNeeded || other.size >= rule.otherLaboratoryPassesNeeded;
  });
}
