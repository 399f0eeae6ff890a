import type { ImpactLot, ImpactSide } from './impact.js';
import { KIND_WORDS, lotName, UNNAMED } from './impact-words.js';

/** A box of the drawing: one lot, or many alike. */
export interface GraphNode {
  key: string;
  /** 0 for the roots, to the right what was made of them, to the left what they were made of. */
  column: number;
  row: number;
  title: string;
  holder: string | null;
  lots: number;
  presentGrams: number;
  root: boolean;
}

export interface GraphEdge {
  from: string;
  to: string;
  grams: number;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  lots: number;
}

/** Roots that are drawn each by itself. */
const MAX_ROOTS = 20;

/**
 * A drawing of at most `limit` boxes. Siblings (same parents, same kind) collapse first; if that is not enough, what stands in one
 * column with one holder, then the column by kind, then neighbouring columns. Nothing is left out: a box says how many it stands for.
 */
export function graphOf(sides: readonly ImpactSide[], limit = 200): Graph {
  const roots = sides[0]?.lots.filter(({ root }) => root) ?? [];
  const place = new Map<string, { key: string; column: number }>();
  const together = roots.length > MAX_ROOTS;
  for (const { id } of roots) place.set(id, { key: together ? 'roots' : id, column: 0 });
  const room = Math.floor((limit - (together ? 1 : roots.length)) / Math.max(1, sides.length));
  for (const side of sides) collapse(side, room, place);
  return draw(sides, place);
}

function collapse(side: ImpactSide, room: number, place: Map<string, { key: string; column: number }>): void {
  const others = side.lots.filter(({ root }) => !root);
  const columns = columnsOf(side);
  const deepest = Math.max(1, ...columns.values());
  const above = new Map<string, string[]>();
  for (const { from, to } of side.edges) {
    const [near, far] = side.way === 'down' ? [from, to] : [to, from];
    above.set(far, [...(above.get(far) ?? []), near]);
  }
  const bucket = Math.ceil(deepest / Math.max(1, room));
  const columnOf = (lot: ImpactLot): number => columns.get(lot.id) ?? 1;
  const keys: ((lot: ImpactLot) => string)[] = [
    (lot) => lot.id,
    (lot) => `${columnOf(lot)} ${lot.kind} ${(above.get(lot.id) ?? []).toSorted().join(',')}`,
    (lot) => `${columnOf(lot)} ${lot.kind} ${lot.holder?.id ?? ''}`,
    (lot) => `${columnOf(lot)} ${lot.kind}`,
    (lot) => `${Math.ceil(columnOf(lot) / bucket) * bucket}`,
  ];
  const key = keys.find((of) => new Set(others.map(of)).size <= room) ?? keys.at(-1)!;
  const sign = side.way === 'down' ? 1 : -1;
  const shared = new Map<string, number>();
  for (const lot of others) {
    const name = key(lot);
    // A group stands where its nearest member does.
    shared.set(name, Math.min(shared.get(name) ?? Infinity, columnOf(lot)));
  }
  for (const lot of others) place.set(lot.id, { key: `${side.way} ${key(lot)}`, column: sign * shared.get(key(lot))! });
}

/** The longest way from a root, so that every edge goes on to a later column. */
function columnsOf(side: ImpactSide): Map<string, number> {
  const next = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const { from, to } of side.edges) {
    const [near, far] = side.way === 'down' ? [from, to] : [to, from];
    const list = next.get(near) ?? [];
    list.push(far);
    next.set(near, list);
    waiting.set(far, (waiting.get(far) ?? 0) + 1);
  }
  const columns = new Map<string, number>();
  const order = side.lots.filter(({ id }) => !waiting.has(id)).map(({ id }) => id);
  for (const id of order) {
    const column = columns.get(id) ?? 0;
    for (const far of next.get(id) ?? []) {
      columns.set(far, Math.max(columns.get(far) ?? 0, column + 1));
      const left = waiting.get(far)! - 1;
      waiting.set(far, left);
      if (left === 0) order.push(far);
    }
  }
  return columns;
}

function draw(sides: readonly ImpactSide[], place: ReadonlyMap<string, { key: string; column: number }>): Graph {
  const members = new Map<string, ImpactLot[]>();
  const seen = new Set<string>();
  const edges = new Map<string, GraphEdge>();
  for (const side of sides) {
    for (const lot of side.lots) {
      if (seen.has(lot.id)) continue;
      seen.add(lot.id);
      const { key } = place.get(lot.id)!;
      const list = members.get(key) ?? [];
      list.push(lot);
      members.set(key, list);
    }
    for (const { from, to, grams } of side.edges) {
      const [a, b] = [place.get(from)!.key, place.get(to)!.key];
      if (a === b) continue;
      const edge = edges.get(`${a}>${b}`) ?? { from: a, to: b, grams: 0 };
      edge.grams += grams ?? 0;
      edges.set(`${a}>${b}`, edge);
    }
  }
  const rows = new Map<number, number>();
  const nodes = [...members].map(([key, lots]): GraphNode => {
    const { column } = place.get(lots[0]!.id)!;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { key, column, row, ...labelOf(lots) };
  });
  return { nodes, edges: [...edges.values()], lots: seen.size };
}

function labelOf(lots: readonly ImpactLot[]) {
  const [first] = lots;
  const kinds = [...new Set(lots.map(({ kind }) => KIND_WORDS[kind]))].join('、');
  const holders = [...new Set(lots.map(({ holder }) => holder?.name ?? UNNAMED))];
  return {
    title: lots.length === 1 ? `${kinds} ${lotName(first!)}` : `${kinds} × ${lots.length}`,
    holder: holders.length === 1 ? holders[0]! : `${holders.length} 家持有方`,
    lots: lots.length,
    presentGrams: lots.reduce((sum, lot) => sum + (lot.unit === 'gram' ? lot.presentGrams : 0), 0),
    root: first!.root,
  };
}
