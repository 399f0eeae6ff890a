import { listAt, numberAt, textAt, type ToldFact } from './told-fact.js';

/** One harvest that went into a batch. */
export interface HarvestShare {
  lot: string;
  at: string;
  base: string | null;
  /** What of the harvest was used for this batch, as it was weighed then. */
  grams: number;
  /** Of the batch's matter. */
  percent: number;
}

/** From field to batch by weight, told from facts alone. */
export interface MassPath {
  batchGrams: number;
  /** What the fields gave for it; fresh goods weigh more than dried ones. */
  harvestGrams: number;
  harvests: HarvestShare[];
  /** Plots with their part of the batch, largest first. */
  plots: { plot: string; percent: number }[];
  bases: { base: string; percent: number }[];
  /** Matter that came from no harvest on record: bought goods, adjuvants. */
  otherPercent: number;
}

interface Recipe {
  inputs: { lot: string; grams: number }[];
  /** Everything that came out of the act, this lot among it. */
  outputs: number;
  /** This lot. */
  grams: number;
}

/**
 * What went into the batch of a story: each lot is as its inputs were mixed, and an act with several outputs gave each of them its
 * proportion. Undefined when no batch-made fact names the lot.
 */
export function massPathOf(facts: readonly ToldFact[], lot: string): MassPath | undefined {
  const recipes = recipesOf(facts);
  const batch = recipes.get(lot);
  if (!batch) return undefined;
  const share = new Map<string, number>();
  const given = new Map<string, number>();
  // Later lots first, so that all that is asked of a lot is known before it is traced on.
  const order = [...reach(lot, recipes)].reverse();
  share.set(lot, 1);
  given.set(lot, batch.grams);
  for (const id of order) {
    const recipe = recipes.get(id);
    if (!recipe) continue;
    const total = recipe.inputs.reduce((sum, { grams }) => sum + grams, 0);
    const used = recipe.outputs > 0 ? (given.get(id) ?? 0) / recipe.outputs : 0;
    for (const input of recipe.inputs) {
      share.set(input.lot, (share.get(input.lot) ?? 0) + ((share.get(id) ?? 0) * input.grams) / total);
      given.set(input.lot, (given.get(input.lot) ?? 0) + used * input.grams);
    }
  }
  const harvested = facts.filter(
    ({ type, open }) => type === 'planting.harvested' && share.has(textAt(open, 'lot') ?? ''),
  );
  const harvests = harvested.map(({ open, occurredAt }) => {
    const id = textAt(open, 'lot')!;
    return {
      ...{ lot: id, at: occurredAt, base: textAt(open, 'base') ?? null },
      ...{ grams: Math.round(given.get(id)!), percent: percent(share.get(id)!) },
    };
  });
  const plots = new Map<string, number>();
  const bases = new Map<string, number>();
  for (const { open } of harvested) {
    const part = share.get(textAt(open, 'lot')!)!;
    const lines = listAt(open, 'plots');
    const total = lines.reduce((sum, line) => sum + (numberAt(line, 'grams') ?? 0), 0);
    for (const line of lines) add(plots, textAt(line, 'plot'), (part * (numberAt(line, 'grams') ?? 0)) / total);
    add(bases, textAt(open, 'base'), part);
  }
  const known = harvested.reduce((sum, { open }) => sum + share.get(textAt(open, 'lot')!)!, 0);
  return {
    batchGrams: batch.grams,
    harvestGrams: harvests.reduce((sum, { grams }) => sum + grams, 0),
    harvests,
    plots: sorted(plots).map(([plot, part]) => ({ plot, percent: percent(part) })),
    bases: sorted(bases).map(([base, part]) => ({ base, percent: percent(part) })),
    otherPercent: percent(Math.max(0, 1 - known)),
  };
}

function recipesOf(facts: readonly ToldFact[]): Map<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  const amounts = (open: ToldFact['open'], key: string): Recipe['inputs'] =>
    listAt(open, key).flatMap((line) => {
      const [id, grams] = [textAt(line, 'lot'), numberAt(line, 'grams')];
      return id !== undefined && grams !== undefined ? [{ lot: id, grams }] : [];
    });
  for (const { type, open } of facts) {
    const inputs = amounts(open, 'inputs');
    if (inputs.length === 0) continue;
    if (type === 'batches.batch-made') {
      const [id, grams] = [textAt(open, 'lot'), numberAt(open, 'grams')];
      if (id !== undefined && grams !== undefined) recipes.set(id, { inputs, outputs: grams, grams });
    } else if (type === 'processing.run-finished') {
      const outputs = amounts(open, 'outputs');
      const all = outputs.reduce((sum, { grams }) => sum + grams, 0);
      for (const { lot, grams } of outputs) recipes.set(lot, { inputs, outputs: all, grams });
    }
  }
  return recipes;
}

/** The lot and all it was made of, each after everything made of it was left: parents before children. */
function reach(lot: string, recipes: ReadonlyMap<string, Recipe>): Set<string> {
  const done = new Set<string>();
  const open = new Set<string>();
  const stack = [{ lot, left: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.left) done.add(top.lot);
    else if (!open.has(top.lot)) {
      open.add(top.lot);
      stack.push({ lot: top.lot, left: true });
      for (const input of recipes.get(top.lot)?.inputs ?? []) stack.push({ lot: input.lot, left: false });
    }
  }
  return done;
}

function add(sums: Map<string, number>, key: string | undefined, part: number): void {
  if (key !== undefined && Number.isFinite(part)) sums.set(key, (sums.get(key) ?? 0) + part);
}

function sorted(sums: ReadonlyMap<string, number>): [string, number][] {
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** To a tenth. */
function percent(part: number): number {
  return Math.round(part * 1000) / 10;
}
