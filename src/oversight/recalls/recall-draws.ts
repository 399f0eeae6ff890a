import type { Taking } from '../../lots/lot.js';
import type { Fate } from './recall-balance.js';

/** One lot of a holder: what was there at publication, what earlier reports said was used, what reports drew. */
export interface HeldLot {
  grams: number;
  used: number;
  drawn: number;
}

export interface Draw {
  reason: Taking['reason'];
  grams: number;
}

/**
 * What a report still has to take from the lot, so that the books show no goods that are gone. Returned goods leave by their shipment.
 * Used goods may have left before, by acts of their own: only what has not is drawn. Packages are never drawn from (a package that was
 * destroyed is voided), so what lies in them stays.
 */
export function drawsOf(held: HeldLot, fate: Fate, now: { remaining: number; packed: number }): Draw[] {
  const leftByItself = Math.max(0, held.grams - now.remaining - held.drawn);
  const used = Math.max(0, held.used + fate.used - leftByItself) - Math.max(0, held.used - leftByItself);
  let loose = Math.max(0, now.remaining - now.packed);
  const draws: Draw[] = [];
  for (const [reason, grams] of [
    ['destroyed', fate.destroyed],
    ['used', used],
    ['loss', fate.missing],
  ] as const) {
    const taken = Math.min(grams, loose);
    loose -= taken;
    if (taken > 0) draws.push({ reason, grams: taken });
  }
  return draws;
}
