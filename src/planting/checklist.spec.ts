import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFolder } from '../platform/reference-folder.js';
import {
  EVIDENCE_KINDS,
  fillChecklist,
  type ChecklistFile,
  type ChecklistMark,
  type SeasonRecords,
} from './checklist.js';
import { monthsAfter } from './months-after.js';
import { SOP_SCOPES } from './sop-state.js';

const file = JSON.parse(readFileSync(join(referenceFolder(), 'checklists.json'), 'utf8')) as ChecklistFile;

describe('the checklists of the reference data', () => {
  it('have six and seven lines, and ask only for evidence that is known', () => {
    expect(file.lists.map(({ code, lines }) => [code, lines.length])).toEqual([
      ['gap-six', 6],
      ['linfen-seven', 7],
    ]);
    const kinds = [...EVIDENCE_KINDS, ...SOP_SCOPES.map((scope) => `sop:${scope}`)];
    const asked = file.lists.flatMap(({ lines }) => lines.flatMap(({ evidence }) => evidence));
    expect(asked.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });
});

describe('a line of a checklist', () => {
  const mark = (met: boolean, line = 'a'): ChecklistMark => ({
    ...{ id: 'm', factId: 'f', list: 'x', line, met, documentSha256: null, note: '合同 7', recordedAt: '' },
  });
  const stateOf = (evidence: string[], counts: SeasonRecords['counts'], marks: ChecklistMark[] = []): string =>
    fillChecklist(
      { ...{ code: 'x', titleZh: '', titleEn: '', citation: '' }, lines: [{ code: 'a', zh: '', en: '', evidence }] },
      { counts, sops: { 种植: 'LQ 第1版' } },
      marks,
    ).lines[0]!.state;
  const of = (done: number, all: number) => ({ soil: { done, of: all } });

  it.each([
    ['every plot has it', ['soil'], of(3, 3), 'fulfilled'],
    ['one has it not', ['soil'], of(2, 3), 'partly'],
    ['none has it', ['soil'], of(0, 3), 'missing'],
    ['there is nothing to have it', ['soil'], of(0, 0), 'missing'],
    ['a procedure is in force', ['sop:种植'], {}, 'fulfilled'],
    ['none is', ['sop:采收'], {}, 'missing'],
    ['one of two is there', ['sop:种植', 'sop:采收'], {}, 'partly'],
    ['nothing was attached', ['document'], {}, 'missing'],
  ])('where %s', (_, evidence, counts, expected) => expect(stateOf(evidence, counts)).toBe(expected));

  it.each([
    ['a document is attached', [mark(true)], 'fulfilled'],
    ['it was found missing afterwards', [mark(true), mark(false)], 'missing'],
    ['and found again', [mark(false), mark(true)], 'fulfilled'],
    ['it belongs to another line', [mark(true, 'b')], 'missing'],
  ])('where %s', (_, marks, expected) => expect(stateOf(['document'], {}, marks)).toBe(expected));

  it('counts a document beside the records, and not in their place', () => {
    expect(stateOf(['soil'], of(0, 3), [mark(true)])).toBe('partly');
    expect(stateOf(['soil'], of(3, 3), [mark(false)])).toBe('partly');
  });
});

describe('a term in months', () => {
  it.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-05-15', 12, '2026-05-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2025-11-30', 3, '2026-02-28'],
    ['2025-12-31', 0, '2025-12-31'],
  ])('%s and %i months: %s', (day, months, expected) => expect(monthsAfter(day, months)).toBe(expected));
});
