import { compare, type Comparison, type Outcome } from './rounds.js';
import { attackCases } from './cases/attack.js';
import { genealogyCases } from './cases/genealogy.js';
import { issuingCases } from './cases/issuing.js';
import { decodedSheets } from './cases/decode.js';
import { labelCases } from './cases/labels.js';
import { lookUpCases } from './cases/look-up.js';
import { leafLagMs, recordCases } from './cases/record.js';
import { startCases } from './cases/start.js';
import { enterYear } from './cases/year.js';
import { setStage } from './stage.js';

/** `npm run bench [-- L1 E2 …] [--rounds 5]`: ours and the bare case in turn on one database, medians and ratios. */
const given = process.argv.slice(2);
const roundsAt = given.indexOf('--rounds');
const rounds = roundsAt >= 0 ? Number(given[roundsAt + 1]) : 3;
const wanted = given.filter((word) => /^[A-Z]\d$/.test(word));
const chosen = (goals: string): boolean =>
  wanted.length === 0 || wanted.some((goal) => goals.split(' ').includes(goal));
const log = (line: string): void => void process.stderr.write(`${line}\n`);

const outcomes: Outcome[] = [];
const notes: string[] = [];
const stage = await setStage(log);

async function measure(comparisons: Comparison[]): Promise<void> {
  for (const comparison of comparisons) {
    if (!chosen(comparison.goal)) continue;
    log(`${comparison.goal} ${comparison.what}`);
    outcomes.push(await compare(comparison, rounds));
  }
}

try {
  if (chosen('L1 L5 L6 L7')) {
    const lookUps = await lookUpCases(stage);
    await measure(lookUps.comparisons);
    await lookUps.end();
  }
  if (chosen('P1 P2')) {
    const attacks = await attackCases(stage);
    await measure(attacks.comparisons);
    await attacks.end();
  }
  if (chosen('E1 E2 E3')) {
    if (chosen('E3')) {
      const lag = await leafLagMs(stage);
      notes.push(
        `E3 leaf lag, one act after another: p50 ${lag.p50.toFixed(0)} ms, p99 ${lag.p99.toFixed(0)} ms (goal ≤ 1,000)`,
      );
    }
    await measure(await recordCases(stage));
  }
  if (chosen('Q4 J1 C1 C2')) await measure(await issuingCases(stage));
  if (chosen('Q1 Q2')) await measure(await labelCases(stage, notes));
  if (chosen('Q3')) await measure([decodedSheets(stage)]);
  if (chosen('B1 B2')) await measure(startCases(stage));
  if (chosen('T1 T3')) await measure(await genealogyCases(stage, log));
  if (chosen('Y1')) {
    log('Y1 a year of a cooperative');
    const { records, ours, bare } = await enterYear(stage);
    notes.push(
      `Y1 a cooperative's year (${records} records over HTTP): ${ours.toFixed(0)} a second, bare inserts ${bare.toFixed(0)}, ratio ${(ours / bare).toFixed(2)}`,
    );
  }
} finally {
  await stage.end();
}

const figure = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
process.stdout.write(
  `\nMedians of ${rounds} paired rounds; the ratio is the result, absolute figures belong to this machine.\n\n`,
);
process.stdout.write(
  '| goal | what | ours | bare | unit | ratio | goal | |\n| --- | --- | ---: | ---: | --- | ---: | --- | --- |\n',
);
for (const o of outcomes) {
  const cells = [
    o.goal,
    `${o.what} / ${o.bareName}`,
    figure(o.ours),
    figure(o.bare),
    o.unit,
    o.ratio.toFixed(2),
    o.wanted,
  ];
  process.stdout.write(`| ${cells.join(' | ')} | ${o.reached ? 'reached' : 'missed'} |\n`);
}
for (const note of notes) process.stdout.write(`\n${note}\n`);
process.exit(0);
