import type { DataSource } from 'typeorm';

/**
 * Whether a printed report was filed for the public, and its batch is in a state in which its reports are shown: released, not recalled
 * (verdict.ts, R-28), the report not withdrawn. Reads across rooms, as the system's role.
 */
export async function originalIsShown(db: DataSource, sha256: string): Promise<boolean> {
  const rows: { shown: boolean }[] = await db.query(
    `select exists (
       select from report_original o
         join report r on r.organisation_id = o.laboratory_id and r.id = o.report_id
         join lot l on l.id = r.lot_id
        where o.sha256 = $1 and o.shown and l.quality = 'released'
          and not exists (select from active_hold h where h.lot_id = l.id and h.binding and h.authority = 'recall')
          and not exists (select from report_withdrawal w where w.organisation_id = r.organisation_id and w.report_id = r.id)) as shown`,
    [sha256],
  );
  return rows[0]!.shown;
}

/** Whether some base has this photo. */
export async function isBasePhoto(db: DataSource, sha256: string): Promise<boolean> {
  const rows: { is: boolean }[] = await db.query(`select exists (select from base_photo where sha256 = $1) as is`, [
    sha256,
  ]);
  return rows[0]!.is;
}
