import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = ['batch', 'packing'];

/** Batches and their packings. Mass, packages' serials and codes stand with the lots; here stands what was written down. */
export class CreateBatches1764000000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table batch (
        organisation_id uuid not null,
        id              uuid not null,
        number          text not null,
        herb            text not null,
        variant         text,
        grams           bigint not null constraint batch_weighs_something check (grams > 0),
        inputs          jsonb not null,
        balance         jsonb not null,
        division_code   text not null,
        at              timestamptz not null,
        at_zone         text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint batch_number_used_once unique (organisation_id, number)
      );

      create table packing (
        organisation_id uuid not null,
        id              uuid not null,
        batch_id        uuid not null,
        count           bigint not null constraint packing_counts_something check (count > 0),
        grams_each      bigint not null constraint packing_weighs_something check (grams_each > 0),
        material        text not null,
        packed_at       timestamptz not null,
        packed_zone     text not null,
        first_serial    bigint not null,
        last_serial     bigint not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint packing_is_of_a_batch foreign key (organisation_id, batch_id) references batch,
        constraint packing_serials_count check (last_serial = first_serial + count - 1)
      );
      create index packing_by_batch on packing (organisation_id, batch_id, first_serial);

      ${TABLES.map(tenantTable).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table packing;
      drop table batch;
    `);
  }
}
