import { describe, expect, it } from '@jest/globals';
import { everyHerbConforms, type Component } from './every-herb-conforms.js';

const herb = (batch: string, ...claims: string[]): Component => ({ batch, claims });

describe('R-08: a compound conforms when every herb of its formula does', () => {
  it.each<[string, Component[], string[]]>([
    ['one herb, which conforms', [herb('A', 'gap')], []],
    ['one herb, which does not', [herb('A')], ['A']],
    ['every herb conforms', [herb('A', 'gap'), herb('B', 'gap'), herb('C', 'gap')], []],
    ['all but one conform', [herb('A', 'gap'), herb('B'), herb('C', 'gap')], ['B']],
    ['none conforms', [herb('A'), herb('B')], ['A', 'B']],
    ['another claim is not this one', [herb('A', 'sulphur-free'), herb('B', 'gap')], ['A']],
    ['a claim with a longer name is not this one', [herb('A', 'gap-in-part')], ['A']],
    ['further claims do no harm', [herb('A', 'gi', 'gap', 'sulphur-free')], []],
    ['not a compound: no formula', [], []],
  ])('%s', (_, components, wanting) => {
    const missing = everyHerbConforms('gap', components);
    expect(missing.map(({ zh }) => zh)).toEqual(wanting.map((batch) => `复方药味批次 ${batch} 未作此声称`));
    expect(missing.map(({ en }) => en)).toEqual(wanting.map((batch) => expect.stringContaining(`batch ${batch} `)));
  });
});
