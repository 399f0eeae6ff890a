import { describe, expect, it } from '@jest/globals';
import { overrideRefused } from './overridable.js';

const asked = { level: 'warn', openedBy: 'clerk', decidedBy: 'head', closedAs: null } as const;

describe('an override', () => {
  it.each([
    ['a warning, by a second person', asked, undefined],
    ['a warning, by whoever caused it', { ...asked, decidedBy: 'clerk' }, '另一人'],
    ['a block, by a second person', { ...asked, level: 'block' }, '不能豁免'],
    ['a warning already overridden', { ...asked, closedAs: 'overridden' }, '已经结案'],
    ['a warning already cured', { ...asked, closedAs: 'cured' }, '已经结案'],
  ] as const)('of %s', (_, given, why) => {
    const refused = overrideRefused(given);
    if (why === undefined) expect(refused).toBeUndefined();
    else expect(refused?.zh).toContain(why);
  });
});
