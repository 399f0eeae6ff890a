import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const EVIDENCE = ['lot_alias', 'lot_alias_withdrawal'];

/**
 * Numbers under which other systems know a lot. The history is evidence and only grows; `lot_alias_in_use` is what stands
 * now, and its unique key is what keeps a number from naming two lots at once.
 */
export class CreateLotAliases1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lot_alias (
        organisation_id uuid not null,
        id              uuid not null,
        lot_id          uuid not null constraint lot_alias_lot_exists references lot,
        scheme          text not null constraint lot_alias_scheme_is_known
                        check (scheme in ('drug-trace-code', 'gtin-lot', 'handle', 'platform')),
        platform        text constraint lot_alias_platform_is_named_for_its_own_codes
                        check ((scheme = 'platform') = (platform is not null)),
        value           text not null constraint lot_alias_says_something check (btrim(value) <> ''),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id)
      );
      create index lot_alias_by_lot on lot_alias (lot_id);

      create table lot_alias_withdrawal (
        organisation_id uuid not null,
        id              uuid not null,
        alias_id        uuid not null,
        reason          text not null constraint lot_alias_withdrawal_says_why check (btrim(reason) <> ''),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint lot_alias_is_withdrawn_once unique (organisation_id, alias_id),
        constraint lot_alias_withdrawal_of_an_alias foreign key (organisation_id, alias_id) references lot_alias
      );

      create table lot_alias_in_use (
        organisation_id uuid not null,
        alias_id        uuid not null,
        scheme          text not null,
        platform        text,
        value           text not null,
        constraint lot_alias_in_use_stands_once primary key (organisation_id, alias_id),
        constraint lot_alias_in_use_is_recorded foreign key (organisation_id, alias_id) references lot_alias,
        constraint lot_alias_names_one_lot unique nulls not distinct (value, scheme, platform)
      );
      comment on table lot_alias_in_use is 'Aliases that were not withdrawn. By value first: look-ups know no scheme.';

      ${[...EVIDENCE, 'lot_alias_in_use'].map(tenantTable).join('')}
      grant delete on lot_alias_in_use to bencao_app;
      ${EVIDENCE.map(
        (table) => `
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`,
      ).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lot_alias_in_use, lot_alias_withdrawal, lot_alias`);
  }
}
