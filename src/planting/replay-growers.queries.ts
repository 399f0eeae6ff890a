import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';

/**
 * Growers are written down on first use, inside another act, so they have no fact of their own: their names are held
 * against what plots and weighings-in sealed of them, as long as it is not erased.
 */
export class GrowersReplayer implements LedgerReplayer {
  readonly room = 'planting';

  replay(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const [sql, what] of WRONG) {
      const rows: { id: string; fact: string | null }[] = await tx.query(sql);
      const [row] = rows;
      if (row !== undefined)
        return { what: `grower ${row.id} ${what}`, ...(row.fact !== null && { factId: row.fact }) };
    }
    return undefined;
  }
}

const WRONG: [sql: string, what: string][] = [
  [
    `select g.id, s.fact_id as fact from sealed_value s join grower g on g.id::text = s.value ->> 'id'
      where s.name = 'grower' and s.erased_at is null and s.value ->> 'name' is distinct from g.name
      order by g.id limit 1`,
    'does not have the name that was sealed',
  ],
  [
    `select u.grower_id as id, u.fact_id as fact
       from (select organisation_id, grower_id, fact_id from plot
             union all select organisation_id, grower_id, fact_id from purchase
             union all select organisation_id, grower_id, fact_id from plot_change where grower_id is not null) u
      where not exists (select from grower g where g.id = u.grower_id and g.organisation_id = u.organisation_id)
      order by 1 limit 1`,
    'is gone',
  ],
  [
    `select g.id, null as fact from grower g
      where not exists (select from plot p where p.grower_id = g.id)
        and not exists (select from purchase p where p.grower_id = g.id)
        and not exists (select from plot_change c where c.grower_id = g.id)
        and not exists (select from plot_share w where w.grower_id = g.id)
        and not exists (select from fact_subject s where s.subject_id = g.id) order by 1 limit 1`,
    'is named by no record',
  ],
];
