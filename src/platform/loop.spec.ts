import { describe, expect, it } from '@jest/globals';
import { Loop } from './loop.js';

const tick = (ms = 5) => new Promise((done) => setTimeout(done, ms));

describe('a loop', () => {
  it('tells the running round that it is to stop, and waits for it', async () => {
    let portions = 0;
    let over = false;
    const loop = new Loop('endless', 1, async (stopping) => {
      // A backlog without end: only the signal ends this.
      while (!stopping.aborted) {
        portions += 1;
        await tick();
      }
      over = true;
    });
    loop.start();
    while (portions < 3) await tick();
    await loop.stop();
    expect(over).toBe(true);
  });

  it('gives a round after a new start a signal that was not given yet', async () => {
    const seen: boolean[] = [];
    const loop = new Loop('again', 1, (stopping) => Promise.resolve(seen.push(stopping.aborted)));
    for (let n = 0; n < 2; n += 1) {
      const before = seen.length;
      loop.start();
      while (seen.length === before) await tick();
      await loop.stop();
    }
    expect(seen).not.toContain(true);
  });
});
