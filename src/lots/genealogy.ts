/**
 * Which part of a lot came from where, and what of a lot is where now.
 *
 * The share of a source is the sum over all paths of the product of (edge grams / all matter grams into the node). One
 * pass in topological order gives it for every lot at once. Shares are fixed-point numbers with 60 decimals: exact
 * fractions would grow with every blend, and 60 decimals leave an error far below a milligram of the nation's harvest.
 */

/** 1, as a fixed-point number. */
export const ONE = 10n ** 60n;

export interface FamilyLot {
  id: string;
  initialQuantity: number;
  remaining: number;
  /** Sum of all matter edges into the lot, also of parents outside the family; null when it has none. */
  matterIn: number | null;
}

export interface FamilyEdge {
  parent: string;
  child: string;
  /** Grams for a matter edge, null for an origin edge. */
  grams: number | null;
}

export interface Share {
  lot: string;
  /** Part of the target that came from this ancestor, or part of this descendant that came from the root; × ONE. */
  share: bigint;
  /** What the source gave, in the source's own grams (100 kg fresh, though only 30 kg dry came of it); × ONE. */
  sourceGrams: bigint;
  /** share × what is left of the target, or of the descendant; × ONE. */
  presentGrams: bigint;
  /** The matter begins here: among ancestors, the sources' shares sum to 1. */
  source: boolean;
}

interface Node extends FamilyLot {
  parents: { node: Node; grams: bigint }[];
  children: { node: Node; grams: bigint }[];
}

/**
 * The ancestors of `target` that gave it matter, nearest last. `lots` holds all ancestors and the target itself; origin
 * edges carry no share and are passed over.
 */
export function ancestorShares(target: string, lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Share[] {
  const nodes = network(lots, edges);
  const share = new Map<Node, bigint>();
  const given = new Map<Node, bigint>();
  const goal = nodeOf(nodes, target);
  const shares: Share[] = [];
  for (const node of topologicalOrder(nodes).reverse()) {
    if (node !== goal) {
      if (!share.has(node)) continue;
      shares.push({
        lot: node.id,
        share: share.get(node)!,
        sourceGrams: given.get(node)!,
        presentGrams: share.get(node)! * BigInt(goal.remaining),
        source: node.parents.length === 0,
      });
    }
    const part = node === goal ? ONE : share.get(node)!;
    // Which fraction of this lot's own grams went into the target.
    const fraction = node === goal ? ONE : given.get(node)! / BigInt(node.initialQuantity);
    const into = BigInt(node.matterIn ?? 0);
    for (const { node: parent, grams } of node.parents) {
      add(share, parent, into === 0n ? 0n : (part * grams) / into);
      add(given, parent, fraction * grams);
    }
  }
  return shares.reverse();
}

/** The descendants of `root` that matter of it reached, nearest first. `lots` holds all descendants and the root itself. */
export function descendantShares(root: string, lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Share[] {
  const nodes = network(lots, edges);
  const share = new Map<Node, bigint>();
  const given = new Map<Node, bigint>();
  const start = nodeOf(nodes, root);
  const shares: Share[] = [];
  for (const node of topologicalOrder(nodes)) {
    if (node !== start) {
      if (!share.has(node)) continue;
      shares.push({
        lot: node.id,
        share: share.get(node)!,
        sourceGrams: given.get(node)!,
        presentGrams: share.get(node)! * BigInt(node.remaining),
        source: false,
      });
    }
    const part = node === start ? ONE : share.get(node)!;
    for (const { node: child, grams } of node.children) {
      const into = BigInt(child.matterIn ?? 0);
      add(share, child, into === 0n ? 0n : (part * grams) / into);
      add(given, child, node === start ? grams * ONE : (given.get(node)! * grams) / BigInt(node.initialQuantity));
    }
  }
  return shares;
}

function network(lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Map<string, Node> {
  const nodes = new Map<string, Node>(lots.map((lot) => [lot.id, { ...lot, parents: [], children: [] }]));
  for (const edge of edges) {
    if (edge.grams === null) continue;
    const parent = nodeOf(nodes, edge.parent);
    const child = nodeOf(nodes, edge.child);
    const grams = BigInt(edge.grams);
    parent.children.push({ node: child, grams });
    child.parents.push({ node: parent, grams });
  }
  return nodes;
}

function nodeOf(nodes: Map<string, Node>, id: string): Node {
  const node = nodes.get(id);
  if (node === undefined) throw new RangeError(`lot ${id} is named by the family but not part of it`);
  return node;
}

/** Parents before children (Kahn). Throws when the edges close a circle, which the database never lets happen. */
function topologicalOrder(nodes: Map<string, Node>): Node[] {
  const waiting = new Map<Node, number>();
  const order: Node[] = [];
  for (const node of nodes.values()) {
    if (node.parents.length === 0) order.push(node);
    else waiting.set(node, node.parents.length);
  }
  // The list grows while it is walked: what is freed is appended.
  for (const node of order) {
    for (const { node: child } of node.children) {
      const left = waiting.get(child)! - 1;
      waiting.set(child, left);
      if (left === 0) order.push(child);
    }
  }
  if (order.length !== nodes.size) throw new RangeError('the family of this lot closes a circle');
  return order;
}

function add(sums: Map<Node, bigint>, node: Node, value: bigint): void {
  sums.set(node, (sums.get(node) ?? 0n) + value);
}
