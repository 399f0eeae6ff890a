import type { Fact } from '../../ledger/fact.js';
import type { Misfit } from '../../ledger/page-check.js';
import { ActRowsReplayer, type ActTable } from '../../ledger/verify/act-rows.queries.js';
import type { Tx } from '../../platform/db/tx.js';
import { ALIAS_ADDED, ALIAS_WITHDRAWN, type AliasAdded, type AliasWithdrawn } from '../codes.facts.js';

const open = <T>(fact: Fact): T => fact.open as unknown as T;

const TABLES: readonly ActTable[] = [
  {
    table: 'lot_alias',
    types: [ALIAS_ADDED],
    says(fact) {
      const { alias, lot, scheme, platform, value } = open<AliasAdded>(fact);
      return { id: alias, lot_id: lot, scheme, platform, value };
    },
  },
  {
    table: 'lot_alias_withdrawal',
    types: [ALIAS_WITHDRAWN],
    says(fact) {
      const { withdrawal, alias, reason } = open<AliasWithdrawn>(fact);
      return { id: withdrawal, alias_id: alias, reason };
    },
  },
];

/** Holds aliases against their facts, and what stands now against their history. */
export class AliasesReplayer extends ActRowsReplayer {
  constructor() {
    super('codes', TABLES);
  }

  override async finish(tx: Tx): Promise<Misfit | undefined> {
    return (await super.finish(tx)) ?? this.standing(tx);
  }

  private async standing(tx: Tx): Promise<Misfit | undefined> {
    const rows: { id: string; fact: string }[] = await tx.query(
      `select coalesce(a.id, u.alias_id) as id, a.fact_id as fact
         from (select a.* from lot_alias a where not exists (select from lot_alias_withdrawal w
                where w.organisation_id = a.organisation_id and w.alias_id = a.id)) a
         full join lot_alias_in_use u on u.organisation_id = a.organisation_id and u.alias_id = a.id
        where (u.scheme, u.platform, u.value) is distinct from (a.scheme, a.platform, a.value) order by 1 limit 1`,
    );
    const [row] = rows;
    return row && { factId: row.fact ?? row.id, what: `lot_alias_in_use of ${row.id} is not what its history says` };
  }
}
