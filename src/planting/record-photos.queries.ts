import type { Tx } from '../platform/db/tx.js';
import type { PolygonGeometry } from './plot-boundary.js';

export const PHOTOGRAPHED = ['field-work', 'harvest', 'purchase'] as const;
/** The records that may have photos. */
export type Photographed = (typeof PHOTOGRAPHED)[number];

/** What a photo is of: its planting, where it has one, and the plots it should have been taken at. */
export interface PhotoSubject {
  planting: string | null;
  boundaries: PolygonGeometry[];
}

const SUBJECT: Record<Photographed, string> = {
  'field-work': `
    select w.planting_id as planting,
           (select jsonb_agg(p.boundary) from planting_plot s
              join plot p on p.organisation_id = s.organisation_id and p.id = s.plot_id
             where s.organisation_id = $1 and s.planting_id = w.planting_id) as boundaries
      from field_work w where w.organisation_id = $1 and w.id = $2`,
  harvest: `
    select h.planting_id as planting,
           (select jsonb_agg(p.boundary) from harvest_plot s
              join plot p on p.organisation_id = s.organisation_id and p.id = s.plot_id
             where s.organisation_id = $1 and s.harvest_id = h.id) as boundaries
      from harvest h where h.organisation_id = $1 and h.id = $2`,
  // Goods are weighed wherever the scale stands: of no plot.
  purchase: `select null::uuid as planting, null::jsonb as boundaries from purchase u where u.organisation_id = $1 and u.id = $2`,
};

/** The record of this id, or undefined where the organisation has none. */
export async function photoSubject(
  tx: Tx,
  organisationId: string,
  kind: Photographed,
  id: string,
): Promise<PhotoSubject | undefined> {
  const rows: { planting: string | null; boundaries: PolygonGeometry[] | null }[] = await tx.query(SUBJECT[kind], [
    organisationId,
    id,
  ]);
  return rows[0] && { planting: rows[0].planting, boundaries: rows[0].boundaries ?? [] };
}

export interface RecordPhotoView {
  id: string;
  factId: string;
  kind: Photographed;
  record: string;
  photo: string;
  takenOn: string | null;
  deviceMetres: number | null;
  recordedAt: Date;
}

/** Photos of a record, oldest first. */
export function photosOf(tx: Tx, organisationId: string, record: string): Promise<RecordPhotoView[]> {
  return tx.query(
    `select id, fact_id as "factId", kind, record_id as record, sha256 as photo, taken_on::text as "takenOn",
            device_metres as "deviceMetres", recorded_at as "recordedAt"
       from record_photo where organisation_id = $1 and record_id = $2 order by recorded_at, id limit 500`,
    [organisationId, record],
  );
}

/** Does this organisation have a photo of this hash? */
export async function hasPhoto(tx: Tx, organisationId: string, sha256: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `select 1 from record_photo where organisation_id = $1 and sha256 = $2 limit 1`,
    [organisationId, sha256],
  );
  return rows.length > 0;
}
