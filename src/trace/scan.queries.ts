/** Whether a recall, and whether any other hold, binds a lot. */
const HOLDS = `
        select bool_or(authority = 'recall') as recalled, bool_or(authority <> 'recall') as held
          from active_hold where binding and lot_id`;

/**
 * The consignment that a package of a batch went away with, the last of a chain of them; null while it lies with its batch. A recall or
 * a hold may bind that part alone.
 */
const CONSIGNMENT = `
        case when r.kind = 'package' and r.lot_id is not null then (
          select k.lot from lot_consigned k
           where k.root = r.lot_id and k.serials @> q.serial
             and not exists (select from lot_consigned n
                              where n.parent = k.lot and n.root = k.root and n.serials @> q.serial)) end`;

/**
 * The one query of a scan, for all codes of a turn of the event loop: what stands against each code now, and the document when this
 * process does not hold that version. It reads across rooms on purpose and goes through no entity: this path is asked more often than
 * all others together. $1 range numbers, $2 serials, $3 kinds, $4 variants, $5 versions held. Rows come as arrays.
 *
 * A code that was issued for no lot (labels of a roll, cartons, pallets) stands on what it was bound to or packed around: none, one, or
 * several lots; what only those need stands in functions, so that all others do not pay for it, and `offset 0` keeps the list of lots
 * from being made once for each place that reads it. The page is that of the lot it holds most of; the verdict is the gravest of all of them.
 */
export const SCAN_QUERY = {
  name: 'trace-scan',
  rowMode: 'array' as const,
  text: `
    select q.position::int, l.id,
           case when cardinality(c.lots) > 1 then gravest_quality(c.lots) else l.quality end,
           h.recalled is true, h.held is true,
           exists (select from code_void v where v.range_no = q.range_no and q.serial between v.first_serial and v.last_serial)
             or exists (select from code_replacement p where p.range_no = q.range_no and p.serial = q.serial),
           coalesce(s.count, 0)::float8, (extract(epoch from s.first_at) * 1000)::float8,
           array_to_string(s.places, ','), nullif(s.signs, '[]')::text,
           d.version, case when d.version is distinct from q.held then d.packed end,
           d.facts_seen is not distinct from (select count(*) from fact_subject f where f.subject_id = l.id),
           l.kind, r.lot_id is null or r.kind = 'package' and (r.job_id is null or exists (
             select from aggregation_live a where a.range_no = q.range_no and a.serial = q.serial))
      from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[])
           with ordinality q(range_no, serial, kind, variant, held, position)
      join code_range r on r.range_no = q.range_no and r.kind = q.kind and q.serial between r.first_serial and r.last_serial
      cross join lateral (select case when r.lot_id is not null then array[r.lot_id]
                                      else scan_lots(q.range_no, q.serial) end as lots offset 0) c
      left join lot l on l.id = c.lots[1]
      left join lateral (${HOLDS} = any(c.lots || ${CONSIGNMENT})) h on true
      left join scan_tally s on s.range_no = q.range_no and s.serial = q.serial
      left join public_document d on d.lot_id = l.id and d.variant = q.variant`,
};

/** A row of {@link SCAN_QUERY}. */
export type ScanRow = [
  position: number,
  /** Null for a label that stands on nothing. */
  lot: string | null,
  quality: 'pending' | 'released' | 'rejected' | null,
  recalled: boolean,
  held: boolean,
  voided: boolean,
  scans: number,
  firstScanAt: number | null,
  places: string | null,
  signs: string | null,
  version: string | null,
  packed: Buffer | null,
  fresh: boolean,
  lotKind: string | null,
  /** Whether other things or labels stand around this one: it is loose, inside something, or was issued alone, in another's place. */
  related: boolean,
];

/** The same of one batch found by its number. $1 lot, $2 variant, $3 version held; the columns are those of a scan. */
export const BATCH_QUERY = {
  name: 'trace-batch',
  rowMode: 'array' as const,
  text: `
    select 1, l.id, l.quality,
           h.recalled is true, h.held is true,
           false, 0::float8, null::float8, null::text, null::text,
           d.version, case when d.version is distinct from $3::text then d.packed end,
           d.facts_seen is not distinct from (select count(*) from fact_subject f where f.subject_id = l.id),
           l.kind, false
      from lot l
      left join lateral (${HOLDS} = l.id) h on true
      left join public_document d on d.lot_id = l.id and d.variant = $2
     where l.id = $1::uuid and l.kind = 'batch'`,
};

/** Batches of a number, each with its maker; $1 number. Two companies may use the same number, one company never twice. */
export const NUMBER_QUERY = {
  name: 'trace-number',
  text: `
    select l.id as lot, l.number, l.herb, o.id as producer, o.name as "producerName"
      from lot l join organisation o on o.id = l.made_by
     where l.kind = 'batch' and l.number = $1 order by o.name, l.id limit 100`,
};

/** A row of {@link NUMBER_QUERY}. */
export interface NumberedBatch {
  lot: string;
  number: string;
  herb: string;
  producer: string;
  producerName: string;
}
