import type { LotKind } from '../lots/lot.js';
import type { DryingSheet } from './drying-ratio.js';
import type { ProcessingFacts } from './processing.facts.js';

type Run = ProcessingFacts['processing.run-finished'];

/** A lot as it went into a run. `herb` of an adjuvant is the adjuvant's code. */
export interface RunInput {
  lot: string;
  kind: LotKind;
  herb: string;
  grams: number;
  dry: boolean;
  /** Chinese calendar day. */
  bornOn: string;
}

/** What one run did with one herb that came out of it as a product. */
export interface HerbSheet {
  herb: string;
  herbName: string;
  variant: string | undefined;
  drying: DryingSheet;
  /** Grams of each adjuvant that fall to this herb, by code. */
  adjuvants: Map<string, number>;
  /** Day of the earliest harvest that went in directly. */
  harvestedOn: string | undefined;
}

/**
 * One sheet for each herb the run made. What was removed, and what was added of adjuvants, is shared out by what went in
 * of each herb; by-products, waste and what goes to rework are no product and count as removed.
 */
export function herbSheets(run: Run, inputs: readonly RunInput[], names: ReadonlyMap<string, string>): HerbSheet[] {
  const herbs = inputs.filter(({ kind }) => kind !== 'adjuvant');
  const adjuvants = inputs.filter(({ kind }) => kind === 'adjuvant');
  const products = run.outputs.filter(({ byProduct }) => byProduct !== true);
  const all = total(herbs);
  const removed =
    total(run.balance.filter(({ kind }) => kind === 'waste' || kind === 'sample')) +
    total(run.outputs.filter(({ byProduct }) => byProduct === true));
  return [...new Set(products.map(({ herb }) => herb))].map((herb) => {
    const own = herbs.filter((input) => input.herb === herb);
    const grams = total(own);
    const part = (whole: number) => (all === 0 ? 0 : Math.round((whole * grams) / all));
    const dryGrams = total(own.filter(({ dry }) => dry));
    const out = products.filter((output) => output.herb === herb);
    const drawn = new Map<string, number>();
    for (const input of adjuvants) drawn.set(input.herb, (drawn.get(input.herb) ?? 0) + part(input.grams));
    const days = own.filter(({ kind }) => kind === 'harvest').map(({ bornOn }) => bornOn);
    return {
      herb,
      herbName: names.get(herb) ?? herb,
      variant: out.find(({ variant }) => variant !== undefined)?.variant,
      drying: {
        ...{ herbName: names.get(herb) ?? herb, freshGrams: grams - dryGrams, dryGrams },
        ...{ removedGrams: part(removed), addedGrams: part(total(adjuvants)), outGrams: total(out) },
      },
      adjuvants: drawn,
      harvestedOn: days.sort()[0],
    };
  });
}

function total(lines: readonly { grams: number }[]): number {
  return lines.reduce((sum, { grams }) => sum + grams, 0);
}
