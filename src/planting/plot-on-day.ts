import type { Quarantine } from './harvested-apart.js';

/** A change of a plot, of which the later day, and of one day the later record, holds. */
export interface PlotChange {
  kind: 'quarantined' | 'freed' | 'resized' | 'regrown' | 'retired';
  at: string;
  reason: string;
  boundary?: unknown;
  areaMu?: string | null;
  growerId?: string | null;
}

/** A plot as it was on a day: changes from a later day do not reach back. `changes` in the order of day and record. */
export function plotOnDay<P extends { areaMu: string; growerId: string; boundary: unknown }>(
  plot: P,
  changes: readonly PlotChange[],
  day: string,
): P {
  const now = { ...plot };
  for (const change of changes) {
    if (change.at > day) continue;
    if (change.kind === 'resized') Object.assign(now, { boundary: change.boundary, areaMu: change.areaMu });
    if (change.kind === 'regrown') now.growerId = change.growerId!;
  }
  return now;
}

/** The times a plot was under quarantine, from its changes in the order of day and record. */
export function quarantinesOf(plotName: string, changes: readonly PlotChange[]): Quarantine[] {
  const found: Quarantine[] = [];
  for (const { kind, at, reason } of changes) {
    const last = found.at(-1);
    if (kind === 'quarantined' && (last === undefined || last.until !== null))
      found.push({ plotName, reason, from: at, until: null });
    if (kind === 'freed' && last?.until === null) last.until = at;
  }
  return found;
}
