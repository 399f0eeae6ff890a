import type { Tx } from '../platform/db/tx.js';
import { zoneOf } from '../platform/occurred-at.js';
import type { PlantingPlace, PreparedWork } from './prepared-work.js';

/** The plantings of these ids, by lower-case id; ids of other organisations are not in the answer. */
export async function plantingsOf(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<Map<string, PlantingPlace>> {
  const rows: PlantingPlace[] = await tx.query(
    `/* keep: plantings-worked-on */
     select p.id, p.base_id as "baseId", p.established_on::text as "establishedOn", p.herb, h.name_zh as "herbZh",
            exists (select from harvest v where v.organisation_id = p.organisation_id and v.planting_id = p.id) as harvested
       from planting p join herb h on h.code = p.herb where p.organisation_id = $1 and p.id = any($2::uuid[])`,
    [organisationId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** All rows in one statement; at 500 rows the round trip costs more than the rows. */
export async function insertFieldWork(tx: Tx, organisationId: string, works: readonly PreparedWork[]): Promise<void> {
  const rows = works.map(({ dto, kind, place, factId, drafts, use, entry, sop }) => ({
    ...{ id: dto.id, planting_id: place.id, kind, at: dto.at, at_zone: zoneOf(dto.at) },
    ...{ input_product: dto.input?.product, input_amount: dto.input?.amount, input_unit: dto.input?.unit },
    ...{ registration_number: use?.registrationNumber, safety_interval_days: use?.intervalDays },
    ...{ input_lot_id: dto.input?.lot, input_area_mu: dto.input?.areaMu, input_dilution: dto.input?.dilution },
    ...{ input_target: dto.input?.target, input_method: dto.input?.method },
    ...{ details: dto.details, weather: dto.weather, photos: dto.photos ?? [], entry, sop },
    ...{ reason: dto.reason, operator: dto.operator, note: dto.note, fact_id: factId },
    broken_rules: drafts.filter(({ level }) => level === 'block').map(({ ruleId }) => ruleId),
  }));
  await tx.query(
    `/* keep: insert-field-work */
     insert into field_work (organisation_id, id, planting_id, kind, at, at_zone, input_product, input_amount, input_unit,
                             registration_number, safety_interval_days, input_lot_id, input_area_mu, input_dilution,
                             input_target, input_method, reason, operator, note, details, weather, photos, entry,
                             sop, broken_rules, fact_id)
     select $1, id, planting_id, kind, at, at_zone, input_product, input_amount, input_unit,
            registration_number, safety_interval_days, input_lot_id, input_area_mu, input_dilution, input_target,
            input_method, reason, operator, note, details, weather,
            coalesce((select array_agg(p) from jsonb_array_elements_text(photos) p), '{}'), entry, sop,
            coalesce((select array_agg(r) from jsonb_array_elements_text(broken_rules) r), '{}'), fact_id
       from json_to_recordset($2::json) as given(
         id uuid, planting_id uuid, kind text, at timestamptz, at_zone text, input_product text, input_amount numeric,
         input_unit text, registration_number text, safety_interval_days integer, input_lot_id uuid,
         input_area_mu numeric, input_dilution integer, input_target text, input_method text, reason text, operator text, note text,
         details jsonb, weather text, photos jsonb, entry jsonb, sop text, broken_rules jsonb, fact_id uuid)`,
    [organisationId, JSON.stringify(rows)],
  );
}

/** The draws of these works on their input lots, as lines of the stock ledger; a movement's id is its work's. */
export async function insertDraws(tx: Tx, organisationId: string, works: readonly PreparedWork[]): Promise<void> {
  const rows = works.flatMap(({ dto, factId, use }) =>
    use?.draw === undefined
      ? []
      : [{ id: dto.id, lot: use.draw.inputLot, amount: use.draw.amount, ...use.draw.move, fact: factId }],
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into input_movement (organisation_id, id, input_lot_id, kind, amount, uncovered, store_delta, issued_delta, fact_id)
     select $1, id, lot, 'used', amount, uncovered, "storeDelta", "issuedDelta", fact
       from jsonb_to_recordset($2::jsonb) as given(id uuid, lot uuid, amount numeric, uncovered numeric,
         "storeDelta" numeric, "issuedDelta" numeric, fact uuid)`,
    [organisationId, JSON.stringify(rows)],
  );
}
