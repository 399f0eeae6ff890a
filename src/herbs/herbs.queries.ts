import type { EntityManager } from 'typeorm';
import type { Edition, Limit, Variant } from './limit.js';

/** Reading reference data needs no tenant, so any manager will do: a transaction's or the pool's. */
type Reader = Pick<EntityManager, 'query'>;

export interface HerbRow {
  code: string;
  nameZh: string;
  pinyin: string;
  latinName: string;
  partZh: string;
  partEn: string;
  minimumGrowthYears: number;
  harvestMonths: number[];
  species: { latin: string; zh?: string }[];
  variants: Variant[];
  details: Record<string, unknown>;
}

const HERB = `code, name_zh as "nameZh", pinyin, latin_name as "latinName", part_zh as "partZh", part_en as "partEn",
  minimum_growth_years as "minimumGrowthYears", harvest_months as "harvestMonths", species, variants, details`;

export async function readHerb(db: Reader, code: string): Promise<HerbRow | undefined> {
  const rows: HerbRow[] = await db.query(`select ${HERB} from herb where code = upper($1)`, [code]);
  return rows[0];
}

export function readHerbs(db: Reader): Promise<HerbRow[]> {
  return db.query(`select ${HERB} from herb order by code`);
}

export function readEditions(db: Reader): Promise<Edition[]> {
  return db.query(
    `select code, json_build_object('zh', title_zh, 'en', title_en) as title, effective_from::text as "effectiveFrom",
            effective_to::text as "effectiveTo", held
     from edition order by effective_from`,
  );
}

/** A limit with the herb it is printed for; `scope` is "monograph" there, else the reach of a general chapter. */
export type ScopedLimit = Limit & { scope: string };

/** All rows of one herb, and the general chapters' rows, of one edition or of all. */
export function readLimits(db: Reader, herb: string, edition?: string): Promise<ScopedLimit[]> {
  return db.query(
    `select item, json_build_object('zh', name_zh, 'en', name_en) as name, kind, value_text as value, decimals, unit,
            method, mandatory, applies_to as "appliesTo", edition, effective_from::text as "effectiveFrom",
            effective_to::text as "effectiveTo", certainty, scope, note,
            concat_ws(' ', source ->> 'id', source ->> 'at') as source
     from monograph_limit
     where (herb = $1 or herb is null) and ($2::text is null or edition = $2)
     order by edition, herb nulls last, id`,
    [herb, edition ?? null],
  );
}

export interface Band {
  kind: string;
  min: string;
  typical: string | null;
  max: string;
  unit: string;
  certainty: string;
}

export function readBands(db: Reader, herb: string): Promise<Band[]> {
  return db.query(
    `select kind, min_text as min, typical_text as typical, max_text as max, unit, certainty
     from herb_band where herb = $1 order by kind`,
    [herb],
  );
}

export interface BannedInput {
  list: string;
  nameZh: string;
  bannedFrom: string | null;
  scope: string | null;
  basis: string | null;
  certainty: string;
}

/** Everything banned on the day of use (YYYY-MM-DD); a ban is judged by the date of use, not of record. */
export function readBannedOn(db: Reader, usedOn: string): Promise<BannedInput[]> {
  return db.query(
    `select list, name_zh as "nameZh", banned_from::text as "bannedFrom", scope, basis, certainty
     from banned_input where banned_from is null or banned_from <= $1::date order by list, name_zh`,
    [usedOn],
  );
}

/** A reference file in force, with the SHA-256 it is known by. */
export interface ReferenceVersion {
  sha256: string;
  body: Record<string, unknown>;
}

export async function readVersion(db: Reader, name: string): Promise<ReferenceVersion | undefined> {
  const rows: ReferenceVersion[] = await db.query(
    `select sha256, body from reference_version where name = $1 order by loaded_at desc limit 1`,
    [name],
  );
  return rows[0];
}

export async function readDocument(db: Reader, name: string): Promise<Record<string, unknown> | undefined> {
  return (await readVersion(db, name))?.body;
}

/** A product of the register of inputs, as its label stands. */
export interface RegisteredInput {
  registrationNumber: string;
  nameZh: string;
  label: Record<string, unknown>;
  effectiveFrom: string;
  effectiveTo: string | null;
  certainty: string;
}

/** The register's entries of these registration numbers, all their versions; each is valid from day to day. */
export function readRegisteredInputs(db: Reader, numbers: readonly string[]): Promise<RegisteredInput[]> {
  return db.query(
    `select registration_number as "registrationNumber", name_zh as "nameZh", label, effective_from::text as "effectiveFrom",
            effective_to::text as "effectiveTo", certainty
       from input_product where registration_number = any($1) order by registration_number, effective_from`,
    [numbers],
  );
}
