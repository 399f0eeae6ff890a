import type { Outcome } from './rounds.js';

/** A case that ended with an error instead of a figure. */
export interface Broken {
  goals: string;
  why: string;
}

interface Bench {
  outcomes: readonly Outcome[];
  broken: readonly Broken[];
  notes: readonly string[];
  rounds: number;
  minutes: number;
  quick: boolean;
}

/** The whole run as one Markdown table, with what was reached and what was missed counted at the end. */
export function report({ outcomes, broken, notes, rounds, minutes, quick }: Bench): string {
  const rows = outcomes.map((o) => {
    const verdict = o.reached === undefined ? '' : o.reached ? 'reached' : 'missed';
    const cells = [o.goal, `${o.what} / ${o.bareName}`, figure(o.ours), figure(o.bare), o.unit, o.ratio.toFixed(2)];
    return `| ${[...cells, o.wanted, verdict].join(' | ')} |`;
  });
  const withGoal = outcomes.filter(({ reached }) => reached !== undefined);
  const missed = withGoal.filter(({ reached }) => reached === false);
  return [
    quick
      ? 'A quick run: every case once, with little work. Its figures mean nothing.'
      : `Medians of ${rounds} paired rounds; the ratio is the result, absolute figures belong to this machine.`,
    [
      '| goal | what | ours | bare | unit | ratio | goal | |',
      '| --- | --- | ---: | ---: | --- | ---: | --- | --- |',
      ...rows,
    ].join('\n'),
    ...notes,
    ...broken.map(({ goals, why }) => `${goals} broke: ${why}`),
    `${withGoal.length - missed.length} of ${withGoal.length} goals reached` +
      (missed.length > 0 ? `, missed: ${[...new Set(missed.map(({ goal }) => goal))].join(', ')}` : '') +
      `; ${broken.length} broken; ${minutes.toFixed(1)} minutes.`,
  ]
    .map((part) => `\n${part}\n`)
    .join('');
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
