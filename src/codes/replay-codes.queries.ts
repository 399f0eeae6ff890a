import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';
import { CODES_ISSUED, CODES_VOIDED } from './codes.facts.js';

/** Where a fact's count stands in rows, and whose facts may stand there (a batch's own code is told by the batch). */
const BOOKS = [
  { type: CODES_ISSUED, table: 'code_range', others: ['batches.batch-made'] },
  { type: CODES_VOIDED, table: 'code_void', others: [] },
] as const;

/** Holds ranges and voids against the facts that gave codes out and made them void: as many, and by no other fact. */
export class CodesReplayer implements LedgerReplayer {
  readonly room = 'codes';

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    for (const { type, table } of BOOKS) {
      const told = facts.filter(({ fact }) => fact.type === type);
      if (told.length === 0) continue;
      const rows: { fact_id: string; count: string }[] = await tx.query(
        `select fact_id, sum(last_serial - first_serial + 1) as count from ${table}
          where fact_id = any($1::uuid[]) group by fact_id`,
        [told.map(({ fact }) => fact.id)],
      );
      const counts = new Map(rows.map(({ fact_id, count }) => [fact_id, Number(count)]));
      for (const { fact, leafIndex } of told) {
        const [says, has] = [fact.open['count'], counts.get(fact.id) ?? 0];
        if (says !== has)
          return {
            factId: fact.id,
            what: `${table} has ${has} codes of this fact, it says ${JSON.stringify(says)}`,
            ...(leafIndex === undefined ? {} : { leafIndex }),
          };
      }
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const { type, table, others } of BOOKS) {
      const rows: { fact_id: string; range_no: string }[] = await tx.query(
        `select t.fact_id, t.range_no from ${table} t
          where not exists (select from fact f where f.id = t.fact_id and f.type = any($1)) order by t.range_no limit 1`,
        [[type, ...others]],
      );
      if (rows[0] !== undefined)
        return {
          factId: rows[0].fact_id,
          what: `${table} ${rows[0].range_no} names a fact that gave or voided no codes`,
        };
    }
    return undefined;
  }
}
