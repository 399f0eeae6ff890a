import type { Tx } from '../platform/db/tx.js';

/** What the rows tell of a batch's labels: its own columns, and the newest of what was decided since. */
export interface LabelRow {
  number: string;
  name: string | null;
  variant: string | null;
  specification: string | null;
  species: string | null;
  origin: string | null;
  /** YYYY-MM-DD. */
  harvestedFrom: string | null;
  harvestedTo: string | null;
  shelfLifeMonths: number | null;
  /** True when nobody entered a shelf life and the reference data's figure stands. */
  shelfLifeByReference: boolean;
  storage: string | null;
  organisation: string | null;
}

/** Undefined for what is no batch of this organisation. */
export async function readLabelRow(tx: Tx, organisationId: string, batch: string): Promise<LabelRow | undefined> {
  const newest = (column: string) =>
    `(select l.${column} from batch_label l where l.organisation_id = b.organisation_id and l.batch_id = b.id
       and l.${column} is not null order by l.recorded_at desc, l.id desc limit 1)`;
  const rows: LabelRow[] = await tx.query(
    `select b.number, h.name_zh as name, b.variant, b.species, b.origin, o.name as organisation,
            b.harvested_from::text as "harvestedFrom", b.harvested_to::text as "harvestedTo",
            coalesce(${newest('specification')}, b.specification) as specification,
            coalesce(${newest('storage')}, b.storage) as storage,
            coalesce(${newest('shelf_life_months')}, b.shelf_life_months) as "shelfLifeMonths",
            ${newest('shelf_life_months')} is null and b.shelf_life_basis = 'reference' is true as "shelfLifeByReference"
     from batch b left join herb h on h.code = b.herb left join organisation o on o.id = b.organisation_id
     where b.organisation_id = $1 and b.id = $2`,
    [organisationId, batch],
  );
  return rows[0];
}
