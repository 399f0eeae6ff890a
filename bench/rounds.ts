/** One way of doing the same work; gives a rate (bigger is better) or a time (smaller is better). */
export type Case = () => Promise<number>;

export interface Comparison {
  goal: string;
  what: string;
  unit: string;
  /** 'rate': ours / bare must be at least the goal. 'time': ours / bare must be at most the goal. */
  kind: 'rate' | 'time';
  /** Absent: no goal, told beside one that has a goal. */
  wanted?: number;
  ours: Case;
  bare: Case;
  bareName: string;
}

export interface Outcome {
  goal: string;
  what: string;
  ours: number;
  bare: number;
  ratio: number;
  unit: string;
  wanted: string;
  /** Undefined where nothing was wanted. */
  reached: boolean | undefined;
  bareName: string;
}

/**
 * Runs both ways in turn, so that whatever else the machine is doing falls on both, and takes the median of the paired
 * ratios. Wall-clock figures on a shared machine mean little; ratios within one round mean something.
 */
export async function compare(c: Comparison, rounds: number): Promise<Outcome> {
  const pairs: { ours: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const oursFirst = round % 2 === 0;
    const first = await (oursFirst ? c.ours() : c.bare());
    const second = await (oursFirst ? c.bare() : c.ours());
    pairs.push(oursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare));
  return {
    goal: c.goal,
    what: c.what,
    ours: median(pairs.map(({ ours }) => ours)),
    bare: median(pairs.map(({ bare }) => bare)),
    ratio,
    unit: c.unit,
    wanted: c.wanted === undefined ? '' : `${c.kind === 'rate' ? '≥' : '≤'} ${c.wanted}`,
    reached: c.wanted === undefined ? undefined : c.kind === 'rate' ? ratio >= c.wanted : ratio <= c.wanted,
    bareName: c.bareName,
  };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
