import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { belowPlan, planInForce, samplingOf, type SamplingPlan } from './sampling-plan.js';

const file = join(import.meta.dirname, '../../seeds/reference/quality.json');
const { samplingPlans } = JSON.parse(readFileSync(file, 'utf8')) as { samplingPlans: SamplingPlan[] };
const plan = planInForce(samplingPlans, '2025-08-11')!;

describe('chapter 0211: packages to open', () => {
  it.each([
    [0, undefined],
    [1, 1],
    [4, 4],
    [5, 5],
    [6, 5],
    [99, 5],
    [100, 5],
    [101, 6],
    [1000, 50],
    [1001, 51],
    [1100, 51],
    [1101, 52],
    [3000, 70],
  ])('of %i', (packages, expected) => expect(samplingOf(plan, 'LIANQIAO', packages)?.packages).toBe(expected));

  it('all of them for what is precious, and less weight from it', () => {
    expect(samplingOf(plan, 'RENSHEN', 300)).toEqual({ packages: 300, grams: 5 });
    expect(samplingOf(plan, 'LIANQIAO', 300)).toEqual({ packages: 15, grams: 100 });
  });

  it('is the plan of its time', () => {
    expect(planInForce(samplingPlans, '2019-01-01')).toBeUndefined();
    expect(planInForce(samplingPlans, '2020-12-30')?.code).toBe('chp-0211');
  });
});

describe('R-21: a sample against its plan', () => {
  it.each([
    ['as many as are due', 15, 100, 0],
    ['one package fewer', 14, 100, 1],
    ['one gram less', 15, 99, 1],
    ['too few and too little', 14, 99, 2],
    ['packages not said', null, 100, 0],
  ])('%s', (_, packages, grams, broken) =>
    expect(belowPlan({ packages, grams }, { packages: 15, grams: 100 })).toHaveLength(broken),
  );
});
