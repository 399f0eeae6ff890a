import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** Every goal that the bench has a case for, so that none is lost without anybody noticing. */
const GOALS = 'B1 B2 L1 L2 L3 L4 L5 L6 L7 P1 P2 E1 E2 E3 J1 J2 C1 C2 K1 Q1 Q2 Q3 Q4 T1 T2 T3 T4'.split(' ');

describe('npm run bench -- --quick', () => {
  it('runs every case to a figure', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', '--quick'], {
      encoding: 'utf8',
      timeout: 900_000,
    });
    const rows = [...stdout.matchAll(/^\| ([A-Z]\d) \|.*\| (-?[\d.]+|NaN|Infinity) \|[^|]*\|[^|]*\|$/gm)];
    const figures = rows.map(([, goal, ratio]) => ({ goal, ratio: Number(ratio) }));
    expect({ status, broke: /broke:/.test(stdout), said: status === 0 ? '' : stderr.slice(-4_000) }).toEqual({
      ...{ status: 0, broke: false, said: '' },
    });
    expect([...new Set(figures.map(({ goal }) => goal))].sort()).toEqual([...GOALS].sort());
    expect(figures.filter(({ ratio }) => !(ratio > 0 && Number.isFinite(ratio)))).toEqual([]);
  }, 920_000);
});
