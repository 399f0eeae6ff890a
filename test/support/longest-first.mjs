import Sequencer from '@jest/test-sequencer';

/** Specs that take a minute and more, longest first: begun last, one of them would keep a whole core idle at the end. */
const LONG = ['test/kill.spec.ts', 'test/tenants.spec.ts', 'test/pages.spec.ts', 'test/tamper.spec.ts'];

/** A fresh clone has no timings of its own to sort by. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => LONG.findIndex((name) => path.endsWith(name));
    const long = tests.filter((test) => rank(test) >= 0).sort((a, b) => rank(a) - rank(b));
    return [...long, ...super.sort(tests.filter((test) => rank(test) < 0))];
  }
}
