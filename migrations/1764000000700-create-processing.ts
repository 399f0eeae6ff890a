import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = ['run', 'run_step', 'run_input', 'run_output'];

/** Processing runs: lots in, lots out. Balances stand with the lots; here stands what was done and what was written down. */
export class CreateProcessing1764000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table run (
        organisation_id uuid not null,
        id              uuid not null,
        method          text not null,
        facility        text not null,
        started_at      timestamptz not null,
        started_zone    text not null,
        ended_at        timestamptz not null,
        ended_zone      text not null,
        balance         jsonb not null,
        ratio           numeric,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint run_ends_after_it_begins check (ended_at >= started_at)
      );
      comment on column run.ratio is 'kg fresh for 1 kg dry, where fresh herb was dried';

      create table run_step (
        organisation_id uuid not null,
        run_id          uuid not null,
        position        smallint not null,
        kind            text not null,
        started_at      timestamptz not null,
        ended_at        timestamptz not null,
        parameters      jsonb not null,
        primary key (organisation_id, run_id, position),
        constraint run_step_is_of_a_run foreign key (organisation_id, run_id) references run,
        constraint run_step_ends_after_it_begins check (ended_at >= started_at)
      );

      create table run_input (
        organisation_id uuid not null,
        run_id          uuid not null,
        lot_id          uuid not null,
        grams           bigint not null constraint run_input_weighs_something check (grams > 0),
        primary key (organisation_id, run_id, lot_id),
        constraint run_input_is_of_a_run foreign key (organisation_id, run_id) references run
      );

      create table run_output (
        organisation_id uuid not null,
        run_id          uuid not null,
        lot_id          uuid not null,
        herb            text not null,
        variant         text,
        grams           bigint not null constraint run_output_weighs_something check (grams > 0),
        by_product      boolean not null,
        dry             boolean not null,
        primary key (organisation_id, run_id, lot_id),
        constraint run_output_is_of_a_run foreign key (organisation_id, run_id) references run
      );
      create index run_output_by_lot on run_output (organisation_id, lot_id);

      ${TABLES.map(tenantTable).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      [...TABLES]
        .reverse()
        .map((table) => `drop table ${table};`)
        .join('\n'),
    );
  }
}
