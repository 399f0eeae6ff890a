import { describe, expect, it } from '@jest/globals';
import { claimedMovements } from './claimed-movements.js';

describe('what a fact says it moved', () => {
  it('is read at the top, in the inputs and in the outputs, and adds up lines on one lot', () => {
    const open = {
      lot: 'B',
      grams: 900,
      inputs: [
        { lot: 'a', grams: 500 },
        { lot: 'a', grams: 300 },
        { lot: 'c', grams: 200 },
      ],
      outputs: [{ lot: 'd', grams: 50 }],
      balance: [{ kind: 'loss', grams: 50 }],
    };
    expect([...claimedMovements(open)]).toEqual([
      ['b', 900],
      ['a', 800],
      ['c', 200],
      ['d', 50],
    ]);
  });

  it('counts pieces as quantity, and nothing where a lot or a number is missing', () => {
    expect([...claimedMovements({ lot: 's', quantity: 12 })]).toEqual([['s', 12]]);
    expect(claimedMovements({ lot: 's' }).size).toBe(0);
    expect(claimedMovements({ grams: 5, plots: [{ plot: 'p', grams: 5 }] }).size).toBe(0);
    expect(claimedMovements({ lot: 's', grams: '5', inputs: [null, 3, 'x'] }).size).toBe(0);
  });
});
