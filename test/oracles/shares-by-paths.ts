/**
 * The oracle of the genealogy tests: shares by enumerating every path with exact fractions. Slow, plain, and written
 * without a line of what it judges.
 */
export interface Fraction {
  above: bigint;
  below: bigint;
}

export interface ExactShare {
  share: Fraction;
  sourceGrams: Fraction;
  presentGrams: Fraction;
}

type Edge = [parent: string, child: string, grams: number];

/** Shares of every ancestor (up) or in every descendant (down) of `start`, over matter edges. */
export function sharesByPaths(
  start: string,
  way: 'up' | 'down',
  lots: Record<string, { made: number; left: number }>,
  edges: readonly Edge[],
): Map<string, ExactShare> {
  const found = new Map<string, ExactShare>();
  for (const path of pathsFrom(start, way, edges)) {
    // Every path is read from the source down to the product, whichever way it was walked.
    const down = way === 'up' ? [...path].reverse() : path;
    const end = way === 'up' ? down[0]![0] : down.at(-1)![1];
    const product = down.at(-1)![1];
    let share: Fraction = { above: 1n, below: 1n };
    let given: Fraction = { above: BigInt(down[0]![2]), below: 1n };
    down.forEach(([parent, child, grams], i) => {
      const into = edges.filter((edge) => edge[1] === child).reduce((sum, edge) => sum + edge[2], 0);
      share = times(share, { above: BigInt(grams), below: BigInt(into) });
      if (i > 0) given = times(given, { above: BigInt(grams), below: BigInt(lots[parent]!.made) });
    });
    const before = found.get(end);
    const present = times(share, { above: BigInt(lots[product]!.left), below: 1n });
    found.set(end, {
      share: before ? plus(before.share, share) : share,
      sourceGrams: before ? plus(before.sourceGrams, given) : given,
      presentGrams: before ? plus(before.presentGrams, present) : present,
    });
  }
  return found;
}

function pathsFrom(lot: string, way: 'up' | 'down', edges: readonly Edge[]): Edge[][] {
  return edges
    .filter((edge) => edge[way === 'up' ? 1 : 0] === lot)
    .flatMap((edge) => [[edge], ...pathsFrom(edge[way === 'up' ? 0 : 1], way, edges).map((rest) => [edge, ...rest])]);
}

function times(a: Fraction, b: Fraction): Fraction {
  return lowest({ above: a.above * b.above, below: a.below * b.below });
}

function plus(a: Fraction, b: Fraction): Fraction {
  return lowest({ above: a.above * b.below + b.above * a.below, below: a.below * b.below });
}

function lowest({ above, below }: Fraction): Fraction {
  let [a, b] = [above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  return { above: above / a, below: below / a };
}
