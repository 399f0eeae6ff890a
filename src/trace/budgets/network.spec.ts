import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../platform/clock.js';
import { loadConfig } from '../../platform/config/config.js';
import { BUDGETS, NetworkBudgets } from './network-budgets.service.js';
import { networkOf } from './network.js';

describe('the network of an address', () => {
  it.each([
    ['202.120.2.100', '202.120.2'],
    ['::ffff:202.120.2.100', '202.120.2'],
    ['2001:da8:8000:1::1', '2001:da8:8000'],
    ['2001:0DA8:8000:ffff:1:2:3:4', '2001:da8:8000'],
    ['2001:da8::1', '2001:da8:0'],
    ['2001::1', '2001:0:0'],
    ['2001:db8:0:1::1%eth0', '2001:db8:0'],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

class TestClock extends Clock {
  at = Date.parse('2026-05-01T00:00:00Z');
  override now(): Date {
    return new Date(this.at);
  }
}

describe('a budget', () => {
  const clock = new TestClock();
  const budgets = (): NetworkBudgets => new NetworkBudgets(loadConfig({ NODE_ENV: 'test' }), clock);
  const spendAll = (each: NetworkBudgets, addresses: (n: number) => string, times: number): (number | undefined)[] =>
    Array.from({ length: times }, (_, n) => each.spend('wrong', addresses(n)));

  it('ends for a whole network and for no other, and begins anew in the next window', () => {
    const mine = budgets();
    const answers = spendAll(mine, (n) => `198.51.100.${n % 250}`, BUDGETS.wrong.most + 5);
    expect(answers.filter((wait) => wait !== undefined)).toHaveLength(5);
    expect(answers.at(-1)).toBe(60);
    expect(mine.spend('wrong', '198.51.101.1')).toBeUndefined();
    expect(mine.spend('look', '198.51.100.1')).toBeUndefined();
    clock.at += 60_000;
    expect(mine.spend('wrong', '198.51.100.1')).toBeUndefined();
  });

  it('is one for a /48, whatever address of it is used', () => {
    const answers = spendAll(budgets(), (n) => `2001:db8:1:${n.toString(16)}::1`, BUDGETS.wrong.most + 1);
    expect(answers.at(-1)).toBe(60);
  });

  it('is wider on our own machine or network, where a proxy may stand, and ends there too for what costs', () => {
    for (const address of ['127.0.0.1', '10.0.0.2', '192.168.1.20', '::1', 'fd00::1']) {
      expect(spendAll(budgets(), () => address, 3 * BUDGETS.wrong.most).every((wait) => wait === undefined)).toBe(true);
      for (const kind of ['complaint', 'number'] as const) {
        const mine = budgets();
        let refused = 0;
        for (let n = 0; n < BUDGETS[kind].within; n += 1) if (mine.spend(kind, address) !== undefined) refused += 1;
        expect(refused).toBe(0);
        expect(mine.spend(kind, address)).toBeGreaterThan(0);
      }
    }
  });

  it('keeps its memory bounded', () => {
    const mine = budgets();
    for (let n = 0; n < 60_000; n += 1) mine.spend('wrong', `${1 + (n % 9)}.${n % 256}.${(n >> 8) % 256}.1`);
    expect(
      (mine as unknown as { windows: Map<string, { networks: Map<string, unknown> }> }).windows.get('wrong')!.networks
        .size,
    ).toBeLessThanOrEqual(50_000);
  });
});
