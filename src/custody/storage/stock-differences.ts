/** A line of a count. `outcome`: missing grams are lost, or lie elsewhere and only left this place. */
export interface CountedLine {
  lot: string;
  grams: number;
  reason?: string;
  outcome?: 'lost' | 'elsewhere';
}

/** What the books say of a lot at the place that was counted. `unplaced`: left of the lot and at none of its places. */
export interface BookedLot {
  lot: string;
  grams: number;
  unplaced: number;
}

/** What a line comes to. `found`: the grams lay at no place in the books; `gained`: more than was left of the lot. */
export interface SettledLine {
  lot: string;
  booked: number;
  counted: number;
  outcome: 'same' | 'lost' | 'elsewhere' | 'found' | 'gained';
  reason?: string;
  /** Grams that the lot loses or gains; 0 where only the place changes. */
  lost: number;
  gained: number;
}

export interface Differences {
  lines: SettledLine[];
  /** Lots with a difference that nobody explained, by their place in the count. */
  unexplained: number[];
  /** Lots that the books have there and the count does not name. */
  forgotten: string[];
}

/** Holds a count against the books. Every difference wants a reason; whatever the books have there must be counted, 0 too. */
export function stockDifferences(count: readonly CountedLine[], books: readonly BookedLot[]): Differences {
  const booked = new Map(books.map((line) => [line.lot, line]));
  const counted = new Set(count.map(({ lot }) => lot));
  const lines = count.map((line) => settle(line, booked.get(line.lot) ?? { lot: line.lot, grams: 0, unplaced: 0 }));
  return {
    lines,
    unexplained: lines.flatMap(({ outcome, reason }, n) => (outcome !== 'same' && reason === undefined ? [n] : [])),
    forgotten: books.filter(({ lot, grams }) => grams > 0 && !counted.has(lot)).map(({ lot }) => lot),
  };
}

function settle(
  { lot, grams, reason, outcome = 'lost' }: CountedLine,
  { grams: booked, unplaced }: BookedLot,
): SettledLine {
  const difference = grams - booked;
  const line = { lot, booked, counted: grams, ...(reason === undefined ? {} : { reason }), lost: 0, gained: 0 };
  if (difference === 0) return { ...line, outcome: 'same' };
  if (difference < 0) return { ...line, outcome, lost: outcome === 'lost' ? -difference : 0 };
  const gained = Math.max(0, difference - unplaced);
  return { ...line, outcome: gained > 0 ? 'gained' : 'found', gained };
}
