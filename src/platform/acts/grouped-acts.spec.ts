import { describe, expect, it } from '@jest/globals';
import { GroupedActs } from './grouped-acts.js';

/** Performs groups one by one when told to, and remembers their sizes. */
function stage() {
  const groups: number[][] = [];
  const release: (() => void)[] = [];
  const acts = new GroupedActs<number, string>();
  const perform = (bodies: number[]): Promise<string[]> => {
    groups.push(bodies);
    return new Promise((resolve) => release.push(() => resolve(bodies.map((body) => `done ${body}`))));
  };
  return { groups, release, add: (body: number, line = 'a') => acts.add(line, body, perform) };
}
const settled = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('group commit', () => {
  it('performs what comes in one turn together, and gathers what comes while two groups run', async () => {
    const { groups, release, add } = stage();
    const answers = [add(1), add(2)];
    await settled();
    answers.push(add(3));
    await settled();
    answers.push(add(4));
    await settled();
    answers.push(add(5));
    await settled();
    expect(groups).toEqual([[1, 2], [3]]);
    release.shift()!();
    await settled();
    expect(groups).toEqual([[1, 2], [3], [4, 5]]);
    release.forEach((go) => go());
    expect(await Promise.all(answers)).toEqual(['done 1', 'done 2', 'done 3', 'done 4', 'done 5']);
  });

  it('keeps lines apart, and starts a line again that had gone quiet', async () => {
    const { groups, release, add } = stage();
    const all = [add(1), add(9, 'b')];
    await settled();
    expect(groups).toEqual([[1], [9]]);
    release.splice(0).forEach((go) => go());
    expect(await Promise.all(all)).toEqual(['done 1', 'done 9']);
    await settled();
    const again = add(7);
    await settled();
    release.shift()!();
    expect(await again).toBe('done 7');
  });

  it('bounds a group', async () => {
    const { groups, release, add } = stage();
    const all = Array.from({ length: 600 }, (_, n) => add(n));
    for (let n = 0; n < 6; n += 1) {
      await settled();
      release.splice(0).forEach((go) => go());
    }
    await Promise.all(all);
    expect(groups.map((group) => group.length)).toEqual([256, 256, 88]);
  });
});
