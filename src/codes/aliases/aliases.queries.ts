import type { DataSource } from 'typeorm';
import { violatedConstraint } from '../../platform/db/pg-errors.js';
import type { Tx } from '../../platform/db/tx.js';
import type { AliasScheme } from './alias.js';

/** An alias as it was recorded. */
export interface AliasRow {
  id: string;
  lot: string;
  scheme: AliasScheme;
  platform: string | null;
  value: string;
}

/** A lot that another system's number names. */
export interface AliasedLot {
  lot: string;
  kind: string;
  number: string | null;
  herb: string;
  producer: string;
  producerName: string;
  scheme: AliasScheme;
  platform: string | null;
  value: string;
}

/** Adds an alias; false when its value names a lot already. */
export async function insertAlias(
  tx: Tx,
  organisationId: string,
  alias: AliasRow & { factId: string },
): Promise<boolean> {
  const { id, lot, scheme, platform, value, factId } = alias;
  await tx.query(
    `insert into lot_alias (organisation_id, id, lot_id, scheme, platform, value, fact_id) values ($1, $2, $3, $4, $5, $6, $7)`,
    [organisationId, id, lot, scheme, platform, value, factId],
  );
  try {
    await tx.query(
      `insert into lot_alias_in_use (organisation_id, alias_id, scheme, platform, value) values ($1, $2, $3, $4, $5)`,
      [organisationId, id, scheme, platform, value],
    );
    return true;
  } catch (error) {
    if (violatedConstraint(error) === 'lot_alias_names_one_lot') return false;
    throw error;
  }
}

/** An alias of the acting organisation, and whether it still stands; locked against a second withdrawal. */
export async function aliasForUpdate(
  tx: Tx,
  organisationId: string,
  id: string,
): Promise<(AliasRow & { inUse: boolean }) | undefined> {
  const rows: AliasRow[] = await tx.query(
    `select id, lot_id as lot, scheme, platform, value from lot_alias where organisation_id = $1 and id = $2`,
    [organisationId, id],
  );
  const alias = rows[0];
  if (!alias) return undefined;
  const [, standing]: [unknown, number] = await tx.query(
    `delete from lot_alias_in_use where organisation_id = $1 and alias_id = $2`,
    [organisationId, id],
  );
  return { ...alias, inUse: standing === 1 };
}

export async function insertWithdrawal(
  tx: Tx,
  organisationId: string,
  { id, alias, reason, factId }: { id: string; alias: string; reason: string; factId: string },
): Promise<void> {
  await tx.query(
    `insert into lot_alias_withdrawal (organisation_id, id, alias_id, reason, fact_id) values ($1, $2, $3, $4, $5)`,
    [organisationId, id, alias, reason, factId],
  );
}

/** The aliases of a lot, withdrawn ones too, oldest first. Whoever may see the lot may see them: their facts are public. */
export function aliasesOfLot(
  system: DataSource,
  lot: string,
): Promise<(AliasRow & { organisation: string; recordedAt: Date; withdrawnAt: Date | null; reason: string | null })[]> {
  return system.query(
    `select a.id, a.lot_id as lot, a.scheme, a.platform, a.value, a.organisation_id as organisation, a.recorded_at as "recordedAt",
            w.recorded_at as "withdrawnAt", w.reason
       from lot_alias a left join lot_alias_withdrawal w on w.organisation_id = a.organisation_id and w.alias_id = a.id
      where a.lot_id = $1 order by a.id limit 500`,
    [lot],
  );
}

/** The lots that one of these values names now. */
export function lotsOfValues(system: DataSource, values: readonly string[]): Promise<AliasedLot[]> {
  return system.query(
    `select l.id as lot, l.kind, l.number, l.herb, o.id as producer, o.name as "producerName", u.scheme, u.platform, u.value
       from lot_alias_in_use u
       join lot_alias a on a.organisation_id = u.organisation_id and a.id = u.alias_id
       join lot l on l.id = a.lot_id join organisation o on o.id = l.made_by
      where u.value = any($1) order by o.name, l.id limit 100`,
    [values],
  );
}
