import { expect } from '@jest/globals';
import type { ArenaReport } from './arena.js';

/** `SEED=…` repeats a campaign; a fresh seed otherwise, printed so that it can be repeated. */
export const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Nothing acknowledged is lost, nothing is doubled, mass balances, and the ledger verifies. */
export function expectNothingLost(report: ArenaReport): void {
  console.log(
    `seed ${report.seed}: ${report.acknowledged.length} acts acknowledged, ${report.replays} replays, ` +
      `${report.failures} failed tries, kills ${JSON.stringify(report.kills)}, settled in ${report.settledMs} ms`,
  );
  expect(report.breaches).toEqual([]);
  expect(report.acknowledged.length).toBeGreaterThan(20);
  expect(Object.values(report.kills).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(2);
  expect(report.verified).toMatch(/ok|verified|fits/i);
}
