import type { Tx } from '../platform/db/tx.js';
import { inZone } from '../platform/occurred-at.js';
import type { ReceiptLineTold } from './custody.facts.js';
import type { VerdictReason } from './receiving-verdict.js';
import type { Db } from './shipments.queries.js';

/** Lots of a shipment that may be answered, with what they weigh now: its lines, and the parts that receipts made of them. */
export async function answerable(
  db: Db,
  shipment: string,
): Promise<{ lot: string; of: string; grams: number; hold: string | null }[]> {
  return db.query(
    `with recursive known as (
       select lot_id as lot, lot_id as of from shipment_line where shipment_id = $1
       union
       select r.part_id, k.of from known k join receipt_line r on r.lot_id = k.lot where r.part_id is not null)
     select k.lot, k.of, l.remaining::float8 as grams,
            (select r.hold_id from receipt_line r join hold h on h.id = r.hold_id and h.lifted_at is null
              where r.part_id = k.lot order by h.placed_at desc limit 1) as hold
       from known k join lot l on l.id = k.lot`,
    [shipment],
  );
}

export interface NewReceipt {
  organisationId: string;
  id: string;
  shipmentId: string;
  senderId: string;
  receivedAt: string;
  receivedZone: string;
  externalNumber: string | null;
  provisional: boolean;
  verdict: string;
  reasons: readonly VerdictReason[];
  factId: string;
}

export type ReceiptLineRow = ReceiptLineTold & { reason: string | null };

export async function insertReceipt(tx: Tx, r: NewReceipt, lines: readonly ReceiptLineRow[]): Promise<void> {
  await tx.query(
    `insert into receipt (organisation_id, id, shipment_id, sender_id, received_at, received_zone, external_number, provisional,
       verdict, reasons, fact_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[r.organisationId, r.id, r.shipmentId, r.senderId, r.receivedAt, r.receivedZone, r.externalNumber],
      ...[r.provisional, r.verdict, JSON.stringify(r.reasons), r.factId],
    ],
  );
  await tx.query(
    `insert into receipt_line (organisation_id, receipt_id, position, sender_id, lot_id, part_id, verdict, grams, exception, reason, hold_id)
     select $1, $2, nr, $3, (l->>'lot')::uuid, (l->>'part')::uuid, l->>'verdict', (l->>'grams')::bigint, l->>'exception', l->>'reason',
            (l->>'hold')::uuid from jsonb_array_elements($4::jsonb) with ordinality t(l, nr)`,
    [r.organisationId, r.id, r.senderId, JSON.stringify(lines)],
  );
}

/** A receipt as both parties read it; the buyer's own number is the buyer's alone. */
export interface ReceiptView {
  id: string;
  shipment: string;
  receiver: string;
  sender: string;
  receivedAt: string;
  externalNumber: string | null;
  provisional: boolean;
  verdict: string;
  reasons: VerdictReason[];
  factId: string;
  lines: {
    lot: string;
    part: string | null;
    verdict: string;
    grams: number;
    exception: string | null;
    reason: string | null;
  }[];
  checks: {
    id: string;
    lot: string;
    kind: string;
    grams: number | null;
    result: string | null;
    sample: string | null;
    report: string | null;
  }[];
}

/** Receipts of a condition on `r`, newest first, as far as the transaction's scope goes. */
export async function receiptsWhere(tx: Tx, where: string, values: unknown[], limit: number): Promise<ReceiptView[]> {
  const rows: (Omit<ReceiptView, 'receivedAt'> & { receivedAt: Date; zone: string })[] = await tx.query(
    `select r.id, r.shipment_id as shipment, r.organisation_id as receiver, r.sender_id as sender, r.received_at as "receivedAt",
            r.received_zone as zone, case when r.organisation_id = (select app_tenant()) then r.external_number end as "externalNumber",
            r.provisional, r.verdict, r.reasons, r.fact_id as "factId",
            (select json_agg(json_build_object('lot', lot_id, 'part', part_id, 'verdict', verdict, 'grams', grams, 'exception', exception,
               'reason', reason) order by position) from receipt_line l
              where l.organisation_id = r.organisation_id and l.receipt_id = r.id) as lines,
            (select coalesce(json_agg(json_build_object('id', c.id, 'lot', lot_id, 'kind', kind, 'grams', grams, 'result', result,
               'sample', sample_id, 'report', report_id) order by c.id), '[]') from receipt_check c
              where c.organisation_id = r.organisation_id and c.receipt_id = r.id) as checks
       from receipt r where ${where} order by r.id desc limit ${limit}`,
    values,
  );
  return rows.map(({ zone, ...row }) => ({ ...row, receivedAt: inZone(row.receivedAt, zone) }));
}
