import { describe, expect, it } from '@jest/globals';
import { processesOf } from './ways-processed.js';

const family = (edges: Record<string, string[]>) =>
  new Map(Object.entries(edges).map(([lot, from]) => [lot, new Set(from)]));

describe('the ways by which matter came to a lot', () => {
  it('joins the runs one lot went through', () => {
    const parents = family({ dry: ['steamed'], steamed: ['fresh'] });
    const steps = new Map([
      ['steamed', '蒸'],
      ['dry', '晒干'],
    ]);
    expect(processesOf(['dry'], parents, steps)).toEqual(['蒸→晒干']);
    expect(processesOf(['dry', 'other'], parents, new Map([...steps, ['other', '蒸→晒干']]))).toEqual(['蒸→晒干']);
  });

  it('tells apart what went different ways', () => {
    const steps = new Map([
      ['a', '蒸→晒干'],
      ['b', '煮→烘干'],
    ]);
    expect(processesOf(['blend'], family({ blend: ['a', 'b'] }), steps)).toEqual(['蒸→晒干', '煮→烘干']);
  });

  it('has nothing to say of what was never changed, and stays small over blends of blends', () => {
    expect(processesOf(['fresh'], new Map(), new Map())).toEqual([]);
    const parents = new Map<string, Set<string>>();
    const steps = new Map<string, string>();
    for (let depth = 0; depth < 40; depth += 1) {
      parents.set(`blend${depth + 1}`, new Set([`a${depth}`, `b${depth}`]));
      for (const way of ['a', 'b']) {
        parents.set(`${way}${depth}`, new Set([`blend${depth}`]));
        steps.set(`${way}${depth}`, way);
      }
    }
    expect(processesOf(['blend40'], parents, steps)).toHaveLength(6);
  });
});
