import type { DataSource } from 'typeorm';
import { unpackFamily, type Family, type PackedFamily } from '../../lots/lots.queries.js';
import type { Tx } from '../../platform/db/tx.js';
import type { Sold, Way } from './impact.js';

export const SUBJECT_KINDS = ['lot', 'plot', 'planting', 'input', 'report', 'organisation'] as const;
/** By id; a code is resolved before, as the keys are needed for it. */
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** How each kind of thing names lots; $1 is its id. Read as the system's role: whose they are is decided by impact_graph. */
const ROOTS: Record<SubjectKind, string> = {
  lot: `select id from lot where id = $1`,
  plot: `select lot as id from lot_origin where subject = $1 and kind = 'plot'`,
  planting: `select lot as id from lot_origin where subject = $1 and kind = 'planting'`,
  // A delivery, and everything else of the same product: by registration number, or by name where it has none. Work that names the
  // product without a delivery counts from its day on.
  input: `
    with one as (select organisation_id, product, registration_number from input_lot where id = $1),
    all_of_it as (select l.id from input_lot l join one on l.registration_number = one.registration_number
                    or one.registration_number is null and l.organisation_id = one.organisation_id and l.product = one.product
                  union select $1::uuid)
    select o.lot as id from lot_origin o join all_of_it a on a.id = o.subject and o.kind = 'input'
    union
    select o.lot from one
      join field_work w on w.registration_number = one.registration_number
        or one.registration_number is null and w.organisation_id = one.organisation_id and w.input_product = one.product
      join lot_origin o on o.subject = w.planting_id and o.kind = 'planting'
      join lot l on l.id = o.lot and l.born_at >= w.at`,
  report: `select lot_id as id from report where id = $1`,
  organisation: `
    select id from lot where $1 in (owner_id, holder_id, made_by)
    union select lot from lot_origin where subject = $1 and kind in ('organisation', 'grower')`,
};

/** The lots a thing names, whoever they belong to. */
export async function rootsOf(system: DataSource, kind: SubjectKind, id: string): Promise<string[]> {
  const rows: { id: string }[] = await system.query(ROOTS[kind], [id]);
  return rows.map((row) => row.id);
}

export interface ImpactFamily {
  family: Family;
  roots: string[];
  /** Grams that each lot gave into consignments, and how much of them is with somebody else now. */
  sold: Sold;
}

interface PackedImpact extends Omit<PackedFamily, 'lots'> {
  lots: string | null;
  sold: Sold | null;
  roots: string[] | null;
}

/** The families of these lots as far as the scope of the transaction may see them; undefined when it may see none. */
export async function impactFamily(tx: Tx, roots: readonly string[], way: Way): Promise<ImpactFamily | undefined> {
  const rows: PackedImpact[] = await tx.query(
    `select lots, edges, sold, roots,
            (select json_object_agg(id, name) from organisation where id = any (holders)) as names
       from impact_graph($1, $2)`,
    [roots, way === 'down'],
  );
  const [row] = rows;
  if (row === undefined || row.lots === null) return undefined;
  return { family: unpackFamily({ ...row, lots: row.lots }), roots: row.roots ?? [], sold: row.sold ?? {} };
}
