import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withGeneralLimits } from './general-limits.js';
import { isEnforceable, type Limit } from './limit.js';
import { limitsFor } from './limits-for.js';
import { referenceFolder } from '../platform/reference-folder.js';
import type { FileLimit, ReferenceFiles } from './reference-files.js';

const read = <N extends keyof ReferenceFiles>(name: N): ReferenceFiles[N] =>
  JSON.parse(readFileSync(join(referenceFolder(), `${name}.json`), 'utf8')) as ReferenceFiles[N];

const files = { herbs: read('herbs').herbs, general: read('general-limits').limits };

const asLimit = (limit: FileLimit, scope: string): Limit & { scope: string } => ({
  item: limit.item,
  name: { zh: limit.item, en: limit.item },
  kind: limit.kind,
  value: limit.value ?? null,
  decimals: limit.decimals ?? null,
  unit: limit.unit ?? null,
  method: limit.method ?? null,
  mandatory: limit.mandatory,
  appliesTo: scope === 'monograph' && Array.isArray(limit.appliesTo) ? limit.appliesTo : [],
  edition: limit.edition,
  effectiveFrom: limit.effectiveFrom,
  effectiveTo: limit.effectiveTo,
  certainty: limit.certainty,
  source: limit.source.id,
  note: null,
  scope,
});

function applicable(code: string, form: string | null) {
  const herb = files.herbs.find((each) => each.code === code)!;
  const rows = [
    ...herb.limits.map((limit) => asLimit(limit, 'monograph')),
    ...files.general.map((limit) => asLimit(limit, limit.scope ?? '')),
  ];
  return limitsFor(withGeneralLimits(rows, herb.variants), herb.variants, form);
}

const valueOf = (code: string, form: string | null, item: string) =>
  applicable(code, form).limits.find((limit) => limit.item === item)?.value;

describe('the limits of a form', () => {
  it.each([
    ['LIANQIAO', '青翘', 'foreign_matter', '3'],
    ['LIANQIAO', '老翘', 'foreign_matter', '9'],
    ['LIANQIAO', '青翘', 'forsythoside_a', '3.5'],
    ['LIANQIAO', '老翘', 'forsythoside_a', '0.25'],
    ['LIANQIAO', '老翘', 'volatile_oil', undefined],
    ['LIANQIAO', '青翘', 'phillyrin', '0.15'],
    ['HUANGQIN', null, 'baicalin', '9.0'],
    ['HUANGQIN', '酒黄芩', 'baicalin', '8.0'],
    ['HUANGJING', '酒黄精', 'water', '15.0'],
    ['HUANGJING', '酒黄精', 'polysaccharide_glucose', '4.0'],
    ['HUANGJING', null, 'polysaccharide_glucose', '7.0'],
    ['SHANYAO', '山药片', 'sulfur_dioxide', '10'],
    ['SHANYAO', '毛山药', 'sulfur_dioxide', '400'],
    ['TIANMA', null, 'sulfur_dioxide', '400'],
    ['DANSHEN', null, 'sulfur_dioxide', '150'],
    ['DANSHEN', null, 'cadmium', '1'],
    ['LIANQIAO', '青翘', 'cadmium', undefined],
    ['LIANQIAO', '青翘', 'banned_methamidophos', '0.05'],
    ['CHAIHU', '北柴胡', 'saikosaponin_a_d', '0.30'],
    ['CHAIHU', '南柴胡', 'saikosaponin_a_d', undefined],
  ])('%s %p %s: %p', (code, form, item, value) => {
    expect(valueOf(code, form, item)).toBe(value);
  });

  it.each([
    ['LIANQIAO', null, ['foreign_matter', 'extractives_ethanol', 'volatile_oil', 'forsythoside_a']],
    ['LIANQIAO', '特级', ['foreign_matter', 'extractives_ethanol', 'volatile_oil', 'forsythoside_a']],
    ['LIANQIAO', '青翘', []],
    ['HUANGQIN', null, []],
    ['HUANGQIN', '枯芩', ['baicalin']],
    ['CHAIHU', null, ['saikosaponin_a_d']],
  ])('%s %p leaves undecided %p', (code, form, undecided) => {
    expect(applicable(code, form).undecided).toEqual(undecided);
  });

  it('says every herb needs appearance, identification and sulphur dioxide, whatever its form', () => {
    for (const { code, variants } of files.herbs)
      for (const form of [null, ...variants.map(({ name }) => name)])
        expect(
          applicable(code, form)
            .limits.filter(({ mandatory }) => mandatory)
            .map(({ item }) => item),
        ).toEqual(expect.arrayContaining(['description', 'identification']));
  });
});

describe('the reference files', () => {
  it('hold 29 herbs, 306 limits of monographs, the 33 banned pesticides', () => {
    expect(files.herbs).toHaveLength(29);
    expect(files.herbs.flatMap(({ limits }) => limits)).toHaveLength(306);
    expect(files.general.filter(({ item, kind }) => kind === 'absent' && item !== 'banned_pesticides')).toHaveLength(
      33,
    );
  });

  it('keep every figure as a decimal string with its digits counted', () => {
    for (const { value, decimals } of [...files.herbs.flatMap(({ limits }) => limits), ...files.general]) {
      if (value === undefined) continue;
      expect(value).toMatch(/^\d+(\.\d+)?$/);
      expect(decimals).toBe(value.split('.')[1]?.length ?? 0);
    }
  });

  it.each([
    ['S', true],
    ['K-high', true],
    ['S/K-medium', true],
    ['K-low', false],
    ['S/K-low', false],
    ['', false],
  ])('a figure of certainty %p is enforced: %p', (certainty, enforced) => {
    expect(isEnforceable(certainty)).toBe(enforced);
  });
});
