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
    `select id, base_id as "baseId", established_on::text as "establishedOn" from planting where organisation_id = $1 and id = any($2::uuid[])`,
    [organisationId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** All rows in one statement; at 500 rows the round trip costs more than the rows. */
export async function insertFieldWork(tx: Tx, organisationId: string, works: readonly PreparedWork[]): Promise<void> {
  const rows = works.map(({ dto, kind, place, factId, drafts }) => ({
    ...{ id: dto.id, planting_id: place.id, kind, at: dto.at, at_zone: zoneOf(dto.at) },
    ...{ input_product: dto.input?.product, input_amount: dto.input?.amount, input_unit: dto.input?.unit },
    registration_number: dto.input?.registrationNumber,
    safety_interval_days: dto.input?.safetyIntervalDays,
    ...{ reason: dto.reason, operator: dto.operator, note: dto.note, fact_id: factId },
    broken_rules: drafts.filter(({ level }) => level === 'block').map(({ ruleId }) => ruleId),
  }));
  await tx.query(
    `insert into field_work (organisation_id, id, planting_id, kind, at, at_zone, input_product, input_amount, input_unit,
                             registration_number, safety_interval_days, reason, operator, note, broken_rules, fact_id)
     select $1, id, planting_id, kind, at, at_zone, input_product, input_amount, input_unit,
            registration_number, safety_interval_days, reason, operator, note,
            coalesce((select array_agg(r) from jsonb_array_elements_text(broken_rules) r), '{}'), fact_id
       from jsonb_to_recordset($2::jsonb) as given(
         id uuid, planting_id uuid, kind text, at timestamptz, at_zone text, input_product text, input_amount numeric,
         input_unit text, registration_number text, safety_interval_days integer, reason text, operator text, note text,
         broken_rules jsonb, fact_id uuid)`,
    [organisationId, JSON.stringify(rows)],
  );
}
