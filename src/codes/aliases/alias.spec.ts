import { describe, expect, it } from '@jest/globals';
import { aliasValues, gtinIsSound, readAlias, type AliasScheme } from './alias.js';

const GTIN = '09521141012345';
const KEPT = `(01)${GTIN}(10)AZ20250901-01`;

describe('a number of another system', () => {
  it.each<[AliasScheme, string, string]>([
    ['drug-trace-code', '83857930000879766660', '83857930000879766660'],
    ['drug-trace-code', ' 8385793 0000879766660 ', '83857930000879766660'],
    ['drug-trace-code', '８３８５７９３００００８７９７６６６６０', '83857930000879766660'],
    ['gtin-lot', KEPT, KEPT],
    ['gtin-lot', `${GTIN}/AZ20250901-01`, KEPT],
    ['gtin-lot', '9521141012345/AZ20250901-01', KEPT],
    ['gtin-lot', `https://id.example.com/01/${GTIN}/10/AZ20250901-01?17=270901`, KEPT],
    ['gtin-lot', `/01/${GTIN}/10/A%2FB`, `(01)${GTIN}(10)A/B`],
    ['gtin-lot', '96385074/L1', '(01)00000096385074(10)L1'],
    ['handle', '88.118.8/LQ-20250901', '88.118.8/LQ-20250901'],
    ['platform', '长治追溯-20250901-7', '长治追溯-20250901-7'],
  ])('of %s: %s is kept as %s', (scheme, text, value) => expect(readAlias(scheme, text)).toEqual({ value }));

  it.each<[AliasScheme, string]>([
    ['drug-trace-code', '8385793000087976666'],
    ['drug-trace-code', '838579300008797666600'],
    ['drug-trace-code', '03857930000879766660'],
    ['drug-trace-code', '8385793000087976666X'],
    ['gtin-lot', '09521141012346/L1'],
    ['gtin-lot', GTIN],
    ['gtin-lot', `${GTIN}/`],
    ['gtin-lot', `${GTIN}/连翘`],
    ['gtin-lot', `${GTIN}/L 1`],
    ['gtin-lot', `${GTIN}/${'1'.repeat(21)}`],
    ['gtin-lot', `/01/9521141012345/10/L1`],
    ['gtin-lot', `/01/${GTIN}/10/%E0%A4%A`],
    ['gtin-lot', `${GTIN}/L1\u0000`],
    ['handle', '88/LQ'],
    ['handle', '88.118.8'],
    ['handle', '88.118.8/连翘'],
    ['handle', 'abc.def/1'],
    ['platform', ''],
    ['platform', 'a b'],
    ['platform', 'x'.repeat(121)],
  ])('of %s: %j is refused with a sentence', (scheme, text) => {
    const read = readAlias(scheme, text);
    expect(read).toEqual({ fault: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) } });
  });

  it('has a check digit that finds every single wrong digit', () => {
    expect(gtinIsSound(GTIN)).toBe(true);
    for (let at = 0; at < GTIN.length; at++)
      for (const digit of '0123456789')
        if (digit !== GTIN[at]) expect(gtinIsSound(GTIN.slice(0, at) + digit + GTIN.slice(at + 1))).toBe(false);
  });

  it('is looked for in every form it may have been kept in', () => {
    expect(aliasValues('9521141012345/L1')).toEqual(['(01)09521141012345(10)L1', '9521141012345/L1']);
    expect(aliasValues('8385793 0000879766660')).toEqual(['83857930000879766660']);
    expect(aliasValues(' ')).toEqual([]);
  });
});
