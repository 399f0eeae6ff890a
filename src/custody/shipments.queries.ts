import type { PackageRange } from '../lots/custody.js';
import type { CodedThing } from '../lots/coded-things.js';
import type { Tx } from '../platform/db/tx.js';
import { inZone } from '../platform/occurred-at.js';

/** Anything that answers queries: a transaction, or the system's connection. */
export type Db = Pick<Tx, 'query'>;

export interface NewShipment {
  organisationId: string;
  id: string;
  documentNumber: string;
  reason: string;
  toId: string;
  carrierId: string | null;
  carrier: string | null;
  vehicle: string | null;
  address: string | null;
  climate: string | null;
  shippedAt: string;
  shippedZone: string;
  noteCode: string;
  factId: string;
}

export interface ShipmentLine {
  lot: string;
  from: string;
  herb: string;
  variant: string | null;
  number: string | null;
  grams: number;
  packages: PackageRange[];
}

export async function insertShipment(tx: Tx, s: NewShipment, lines: readonly ShipmentLine[]): Promise<void> {
  await tx.query(
    `insert into shipment (organisation_id, id, document_number, reason, to_id, carrier_id, carrier, vehicle, address, climate,
       shipped_at, shipped_zone, note_code, fact_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[s.organisationId, s.id, s.documentNumber, s.reason, s.toId, s.carrierId, s.carrier, s.vehicle, s.address],
      ...[s.climate, s.shippedAt, s.shippedZone, s.noteCode, s.factId],
    ],
  );
  await tx.query(
    `insert into shipment_line (organisation_id, shipment_id, position, to_id, carrier_id, lot_id, from_lot, herb, variant, number, grams, packages)
     select $1, $2, nr, $3, $5, (l->>'lot')::uuid, (l->>'from')::uuid, l->>'herb', l->>'variant', l->>'number', (l->>'grams')::bigint,
            l->'packages' from jsonb_array_elements($4::jsonb) with ordinality t(l, nr)`,
    [s.organisationId, s.id, s.toId, JSON.stringify(lines), s.carrierId],
  );
}

/** A shipment as its parties read it. */
export interface Shipment {
  id: string;
  sender: string;
  senderName: string;
  to: string;
  toName: string;
  documentNumber: string;
  reason: string;
  carrierId: string | null;
  carrier: string | null;
  vehicle: string | null;
  address: string | null;
  climate: string | null;
  shippedAt: string;
  noteCode: string;
  factId: string;
  lines: ShipmentLine[];
}

interface ShipmentRow extends Omit<Shipment, 'shippedAt'> {
  shippedAt: Date;
  zone: string;
}

const SHIPMENT = `s.id, s.organisation_id as sender, f.name as "senderName", s.to_id as "to", t.name as "toName",
  s.document_number as "documentNumber", s.reason, s.carrier_id as "carrierId", s.carrier, s.vehicle, s.address, s.climate,
  s.shipped_at as "shippedAt", s.shipped_zone as zone, s.note_code as "noteCode", s.fact_id as "factId",
  (select coalesce(json_agg(json_build_object('lot', l.lot_id, 'from', l.from_lot, 'herb', l.herb, 'variant', l.variant,
     'number', l.number, 'grams', l.grams, 'packages', l.packages) order by l.position), '[]')
     from shipment_line l where l.organisation_id = s.organisation_id and l.shipment_id = s.id) as lines
  from shipment s join organisation f on f.id = s.organisation_id join organisation t on t.id = s.to_id`;

/** The shipments of a condition on `s`, newest first. Through a tenant's transaction: those it has a part in. */
export async function shipmentsWhere(db: Db, where: string, values: unknown[], limit = 500): Promise<Shipment[]> {
  const rows: ShipmentRow[] = await db.query(
    `select ${SHIPMENT} where ${where} order by s.id desc limit ${limit}`,
    values,
  );
  return rows.map(({ zone, ...row }) => ({ ...row, shippedAt: inZone(row.shippedAt, zone) }));
}

/** Where these packages and sacks are now: the part of their lot that they went along with, at any depth. */
export async function whereNow(db: Db, things: readonly CodedThing[]): Promise<(CodedThing & { now: string })[]> {
  return db.query(
    `select t.lot, t.serial::float8 as serial, t.grams::float8 as grams, coalesce(
       (with recursive at (lot, step) as (
          select t.lot, 0
          union all
          select c.lot, a.step + 1 from at a join lot_consigned c on c.parent = a.lot and c.root = t.lot
            and c.serials @> t.serial::bigint where t.serial is not null)
        select lot from at order by step desc limit 1), t.lot) as now
       from jsonb_to_recordset($1::jsonb) as t(lot uuid, serial bigint, grams bigint)`,
    [JSON.stringify(things)],
  );
}

/** What packages hold together. */
export async function gramsOf(db: Db, lot: string, serials: readonly (readonly [number, number])[]): Promise<number> {
  const rows: { grams: number }[] = await db.query(
    `select coalesce(sum((upper(r) - lower(r)) * p.grams_each), 0)::float8 as grams
       from lot_packages_in($1) p
       cross join (select range_agg(int8range((s->>0)::bigint, (s->>1)::bigint, '[]')) as wanted from jsonb_array_elements($2::jsonb) s) w
       cross join lateral unnest(int8multirange(p.serials) * w.wanted) r`,
    [lot, JSON.stringify(serials)],
  );
  return rows[0]!.grams;
}

/** The batch (or run output, or harvest) each lot was split off from, at any depth; itself when it was split off nothing. */
export async function rootsOf(db: Db, lots: readonly string[]): Promise<Map<string, string>> {
  const rows: { start: string; root: string }[] = await db.query(
    `with recursive up as (
       select id as start, id, kind from lot where id = any($1::uuid[])
       union all
       select u.start, p.id, p.kind from up u join lot_edge e on e.child = u.id join lot p on p.id = e.parent where u.kind = 'consignment')
     select start, id as root from up where kind <> 'consignment'`,
    [lots],
  );
  return new Map(rows.map(({ start, root }) => [start, root]));
}
