import { compare, type Comparison, type Outcome } from './rounds.js';
import { attackCases } from './cases/attack.js';
import { climateCases } from './cases/climate.js';
import { genealogyCases } from './cases/genealogy.js';
import { issuingCases } from './cases/issuing.js';
import { decodedSheets } from './cases/decode.js';
import { labelCases } from './cases/labels.js';
import { lookUpCases } from './cases/look-up.js';
import { leafLagMs, recordCases } from './cases/record.js';
import { startCases } from './cases/start.js';
import { waitingCases } from './cases/waiting.js';
import { enterYear } from './cases/year.js';
import { report, type Broken } from './report.js';
import { amount, QUICK } from './size.js';
import { setStage } from './stage.js';

/**
 * `npm run bench [-- L1 E2 …] [--rounds 5] [--quick]`: ours and the bare case in turn on one database, medians and ratios.
 * Ends with 1 when a case broke, whatever the figures of the others are; a goal that is missed is a figure and no fault.
 */
const given = process.argv.slice(2);
const roundsAt = given.indexOf('--rounds');
const rounds = roundsAt >= 0 ? Number(given[roundsAt + 1]) : amount(3, 1);
const wanted = given.filter((word) => /^[A-Z]\d$/.test(word));
const chosen = (goals: string): boolean =>
  wanted.length === 0 || wanted.some((goal) => goals.split(' ').includes(goal));
const log = (line: string): void => void process.stderr.write(`${line}\n`);

const outcomes: Outcome[] = [];
const broken: Broken[] = [];
const notes: string[] = [];
const began = performance.now();
const stage = await setStage(log);

async function measure(comparisons: Comparison[]): Promise<void> {
  for (const comparison of comparisons) {
    if (!chosen(comparison.goal)) continue;
    log(`${comparison.goal} ${comparison.what}`);
    await orBroken(comparison.goal, async () => void outcomes.push(await compare(comparison, rounds)));
  }
}

/** One broken case must not take the figures of all others with it. */
async function orBroken(goals: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log(`${goals} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    broken.push({ goals, why: error instanceof Error ? error.message : String(error) });
  }
}

const GROUPS: readonly (readonly [goals: string, work: () => Promise<void>])[] = [
  ['B1 B2', () => measure(startCases(stage))],
  ['L1 L2 L3 L4 L5 L6 L7', async () => measured(await lookUpCases(stage))],
  ['P1 P2', async () => measured(await attackCases(stage))],
  [
    'E1 E2 E3',
    async () => {
      if (chosen('E3')) {
        const { p50, p99 } = await leafLagMs(stage);
        notes.push(
          `E3 leaf lag, one act after another: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (goal ≤ 1,000)`,
        );
      }
      await measure(await recordCases(stage));
    },
  ],
  ['J2', () => measured(waitingCases(stage))],
  ['Q4 J1 C1 C2', async () => measure(await issuingCases(stage))],
  ['Q1 Q2', async () => measure(await labelCases(stage, notes))],
  ['Q3', () => measure([decodedSheets(stage)])],
  ['K1', async () => measure(await climateCases(stage))],
  [
    'Y1',
    async () => {
      log('Y1 a year of a cooperative');
      const { records, ours, bare } = await enterYear(stage);
      notes.push(
        `Y1 a cooperative's year (${records} records over HTTP): ${ours.toFixed(0)} a second, bare inserts ${bare.toFixed(0)}, ratio ${(ours / bare).toFixed(2)}`,
      );
    },
  ],
  // Last: a million lots that nobody told the ledger of stay in the database.
  ['T1 T2 T3 T4', () => genealogyCases(stage, measure, log)],
];

async function measured(cases: { comparisons: Comparison[]; end(): Promise<void> }): Promise<void> {
  await measure(cases.comparisons);
  await cases.end();
}

try {
  for (const [goals, work] of GROUPS) if (chosen(goals)) await orBroken(goals, work);
} finally {
  await stage.end();
}

const minutes = (performance.now() - began) / 60_000;
process.stdout.write(report({ outcomes, broken, notes, rounds, minutes, quick: QUICK }));
process.exit(broken.length > 0 ? 1 : 0);
