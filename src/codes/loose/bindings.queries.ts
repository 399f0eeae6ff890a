import { onceMore, violatedConstraint } from '../../platform/db/pg-errors.js';
import type { Tx } from '../../platform/db/tx.js';
import type { CodePlace } from '../code-row.queries.js';
import type { Thing } from './thing.js';

/** What a label stands on. */
export interface Bound {
  thing: Thing;
  lot: string;
  serial: number | null;
  grams: number | null;
}

export interface BindingRow extends Bound {
  id: string;
  factId: string;
  at: Date;
}

/** Why the database refused a binding. */
export type Unbindable = 'labelled' | 'no-such-package';

const REFUSALS: Record<string, Unbindable> = {
  code_binding_one_live_code_a_thing: 'labelled',
  code_binding_of_a_package_that_is: 'no-such-package',
};

/** Sacks of a lot that carry a live label and were weighed. */
export async function labelledSacks(
  tx: Tx,
  organisationId: string,
  lot: string,
): Promise<{ sacks: number; grams: number }> {
  const rows: { sacks: number; grams: number }[] = await tx.query(
    `select count(*)::float8 as sacks, coalesce(sum(grams), 0)::float8 as grams from code_binding b
      where b.organisation_id = $1 and b.lot_id = $2 and b.thing = 'sack' and b.grams is not null
        and not code_is_void(b.range_no, b.serial)`,
    [organisationId, lot],
  );
  return rows[0]!;
}

export async function bindingOf(tx: Tx, organisationId: string, code: CodePlace): Promise<BindingRow | undefined> {
  const rows: BindingRow[] = await tx.query(
    `select id, fact_id as "factId", thing, lot_id as lot, package_serial::float8 as serial, grams::float8 as grams, bound_at as at
       from code_binding where organisation_id = $1 and range_no = $2 and serial = $3`,
    [organisationId, code.range, code.serial],
  );
  return rows[0];
}

/** Binds a label, or tells why not. The caller has taken the code (lockCodes). */
export async function insertBinding(
  tx: Tx,
  organisationId: string,
  binding: Bound & { id: string; code: CodePlace; at: string; factId: string },
): Promise<Unbindable | undefined> {
  const { id, code, thing, lot, serial, grams, at, factId } = binding;
  try {
    await tx.query(
      `insert into code_binding (organisation_id, id, range_no, serial, thing, lot_id, package_serial, grams, bound_at, fact_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [organisationId, id, code.range, code.serial, thing, lot, serial, grams, at, factId],
    );
    return undefined;
  } catch (error) {
    const constraint = violatedConstraint(error) ?? '';
    if (constraint === 'code_binding_of_a_live_code') throw onceMore(error); // voided a moment ago
    const refusal = REFUSALS[constraint];
    if (refusal === undefined) throw error;
    return refusal;
  }
}

export async function insertContest(
  tx: Tx,
  organisationId: string,
  contest: Bound & { id: string; binding: string; at: string; factId: string },
): Promise<void> {
  const { id, binding, thing, lot, serial, grams, at, factId } = contest;
  await tx.query(
    `insert into code_binding_contest (organisation_id, id, binding_id, thing, lot_id, package_serial, grams, bound_at, fact_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [organisationId, id, binding, thing, lot, serial, grams, at, factId],
  );
}
