import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';

/** The balance of every input lot is the sum of its movements: a stock that was edited by hand is named. */
export class InputStockReplayer implements LedgerReplayer {
  readonly room = 'planting';

  replay(): Promise<undefined> {
    return Promise.resolve(undefined); // each line is held against its fact as a row of an act
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    const rows: { id: string; factId: string; balance: string; moved: string }[] = await tx.query(
      `select l.id, l.fact_id as "factId", l.balance::text || '/' || l.issued::text as balance,
              coalesce(sum(m.store_delta), 0)::text || '/' || coalesce(sum(m.issued_delta), 0)::text as moved
         from input_lot l left join input_movement m on m.organisation_id = l.organisation_id and m.input_lot_id = l.id
        group by l.organisation_id, l.id
       having l.balance <> coalesce(sum(m.store_delta), 0) or l.issued <> coalesce(sum(m.issued_delta), 0)
        order by l.id limit 1`,
    );
    const [row] = rows;
    return (
      row && { factId: row.factId, what: `input lot ${row.id} has ${row.balance}, its movements sum to ${row.moved}` }
    );
  }
}
