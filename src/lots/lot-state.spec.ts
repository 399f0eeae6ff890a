import { describe, expect, it } from '@jest/globals';
import { isBlocked, isConsumed, mayFollow } from './lot-state.js';

describe('the state of a lot', () => {
  it('lets a verdict follow another only forward', () => {
    const allowed = (['pending', 'released', 'rejected'] as const).flatMap((from) =>
      (['pending', 'released', 'rejected'] as const).filter((to) => mayFollow(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(allowed).toEqual(['pending → released', 'pending → rejected', 'released → rejected']);
  });

  it('is blocked by a binding hold only, whatever alerts stand beside it', () => {
    expect(isBlocked([])).toBe(false);
    expect(isBlocked([{ binding: false }])).toBe(false);
    expect(isBlocked([{ binding: false }, { binding: true }])).toBe(true);
  });

  it('is consumed when nothing is left', () => {
    expect(isConsumed({ remaining: 0 })).toBe(true);
    expect(isConsumed({ remaining: 1 })).toBe(false);
  });
});
