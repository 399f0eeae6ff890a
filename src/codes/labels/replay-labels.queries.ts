import type { Misfit } from '../../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../../ledger/verify/replayer.js';
import type { Tx } from '../../platform/db/tx.js';
import { LABELS_ORDERED } from '../codes.facts.js';

interface Ordered {
  fact: string;
  count: number;
  lot: string | null;
  /** The order that issued the codes, where there is no lot. */
  issue: string | null;
  job: string;
  again: boolean;
  same: boolean;
}

/** Holds the labels that were ordered against their facts: a reprint nobody may see would be the way to copy goods from inside. */
export class LabelsReplayer implements LedgerReplayer {
  readonly room = 'labels';

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    const mine = facts.filter(({ fact }) => fact.type === LABELS_ORDERED);
    if (mine.length === 0) return undefined;
    const rows: Ordered[] = await tx.query(
      `select p.fact_id as fact, sum(p.last_serial - p.first_serial + 1)::float8 as count, min(p.lot_id::text) as lot,
              min(r.act_id::text) filter (where p.lot_id is null) as issue,
              min(p.job_id::text) as job, bool_or(p.again) as again,
              count(distinct (p.lot_id, p.job_id, p.again, p.organisation_id, case when p.lot_id is null then r.act_id end)) = 1
                and bool_and(r.lot_id is not distinct from p.lot_id) as same
         from label_print p join code_range r on r.organisation_id = p.organisation_id and r.range_no = p.range_no
        where p.fact_id = any($1) group by 1`,
      [mine.map(({ fact }) => fact.id)],
    );
    const byFact = new Map(rows.map((row) => [row.fact, row]));
    for (const { fact, leafIndex } of mine) {
      const row = byFact.get(fact.id);
      const { count, lot = null, issue = null, job, again } = fact.open;
      const fits = row?.same && row.count === count && row.job === job && row.again === again;
      if (fits && row.lot === lot && row.issue === issue) continue;
      const what = `label_print has ${row?.count ?? 0} labels of this fact that fit it, it says ${String(count)}`;
      return { factId: fact.id, what, ...(leafIndex === undefined ? {} : { leafIndex }) };
    }
    return undefined;
  }

  /** Rows that name a fact that does not exist, or that tells of something else. */
  async finish(tx: Tx): Promise<Misfit | undefined> {
    const [stray]: { fact: string; first: string }[] = await tx.query(
      `select p.fact_id as fact, p.first_serial as first from label_print p
        where not exists (select from fact f where f.id = p.fact_id and f.type = $1
                            and f.organisation_id = p.organisation_id) limit 1`,
      [LABELS_ORDERED],
    );
    return stray && { factId: stray.fact, what: `labels ${stray.first} and following: no fact tells of them` };
  }
}
