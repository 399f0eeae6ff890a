import type { Tx } from '../platform/db/tx.js';
import type { FileLimit, ReferenceFiles, ReferenceName } from './reference-files.js';

/** Any number that no other advisory lock of the product uses: loads happen one after the other. */
export const LOADING = 1_764_000_450;

/** Rows go in as one jsonb parameter and come apart in the database: one statement a table, whatever its length. */
async function insertRows(tx: Tx, sql: string, rows: object[]): Promise<void> {
  await tx.query(sql, [JSON.stringify(rows)]);
}

export interface VersionInForce {
  sha256: string;
  /** The administrator who loaded it; null: it came with a release. */
  editedBy: string | null;
}

/** The version in force, or undefined before the first load. */
export async function versionInForce(tx: Tx, name: ReferenceName): Promise<VersionInForce | undefined> {
  const rows: VersionInForce[] = await tx.query(
    `select sha256, edited_by as "editedBy" from reference_version where name = $1 order by loaded_at desc limit 1`,
    [name],
  );
  return rows[0];
}

/** `edit`: by whom and why, when an administrator replaces what a release brought. */
export async function keepVersion(
  tx: Tx,
  version: { name: ReferenceName; sha256: string; body: string },
  edit?: { by: string; reason: string },
): Promise<void> {
  await tx.query(
    `insert into reference_version (name, sha256, body, edited_by, edit_reason) values ($1, $2, $3, $4, $5)`,
    [version.name, version.sha256, version.body, edit?.by ?? null, edit?.reason ?? null],
  );
}

export async function loadEditions(tx: Tx, file: ReferenceFiles['editions']): Promise<void> {
  await insertRows(
    tx,
    `insert into edition (code, title_zh, title_en, effective_from, effective_to, held)
     select code, title ->> 'zh', title ->> 'en', "effectiveFrom", "effectiveTo", held
     from jsonb_to_recordset($1::jsonb) as r(code text, title jsonb, "effectiveFrom" date, "effectiveTo" date, held boolean)
     on conflict (code) do update set (title_zh, title_en, effective_from, effective_to, held)
       = (excluded.title_zh, excluded.title_en, excluded.effective_from, excluded.effective_to, excluded.held)`,
    file.editions,
  );
}

export async function loadItems(tx: Tx, file: ReferenceFiles['items']): Promise<void> {
  await insertRows(
    tx,
    `insert into test_item (code, name_zh, name_en)
     select code, name ->> 'zh', name ->> 'en' from jsonb_to_recordset($1::jsonb) as r(code text, name jsonb)
     on conflict (code) do update set (name_zh, name_en) = (excluded.name_zh, excluded.name_en)`,
    file.items,
  );
}

export async function loadHerbs(tx: Tx, file: ReferenceFiles['herbs']): Promise<void> {
  await insertRows(
    tx,
    `insert into herb (code, name_zh, pinyin, latin_name, part_zh, part_en, minimum_growth_years, harvest_months,
                       species, variants, details)
     select code, name ->> 'zh', name ->> 'pinyin', name ->> 'latin', part ->> 'zh', part ->> 'en',
            "minimumGrowthYears", "harvestMonths", species, variants,
            jsonb_strip_nulls(jsonb_build_object('family', family, 'harvest', harvest, 'conditions', conditions, 'notes', notes))
     from jsonb_to_recordset($1::jsonb) as r(code text, name jsonb, part jsonb, "minimumGrowthYears" integer,
       "harvestMonths" smallint[], species jsonb, variants jsonb, family jsonb, harvest jsonb, conditions jsonb, notes jsonb)
     on conflict (code) do update set
       (name_zh, pinyin, latin_name, part_zh, part_en, minimum_growth_years, harvest_months, species, variants, details)
       = (excluded.name_zh, excluded.pinyin, excluded.latin_name, excluded.part_zh, excluded.part_en,
          excluded.minimum_growth_years, excluded.harvest_months, excluded.species, excluded.variants, excluded.details)`,
    file.herbs,
  );
  await tx.query(`delete from herb_band`);
  await insertRows(
    tx,
    `insert into herb_band (herb, kind, min_text, typical_text, max_text, unit, certainty, source)
     select herb, kind, min, typical, max, unit, certainty, source
     from jsonb_to_recordset($1::jsonb) as r(herb text, kind text, min text, typical text, max text, unit text,
       certainty text, source jsonb)`,
    file.herbs.flatMap((herb) =>
      Object.entries(herb.bands).map(([kind, band]) => ({ herb: herb.code, kind, ...band })),
    ),
  );
  await tx.query(`delete from monograph_limit where herb is not null`);
  await insertLimits(
    tx,
    file.herbs.flatMap((herb) => herb.limits.map((limit) => ({ ...limit, herb: herb.code, scope: 'monograph' }))),
  );
}

export async function loadGeneralLimits(tx: Tx, file: ReferenceFiles['general-limits']): Promise<void> {
  await tx.query(`delete from monograph_limit where herb is null`);
  await insertLimits(
    tx,
    // In this file appliesTo is a remark for readers; the scope decides.
    file.limits.map((limit) => ({ ...limit, herb: null, appliesTo: [], scope: limit.scope ?? 'plants' })),
  );
}

async function insertLimits(tx: Tx, limits: (FileLimit & { herb: string | null; scope: string })[]): Promise<void> {
  await insertRows(
    tx,
    `insert into monograph_limit (edition, herb, item, variant, scope, applies_to, name_zh, name_en, kind, value_text,
                                  decimals, unit, method, mandatory, effective_from, effective_to, certainty, source, note)
     select r.edition, r.herb, r.item, coalesce(r.variant, ''), r.scope, coalesce(r."appliesTo", '{}'),
            coalesce(r."nameZh", i.name_zh, r.item), coalesce(r."nameEn", i.name_en, r.item), r.kind, r.value, r.decimals,
            r.unit, r.method, r.mandatory, r."effectiveFrom", r."effectiveTo", r.certainty, r.source, r.note
     from jsonb_to_recordset($1::jsonb) as r(edition text, herb text, item text, variant text, scope text,
       "appliesTo" text[], "nameZh" text, "nameEn" text, kind text, value text, decimals smallint, unit text, method text,
       mandatory boolean, "effectiveFrom" date, "effectiveTo" date, certainty text, source jsonb, note text)
     left join test_item i on i.code = r.item`,
    limits,
  );
}

export async function loadBannedInputs(tx: Tx, file: ReferenceFiles['banned-inputs']): Promise<void> {
  await tx.query(`delete from banned_input`);
  await insertRows(
    tx,
    `insert into banned_input (list, name_zh, banned_from, scope, basis, certainty, source, note)
     select list, "nameZh", "bannedFrom", scope, basis, certainty, source, note
     from jsonb_to_recordset($1::jsonb) as r(list text, "nameZh" text, "bannedFrom" date, scope text, basis text,
       certainty text, source jsonb, note text)`,
    file.inputs,
  );
}

export async function loadInputs(tx: Tx, file: ReferenceFiles['inputs']): Promise<void> {
  await tx.query(`delete from input_product`);
  await insertRows(
    tx,
    `insert into input_product (registration_number, kind, name_zh, manufacturer, label, effective_from, effective_to,
                                certainty, source)
     select upper("registrationNumber"), kind, "nameZh", manufacturer, label, "effectiveFrom", "effectiveTo", certainty, source
     from jsonb_to_recordset($1::jsonb) as r("registrationNumber" text, kind text, "nameZh" text, manufacturer text,
       label jsonb, "effectiveFrom" date, "effectiveTo" date, certainty text, source jsonb)`,
    file.products,
  );
}
