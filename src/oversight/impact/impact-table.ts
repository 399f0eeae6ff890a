import type { ImpactLot, ImpactSide } from './impact.js';

/** A line of the indented table. */
export interface TableRow {
  indent: number;
  lot: ImpactLot;
  /** Grams of the edge by which it is reached here; null for an origin, and for the roots. */
  grams: number | null;
  /** It stands further up already, with what hangs below it: lots are told once, so that no blend makes the table explode. */
  seenAbove: boolean;
}

/** Every lot and every edge of one direction, depth first from the roots; no depth at which it stops. */
export function* tableRows(side: ImpactSide): Generator<TableRow> {
  const lots = new Map(side.lots.map((lot) => [lot.id, lot]));
  const next = new Map<string, { id: string; grams: number | null }[]>();
  const reached = new Set<string>();
  for (const { from, to, grams } of side.edges) {
    const [here, there] = side.way === 'down' ? [from, to] : [to, from];
    const list = next.get(here) ?? [];
    list.push({ id: there, grams: grams ?? null });
    next.set(here, list);
    reached.add(there);
  }
  const told = new Set<string>();
  // Lots cut off by the window from all roots begin lines of their own, nothing is left out.
  const beginnings = [
    ...side.lots.filter(({ root }) => root),
    ...side.lots.filter(({ id, root }) => !root && !reached.has(id)),
  ];
  // A stack of our own: a family may be deeper than the call stack.
  const stack = beginnings.toReversed().map(({ id }) => ({ id, indent: 0, grams: null as number | null }));
  for (let line = stack.pop(); line !== undefined; line = stack.pop()) {
    const lot = lots.get(line.id)!;
    const seenAbove = told.has(line.id);
    if (seenAbove && line.indent === 0) continue; // a root below another root
    yield { indent: line.indent, lot, grams: line.grams, seenAbove };
    if (seenAbove) continue;
    told.add(line.id);
    const below = next.get(line.id) ?? [];
    for (let i = below.length - 1; i >= 0; i -= 1) stack.push({ ...below[i]!, indent: line.indent + 1 });
  }
}
