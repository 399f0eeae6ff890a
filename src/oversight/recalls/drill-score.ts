/** Weights of a drill's score (seeds/reference/recall.json). */
export interface ScoreWeights {
  located: number;
  acknowledged: number;
  inTime: number;
}

export interface DrillFacts {
  grams: number;
  /** Grams whose fate was reported, missing ones not counted. */
  locatedGrams: number;
  holders: number;
  /** Of them, those who answered before the clock ran out. */
  acknowledgedInTime: number;
  /** Whether everything was reported before the clock ran out. */
  balancedInTime: boolean;
}

/** Points of 100, whole, and how they came about. Nothing to find is found. */
export function drillScore(facts: DrillFacts, weights: ScoreWeights): ScoreWeights & { points: number } {
  const part = (weight: number, of: number, all: number): number =>
    all === 0 ? weight : Math.floor((weight * of) / all);
  const located = part(weights.located, facts.locatedGrams, facts.grams);
  const acknowledged = part(weights.acknowledged, facts.acknowledgedInTime, facts.holders);
  const inTime = facts.balancedInTime ? weights.inTime : 0;
  return { located, acknowledged, inTime, points: located + acknowledged + inTime };
}
