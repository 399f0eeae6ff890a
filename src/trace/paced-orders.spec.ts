import { describe, expect, it } from '@jest/globals';
import { PacedOrders } from './paced-orders.js';

/** A maker that ends each making when told, and counts. */
function slow() {
  const ends: (() => void)[] = [];
  let begun = 0;
  const orders = new PacedOrders(() => {
    begun += 1;
    return new Promise<void>((resolve) => ends.push(resolve));
  });
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  return { orders, begun: () => begun, endOne: () => ends.shift()!(), turn };
}

describe('paced orders', () => {
  it('serve a hundred who ask during one making with one more, begun after they asked', async () => {
    const { orders, begun, endOne, turn } = slow();
    orders.hurry();
    const first = orders.order('page');
    await turn();
    expect(begun()).toBe(1);
    const others = Array.from({ length: 100 }, () => orders.order('page'));
    await turn();
    expect(begun()).toBe(1);
    endOne();
    await first;
    await turn();
    expect(begun()).toBe(2);
    endOne();
    await Promise.all(others);
    expect(begun()).toBe(2);
  });

  it('do not let one key wait for another', async () => {
    const { orders, begun, endOne, turn } = slow();
    const both = [orders.order('a'), orders.order('b')];
    await turn();
    expect(begun()).toBe(2);
    endOne();
    endOne();
    await Promise.all(both);
  });

  it('rest four times as long as the making took, unless the process ends', async () => {
    const making = () => new Promise<void>((resolve) => setTimeout(resolve, 40));
    const [resting, hurrying] = [new PacedOrders(making), new PacedOrders(making)];
    const began = performance.now();
    await Promise.all([resting.order('page'), hurrying.order('page')]);
    let rested = false;
    const second = resting.order('page').then(() => (rested = true));
    const hurried = hurrying.order('page');
    hurrying.hurry();
    await hurried;
    expect(rested).toBe(false);
    await second;
    // 40 made, 160 rested, 40 made; a timer may ring a little early, never this much.
    expect(performance.now() - began).toBeGreaterThan(200);
  });

  it('tell a failure to those who asked for it, and go on with the next', async () => {
    let fails = true;
    const orders = new PacedOrders(() => (fails ? Promise.reject(new Error('no paper')) : Promise.resolve()));
    orders.hurry();
    await expect(orders.order('page')).rejects.toThrow('no paper');
    fails = false;
    await expect(orders.order('page')).resolves.toBeUndefined();
  });
});
