import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reference data: no tenant, read by everybody, written by the loader (and later the platform's administrator).
 * A figure is kept as the text it was printed as; the number beside it is made from that text by the database,
 * so the two cannot differ and trailing zeros (10.0 is not 10) survive.
 */
export class CreateHerbs1764000000450 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reference_version (
        name      text not null,
        sha256    text not null,
        body      jsonb not null,
        loaded_at timestamptz not null default clock_timestamp(),
        primary key (name, loaded_at)
      );
      comment on table reference_version is 'Every version of every reference file that was loaded; the newest of a name is in force.';

      create table edition (
        code           text primary key,
        title_zh       text not null,
        title_en       text not null,
        effective_from date not null,
        effective_to   date,
        held           boolean not null,
        constraint edition_ends_after_it_begins check (effective_to is null or effective_to >= effective_from)
      );
      comment on table edition is 'Editions of the pharmacopoeia; held = we have its limits.';

      create table test_item (
        code    text primary key,
        name_zh text not null,
        name_en text not null
      );

      create table herb (
        code                 text primary key,
        name_zh              text not null,
        pinyin               text not null,
        latin_name           text not null,
        part_zh              text not null,
        part_en              text not null,
        minimum_growth_years integer not null,
        harvest_months       smallint[] not null,
        species              jsonb not null,
        variants             jsonb not null,
        details              jsonb not null
      );

      create table herb_band (
        herb      text not null constraint herb_band_is_of_a_herb references herb (code),
        kind      text not null constraint herb_band_kind_known check (kind in ('freshToDry', 'dryKgPerMu', 'stoneToKernel')),
        min_text  text not null,
        typical_text text,
        max_text  text not null,
        min_value numeric generated always as (min_text::numeric) stored,
        max_value numeric generated always as (max_text::numeric) stored,
        unit      text not null,
        certainty text not null,
        source    jsonb not null,
        primary key (herb, kind),
        constraint herb_band_in_order check (min_text::numeric <= max_text::numeric)
      );

      create table monograph_limit (
        id             integer generated always as identity primary key,
        edition        text not null constraint monograph_limit_is_of_an_edition references edition (code),
        -- Null: a general chapter's limit, for every herb of its scope.
        herb           text constraint monograph_limit_is_of_a_herb references herb (code),
        item           text not null,
        variant        text not null default '',
        scope          text not null,
        applies_to     text[] not null default '{}',
        name_zh        text not null,
        name_en        text not null,
        kind           text not null constraint monograph_limit_kind_known check (kind in ('max', 'min', 'absent', 'qualitative')),
        value_text     text,
        value          numeric generated always as (value_text::numeric) stored,
        decimals       smallint,
        unit           text,
        method         text,
        mandatory      boolean not null,
        effective_from date not null,
        effective_to   date,
        certainty      text not null,
        source         jsonb not null,
        note           text,
        constraint monograph_limit_once unique nulls not distinct (edition, herb, item, variant, scope),
        constraint monograph_limit_has_its_figure check (
          kind in ('qualitative', 'absent') or (value_text is not null and unit is not null)
        ),
        constraint monograph_limit_keeps_its_decimals check (
          decimals is not distinct from case when value_text is null then null else scale(value_text::numeric) end
        )
      );
      create index monograph_limit_by_herb on monograph_limit (herb, edition);

      create table banned_input (
        list        text not null,
        name_zh     text not null,
        banned_from date,
        scope       text,
        basis       text,
        certainty   text not null,
        source      jsonb,
        note        text,
        primary key (list, name_zh)
      );
      comment on column banned_input.banned_from is 'First day on which use is banned; null = banned before our records begin.';

      grant select on reference_version, edition, test_item, herb, herb_band, monograph_limit, banned_input
        to bencao_app, bencao_system;
      grant insert on reference_version to bencao_system;
      grant insert, update, delete on edition, test_item, herb, herb_band, monograph_limit, banned_input
        to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table banned_input;
      drop table monograph_limit;
      drop table herb_band;
      drop table herb;
      drop table test_item;
      drop table edition;
      drop table reference_version;
    `);
  }
}
