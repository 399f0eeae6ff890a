import { describe, expect, it } from '@jest/globals';
import { harvestFaults } from './harvest-faults.js';

describe('what no harvest can be', () => {
  const herb = { nameZh: '连翘', variants: [{ name: '青翘' }, { name: '老翘' }] };
  const paths = (variant: string | undefined, of = herb) => harvestFaults(of, variant).map(({ path }) => path);

  it.each([
    ['青翘', []],
    [undefined, []],
    ['紫翘', ['variant']],
  ])('%s: %j', (variant, expected) => expect(paths(variant)).toEqual(expected));

  it('names the forms there are', () => {
    const [fault] = harvestFaults(herb, '紫翘');
    expect(fault!.message.zh).toContain('青翘、老翘');
    expect(paths('任何', { nameZh: '丹参', variants: [] })).toEqual(['variant']);
  });
});
