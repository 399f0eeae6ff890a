import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../ledger/fact.js';
import type { Tx } from '../platform/db/tx.js';
import { FindingsReplayer } from './replay-findings.queries.js';
import { digestOf, toldFindings, type DrawnUpFinding } from './told-findings.js';

const FACT = '01930000-0000-7000-8000-000000000001';
const drawn = (number: number, more: Partial<DrawnUpFinding> = {}): DrawnUpFinding => ({
  ...{ id: `01930000-0000-7000-8000-00000000010${number}`, ruleId: 'R-12', level: 'block', subject: 'harvest:1' },
  ...{
    message: { zh: '安全间隔期未满', en: 'too soon' },
    concerns: FACT,
    lots: [FACT],
    salt: Buffer.alloc(32, number),
  },
  ...more,
});

describe('what a fact tells of its findings', () => {
  it('is an empty list when there are none: silence would tell nothing', () => {
    expect(toldFindings(FACT, [])).toEqual({ findings: [] });
  });

  it('counts them by rule and level, and is small however many there are', () => {
    const many = Array.from({ length: 3_000 }, (_, n) =>
      drawn(n % 10, { id: `${n}`, level: n % 3 ? 'block' : 'warn' }),
    );
    const told = toldFindings(FACT, many);
    expect(told.findings).toEqual([
      { ruleId: 'R-12', level: 'block', count: 2_000 },
      { ruleId: 'R-12', level: 'warn', count: 1_000 },
    ]);
    expect(JSON.stringify(told).length).toBeLessThan(250);
  });

  it.each<[string, Partial<DrawnUpFinding>]>([
    ['id', { id: 'another' }],
    ['rule', { ruleId: 'R-11' }],
    ['level', { level: 'warn' }],
    ['Chinese', { message: { zh: '无', en: 'too soon' } }],
    ['English', { message: { zh: '安全间隔期未满', en: 'fine' } }],
    ['organisation concerned', { concerns: 'another' }],
    ['subject', { subject: 'harvest:2' }],
    ['lots', { lots: [] }],
    ['salt', { salt: Buffer.alloc(32, 9) }],
  ])('digests the %s', (_, change) => {
    expect(digestOf(FACT, [drawn(1, change), drawn(2)])).not.toBe(digestOf(FACT, [drawn(1), drawn(2)]));
  });

  it('digests them in no order, and under their fact', () => {
    expect(digestOf(FACT, [drawn(2), drawn(1)])).toBe(digestOf(FACT, [drawn(1), drawn(2)]));
    expect(digestOf('another', [drawn(1)])).not.toBe(digestOf(FACT, [drawn(1)]));
  });
});

describe('facts from before findings were told', () => {
  const kept = { organisation: FACT, ...drawn(1), zh: '', en: '', openedAt: new Date() };
  /** A database in which each of these facts has one finding. */
  const databaseWith = (ids: readonly string[]): Tx =>
    ({ query: () => Promise.resolve(ids.map((factId) => ({ ...kept, factId }))) }) as unknown as Tx;
  const fact = (id: string, type: string, open: object = {}) => ({
    fact: { id, type, open, organisation: FACT, recordedAt: new Date(0).toISOString() } as unknown as Fact,
    leafIndex: 0n,
  });
  const said = async (facts: ReturnType<typeof fact>[], withFinding: string[]) =>
    (await new FindingsReplayer().replay(databaseWith(withFinding), facts))?.what;

  it('keep the findings they have, as long as nothing tells of findings before them', async () => {
    expect(await said([fact('old', 'planting.harvested')], ['old'])).toBeUndefined();
  });

  it('have none when an earlier fact told of its own', async () => {
    const facts = [fact('new', 'planting.planted', { findings: [] }), fact('old', 'planting.harvested')];
    expect(await said(facts, [])).toBeUndefined();
    expect(await said(facts, ['old'])).toBe('1 findings R-12 block are kept of it, it tells of none');
  });

  it('never had any in rooms without rules', async () => {
    expect(await said([fact('old', 'identity.person-appointed')], ['old'])).toMatch(/it tells of none/);
  });
});
