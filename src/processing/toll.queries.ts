import type { Tx } from '../platform/db/tx.js';
import type { OwnerShare } from './processing.facts.js';

/** Owners whose agreement with this workshop, in force on that day, allows mixing; the newest agreement of each decides. */
export async function consentingOwners(tx: Tx, workshop: string, owners: readonly string[], day: string) {
  const rows: { owner: string }[] = await tx.query(
    `select owner from (
       select distinct on (organisation_id) organisation_id as owner, may_mix from toll_agreement
       where workshop_id = $1 and organisation_id = any($2::uuid[]) and $3::date between valid_from and valid_until
       order by organisation_id, id desc) newest
     where may_mix`,
    [workshop, owners, day],
  );
  return new Set(rows.map(({ owner }) => owner));
}

export interface TollAgreementRow {
  id: string;
  factId: string;
  owner: string;
  workshop: string;
  work: string;
  mayMix: boolean;
  validFrom: string;
  validUntil: string;
}

/** Agreements in which the organisation is owner or workshop, newest first. */
export function agreementsOf(
  tx: Tx,
  organisation: string,
  { after, limit }: { after?: string; limit: number },
): Promise<TollAgreementRow[]> {
  return tx.query(
    `select id, fact_id as "factId", organisation_id as owner, workshop_id as workshop, work, may_mix as "mayMix",
            valid_from::text as "validFrom", valid_until::text as "validUntil"
     from toll_agreement where $1 in (organisation_id, workshop_id) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [organisation, after ?? null, limit + 1],
  );
}

const GRAMS = [
  ['inGrams', 'in_grams'],
  ['addedGrams', 'added_grams'],
  ['gainGrams', 'gain_grams'],
  ['productGrams', 'product_grams'],
  ['byProductGrams', 'by_product_grams'],
  ['wasteGrams', 'waste_grams'],
  ['lossGrams', 'loss_grams'],
] as const;

/** An owner's line of one run, with whose run it was. */
export interface TollShareRow extends OwnerShare {
  id: string;
  workshop: string;
}

/** Lines of runs on goods of others: of the organisation's own goods elsewhere, and of others' goods with it. */
export async function sharesOf(
  tx: Tx,
  organisation: string,
  page: { after?: string; limit: number; run?: string },
): Promise<TollShareRow[]> {
  const rows: Record<string, string>[] = await tx.query(
    `select run_id as id, organisation_id as workshop, owner_id as owner,
            ${GRAMS.map(([name, column]) => `${column} as "${name}"`).join(', ')}
     from run_owner where $1 in (organisation_id, owner_id) and ($2::uuid is null or run_id < $2)
       and ($4::uuid is null or run_id = $4)
     order by run_id desc, owner_id limit $3`,
    [organisation, page.after ?? null, page.limit, page.run ?? null],
  );
  return rows.map((row) => ({ ...row, ...weights(row) }) as unknown as TollShareRow);
}

export interface TollBalanceRow extends OwnerShare {
  workshop: string;
  runs: number;
}

/** The lines of all runs added up, for each pair of workshop and owner that the organisation is one of. */
export async function balancesOf(tx: Tx, organisation: string): Promise<TollBalanceRow[]> {
  const rows: Record<string, string>[] = await tx.query(
    `select organisation_id as workshop, owner_id as owner, count(*) as runs,
            ${GRAMS.map(([name, column]) => `sum(${column}) as "${name}"`).join(', ')}
     from run_owner where $1 in (organisation_id, owner_id)
     group by organisation_id, owner_id order by organisation_id, owner_id`,
    [organisation],
  );
  return rows.map((row) => ({ ...row, runs: Number(row['runs']), ...weights(row) }) as unknown as TollBalanceRow);
}

function weights(row: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(GRAMS.map(([name]) => [name, Number(row[name])]));
}
