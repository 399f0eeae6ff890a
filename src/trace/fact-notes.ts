import type { Bilingual } from '../platform/errors.js';
import type { Directory } from './chapters/teller.js';
import { TELLERS } from './chapters/tellers.js';
import { entryText } from './entry-words.js';
import type { ToldFact } from './told-fact.js';

/** What is disclosed beside a fact: how it was entered, and what was decided on its warnings. */
export function notesOn(fact: ToldFact, toldLate: boolean, others: readonly ToldFact[]): Bilingual[] {
  const entry = entryText(fact.open, toldLate);
  return [...(entry ? [entry] : []), ...decisionsOn(fact.id, others)];
}

/** Warnings on a record that a second person took on, or whose cause a later record took away, with the reason. */
function decisionsOn(id: string, facts: readonly ToldFact[]): Bilingual[] {
  return facts.flatMap(({ type, open }) => {
    if (open['fact'] !== id || !DECISIONS.has(type)) return [];
    const told = TELLERS[type]?.tell({ open } as ToldFact, NO_DIRECTORY);
    return told ? [told] : [];
  });
}

const DECISIONS = new Set(['rules.finding-overridden', 'rules.finding-cured']);
const NO_DIRECTORY: Directory = { organisation: () => undefined, herb: () => undefined };
