import { describe, expect, it } from '@jest/globals';
import { harvestFaults } from './harvest-faults.js';

describe('what no harvest can be', () => {
  const herb = { nameZh: '连翘', variants: [{ name: '青翘' }, { name: '老翘' }] };
  const paths = (variant: string | undefined, day: string, of = herb) =>
    harvestFaults(of, '2015-03-20', { at: `${day}T10:00:00+08:00`, day, variant }).map(({ path }) => path);

  it.each([
    ['青翘', '2025-08-03', []],
    [undefined, '2015-03-20', []],
    ['紫翘', '2025-08-03', ['variant']],
    ['青翘', '2015-03-19', ['at']],
    ['紫翘', '2015-03-19', ['variant', 'at']],
  ])('%s on %s: %j', (variant, day, expected) => expect(paths(variant, day)).toEqual(expected));

  it('names the forms there are', () => {
    const [fault] = harvestFaults(herb, '2015-03-20', { at: '', day: '2025-08-03', variant: '紫翘' });
    expect(fault!.message.zh).toContain('青翘、老翘');
    expect(paths('任何', '2025-08-03', { nameZh: '丹参', variants: [] })).toEqual(['variant']);
  });
});
