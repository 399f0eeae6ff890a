import { describe, expect, it } from '@jest/globals';
import { RULES, ruleOf } from './catalogue.js';
import { bornHeldBecause, cited, type FindingDraft } from './finding.js';

describe('the catalogue of rules', () => {
  it('has the thirty rules R-01 … R-31 in order, without R-09', () => {
    const expected = Array.from({ length: 31 }, (_, index) => `R-${String(index + 1).padStart(2, '0')}`);
    expect(RULES.map(({ id }) => id)).toEqual(expected.filter((id) => id !== 'R-09'));
  });

  it('gives every rule a level, a title in both languages and a clause', () => {
    for (const { id } of RULES) {
      const rule = ruleOf(id);
      expect([rule.title.zh, rule.title.en, rule.citation].every((text) => text.length > 4)).toBe(true);
      expect(['block', 'warn']).toContain(rule.level);
    }
  });
});

describe('what a finding does to the lots of its act', () => {
  const draft = (level: 'block' | 'warn'): FindingDraft => ({
    ruleId: 'R-12',
    level,
    message: { zh: '安全间隔期未满', en: 'pre-harvest interval not over' },
  });

  it('holds them when a blocking rule was broken', () => {
    expect(bornHeldBecause([draft('warn'), draft('block')])?.zh).toBe('R-12 安全间隔期未满');
  });

  it('leaves them free when rules only warn', () => {
    expect(bornHeldBecause([draft('warn')])).toBeUndefined();
    expect(bornHeldBecause([])).toBeUndefined();
  });

  it('is answered with its clause', () => {
    expect(cited([draft('block')])[0]).toMatchObject({ ruleId: 'R-12', citation: ruleOf('R-12').citation });
  });
});
