import { Injectable } from '@nestjs/common';
import { BatchExpiry } from '../lots/batch-expiry.js';
import { expiryOf } from '../lots/label-fields.js';
import type { Tx } from '../platform/db/tx.js';

/** Until when batches keep, by their shelf life and the day on which the first of their packages was filled. */
@Injectable()
export class ExpiryOfBatches extends BatchExpiry {
  async expiryOf(tx: Tx, organisationId: string, lots: readonly string[]): Promise<Map<string, string>> {
    if (lots.length === 0) return new Map();
    const rows: { id: string; months: number; packedOn: string }[] = await tx.query(
      `select b.id, coalesce((select l.shelf_life_months from batch_label l
                 where l.organisation_id = b.organisation_id and l.batch_id = b.id and l.shelf_life_months is not null
                 order by l.recorded_at desc, l.id desc limit 1), b.shelf_life_months) as months,
              (min(p.packed_at) at time zone 'Asia/Shanghai')::date::text as "packedOn"
         from batch b join packing p on p.organisation_id = b.organisation_id and p.batch_id = b.id
        where b.organisation_id = $1 and b.id = any ($2::uuid[]) group by b.organisation_id, b.id`,
      [organisationId, lots],
    );
    return new Map(
      rows.flatMap(({ id, months, packedOn }) => (months === null ? [] : [[id, expiryOf(packedOn, months)]])),
    );
  }
}
