/**
 * Which part of a lot came from where, and what of a lot is where now.
 *
 * The share of a source is the sum over all paths of the product of (edge grams / all matter grams into the node). One
 * pass in topological order gives it for every lot at once. Shares are fixed-point numbers with 192 bits behind the point: exact
 * fractions would grow with every blend, and 57 decimals leave an error far below a milligram of the nation's harvest.
 */

export const ONE_BITS = 192n;
/** 1, as a fixed-point number: a power of two, so that writing thousands of shares down takes shifts and no long divisions. */
export const ONE = 1n << ONE_BITS;

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
  /** Undefined until matter reaches it. */
  share: bigint | undefined;
  given: bigint;
  parents: { node: Node; grams: bigint }[];
  children: { node: Node; grams: bigint }[];
}

/**
 * The ancestors of `target` that gave it matter, nearest last. `lots` holds all ancestors and the target itself; origin
 * edges carry no share and are passed over.
 */
export function ancestorShares(target: string, lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Share[] {
  const nodes = network(lots, edges);
  const goal = nodeOf(nodes, target);
  const left = BigInt(goal.remaining);
  const shares: Share[] = [];
  for (const node of topologicalOrder(nodes).reverse()) {
    if (node !== goal) {
      if (node.share === undefined) continue;
      shares.push({
        lot: node.id,
        share: node.share,
        sourceGrams: node.given,
        presentGrams: node.share * left,
        source: node.parents.length === 0,
      });
    }
    if (node.parents.length === 0) continue;
    // Which fraction of this lot's own grams went into the target, and which part of the target came by each gram of it.
    const fraction = node === goal ? ONE : node.given / BigInt(node.initialQuantity);
    const part = node === goal ? ONE : node.share!;
    const into = BigInt(node.matterIn ?? 0);
    for (const { node: parent, grams } of node.parents) {
      parent.share = (parent.share ?? 0n) + (into === 0n ? 0n : (part * grams) / into);
      parent.given += fraction * grams;
    }
  }
  return shares.reverse();
}

/** The descendants of `root` that matter of it reached, nearest first. `lots` holds all descendants and the root itself. */
export function descendantShares(root: string, lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Share[] {
  const nodes = network(lots, edges);
  const start = nodeOf(nodes, root);
  const shares: Share[] = [];
  for (const node of topologicalOrder(nodes)) {
    if (node !== start) {
      if (node.share === undefined) continue;
      shares.push({
        lot: node.id,
        share: node.share,
        sourceGrams: node.given,
        presentGrams: node.share * BigInt(node.remaining),
        source: false,
      });
    }
    if (node.children.length === 0) continue;
    const part = node === start ? ONE : node.share!;
    const weight = node === start ? 0n : BigInt(node.initialQuantity);
    for (const { node: child, grams } of node.children) {
      const into = BigInt(child.matterIn ?? 0);
      child.share = (child.share ?? 0n) + (into === 0n ? 0n : (part * grams) / into);
      child.given += weight === 0n ? grams * ONE : (node.given * grams) / weight;
    }
  }
  return shares;
}

function network(lots: readonly FamilyLot[], edges: readonly FamilyEdge[]): Map<string, Node> {
  const nodes = new Map<string, Node>(
    lots.map(({ id, initialQuantity, remaining, matterIn }) => [
      id,
      { id, initialQuantity, remaining, matterIn, share: undefined, given: 0n, parents: [], children: [] },
    ]),
  );
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
