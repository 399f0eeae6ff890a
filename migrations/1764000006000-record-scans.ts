import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The scan record: one row for each look of a person at an issued code, with the province and a keyed hash of the visitor. Rows
 * live 90 days (src/trace/looks/erase-looks.service.ts); what outlives them is the tally, which knows no place and no visitor.
 * Nobody but the system's own role reads any of it.
 */
export class RecordScans1764000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table scan (
        id       bigint generated always as identity primary key,
        range_no bigint not null constraint scan_of_an_issued_range references code_range (range_no),
        serial   bigint not null,
        seen_at  timestamptz not null,
        -- First two digits of the division code (GB/T 2260); 0 unknown or private address, 99 outside China.
        place    smallint not null default 0 constraint scan_place_is_a_province check (place between 0 and 99),
        -- HMAC of address and browser under the key of the day. Null when no key was at hand.
        visitor  bytea constraint scan_visitor_is_a_hash check (length(visitor) = 16)
      );
      create index scan_of_a_code on scan (range_no, serial, seen_at desc);
      create index scan_by_age on scan using brin (seen_at);
      grant select, insert, delete on scan to bencao_system;

      -- What a day's visitors are hashed with, besides a secret that is not in the database. Once a salt is deleted, nobody
      -- can find out again whose hash a row holds.
      create table visitor_salt (
        day  date primary key,
        salt bytea not null constraint visitor_salt_has_256_bits check (length(salt) = 32)
      );
      grant select, insert, delete on visitor_salt to bencao_system;

      alter table scan_tally
        -- Provinces of the looks that are still on record, ascending.
        add places smallint[] not null default '{}',
        -- Signs that the label was copied, by the rules of the version named in them (seeds/reference/copy-rules.json).
        add signs jsonb not null default '[]';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table scan_tally drop places, drop signs;
      drop table visitor_salt, scan;
    `);
  }
}
