import { describe, expect, it } from '@jest/globals';
import { internalFault } from './internal-limit.js';

const phillyrin = { kind: 'min', value: '0.15', unit: '%' };
const water = { kind: 'max', value: '10.0', unit: '%' };
const parathion = { kind: 'absent', value: '0.02', unit: 'mg/kg' };

describe('R-22: an internal limit is never weaker than the legal one', () => {
  it.each([
    ['content below the legal minimum', { kind: 'min', value: '0.149', unit: '%' }, phillyrin, 'weaker'],
    ['content as the law has it', { kind: 'min', value: '0.150', unit: '%' }, phillyrin, undefined],
    ['content above', { kind: 'min', value: '0.20', unit: '%' }, phillyrin, undefined],
    ['water above the legal maximum', { kind: 'max', value: '10.1', unit: '%' }, water, 'weaker'],
    ['water as the law has it', { kind: 'max', value: '10', unit: '%' }, water, undefined],
    ['water below', { kind: 'max', value: '9', unit: '%' }, water, undefined],
    ['a minimum where the law has a maximum', { kind: 'min', value: '5', unit: '%' }, water, 'other-kind'],
    ['another unit, which is not converted', { kind: 'min', value: '2', unit: 'mg/g' }, phillyrin, 'other-unit'],
    [
      'a banned pesticide above what counts as detected',
      { kind: 'max', value: '0.03', unit: 'mg/kg' },
      parathion,
      'weaker',
    ],
    ['a banned pesticide below it', { kind: 'max', value: '0.01', unit: 'mg/kg' }, parathion, undefined],
    ['an item the law sets nothing for', { kind: 'max', value: '1', unit: '%' }, undefined, undefined],
  ] as const)('%s', (_, own, legal, fault) => expect(internalFault(own, legal)).toBe(fault));
});
