/** This room's part of `npm run verify-ledger`: recalls, steps, answers and cases as their facts tell of them. */
import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';
import type { OversightFacts } from './oversight.facts.js';

const open = <T extends keyof OversightFacts>(fact: Fact): OversightFacts[T] =>
  fact.open as unknown as OversightFacts[T];

type StepFact = Pick<OversightFacts['oversight.recall-closed'], 'recall' | 'step' | 'reason'> & { dueAt?: string };

/** The rows of this room, as its facts tell of them; drills are told by none and stand in none of these views. */
export const oversightTables: readonly ActTable[] = [
  {
    table: 'regulator_case',
    types: ['oversight.case-opened'],
    says(fact) {
      const { case: id, reason } = open<'oversight.case-opened'>(fact);
      return { id, reason, opened_at: new Date(fact.occurredAt) };
    },
    sealed: { opened_by: 'actor.person' },
  },
  {
    table: 'recall_told',
    types: ['oversight.recall-drafted'],
    says(fact) {
      const { recall, root, scope, subject, class: grade, authority, reason } = open<'oversight.recall-drafted'>(fact);
      const opened = { opened_at: new Date(fact.occurredAt), drill: false };
      return { id: recall, lot_id: root, scope, subject, class: grade, authority, reason, ...opened };
    },
    sealed: { opened_by: 'actor.person' },
  },
  {
    table: 'recall_step_told',
    types: [
      'oversight.recall-published',
      'oversight.recall-withdrawn',
      'oversight.recall-closed',
      'oversight.recall-lifted',
    ],
    says(fact) {
      const { recall, step, reason, dueAt } = fact.open as unknown as StepFact;
      const kind = fact.type.slice('oversight.recall-'.length);
      return {
        ...{ id: step, recall_id: recall, step: kind, at: new Date(fact.occurredAt) },
        // Publishing repeats the reason of the draft.
        reason: kind === 'published' ? undefined : reason,
        due_at: dueAt === undefined ? undefined : new Date(dueAt),
      };
    },
    sealed: { person_id: 'actor.person' },
  },
  {
    table: 'recall_acknowledgement_told',
    types: ['oversight.recall-acknowledged'],
    says(fact) {
      const { recall, acknowledgement } = open<'oversight.recall-acknowledged'>(fact);
      return { id: acknowledgement, recall_id: recall, at: new Date(fact.occurredAt) };
    },
    sealed: { person_id: 'actor.person' },
  },
  {
    table: 'recall_report_told',
    types: ['oversight.recall-reported'],
    says(fact) {
      const told = open<'oversight.recall-reported'>(fact);
      return {
        ...{ id: told.report, recall_id: told.recall, lot_id: told.lot, drawn: told.grams ?? 0 },
        ...{ returned: told.returnedGrams, used: told.usedGrams, destroyed: told.destroyedGrams },
        ...{ missing: told.missingGrams, photo_sha256: told.photo, at: new Date(told.at) },
      };
    },
    sealed: { witness: 'witness', reason: 'reason', person_id: 'actor.person' },
  },
];

/** What a recall covered when it was published, and whom it told, against the digest and the clock in its fact. */
export class RecallScopeReplayer implements LedgerReplayer {
  readonly room = 'recalls';
  private readonly published = new Map<
    string,
    { fact: ReplayedFact; open: OversightFacts['oversight.recall-published'] }
  >();

  replay(_tx: Tx, facts: readonly ReplayedFact[]): Promise<undefined> {
    for (const fact of facts)
      if (fact.fact.type === 'oversight.recall-published') {
        const told = open<'oversight.recall-published'>(fact.fact);
        this.published.set(told.recall, { fact, open: told });
      }
    return Promise.resolve(undefined);
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    const rows: { recall: string; lots: string; grams: string; digest: string; wrong: string }[] =
      await tx.query(SCOPES);
    const found = new Map(rows.map((row) => [row.recall, row]));
    for (const [recall, { fact, open: told }] of this.published) {
      const row = found.get(recall);
      found.delete(recall);
      const at = { factId: fact.fact.id, ...(fact.leafIndex === undefined ? {} : { leafIndex: fact.leafIndex }) };
      if (Number(row?.lots ?? 0) !== told.lots || (row !== undefined && row.digest !== told.digest))
        return { ...at, what: `recall ${recall} covered ${told.lots} lots (${told.digest}), now ${row?.lots ?? 0}` };
      const [notices]: { n: number; late: number }[] = await tx.query(
        `select count(*)::int as n, count(*) filter (where due_at <> $2)::int as late from recall_notice where recall_id = $1`,
        [recall, told.dueAt],
      );
      if (notices!.n !== told.holders || notices!.late > 0 || Number(row?.wrong ?? 0) > 0)
        return {
          ...at,
          what: `recall ${recall} told ${told.holders} holders by its fact, ${notices!.n} by its notices`,
        };
    }
    const [stray] = found.keys();
    return stray === undefined ? undefined : { what: `recall ${stray} covers lots, and no fact published it` };
  }
}

/** Each recall that is no drill with its scope, and in how many notices the sums are not those of the scope. */
const SCOPES = `
  select l.recall_id as recall, count(*) as lots, sum(l.grams) as grams,
         encode(sha256(convert_to(string_agg(l.lot_id || ' ' || l.holder_id || ' ' || l.grams, E'\\n' order by l.lot_id), 'UTF8')),
                'hex') as digest,
         (select count(*) from recall_notice n where n.recall_id = l.recall_id and n.grams is distinct from (
            select coalesce(sum(h.grams), 0) from recall_lot h where h.recall_id = n.recall_id and h.holder_id = n.organisation_id)) as wrong
    from recall_lot l join recall r on r.id = l.recall_id and not r.drill
   group by l.recall_id order by 1`;
