import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * What a label says of a batch. The batch keeps what its sources told when it was made, so that a label never
 * depends on a walk through the genealogy; what people decide about a label (form, shelf life) is a row for each time
 * they decided, the newest in force.
 */
export class LabelBatches1764000008100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table batch
        add column specification text,
        add column storage text,
        add column species text,
        add column origin text,
        add column harvested_from date,
        add column harvested_to date,
        add column shelf_life_months integer constraint batch_keeps_for_some_months check (shelf_life_months between 1 and 600),
        add column shelf_life_basis text constraint batch_shelf_life_has_a_basis check (shelf_life_basis in ('entered', 'reference')),
        add constraint batch_shelf_life_says_whence check ((shelf_life_months is null) = (shelf_life_basis is null)),
        add constraint batch_harvested_in_order check (harvested_from <= harvested_to);
      comment on column batch.species is '基原 as the plantings behind the batch have it; null when no planting stands behind it';
      comment on column batch.shelf_life_basis is 'reference: nobody entered one, the reference data gave it';

      create table batch_label (
        organisation_id   uuid not null,
        id                uuid not null,
        batch_id          uuid not null,
        specification     text,
        shelf_life_months integer constraint batch_label_keeps_for_some_months check (shelf_life_months between 1 and 600),
        storage           text,
        fact_id           uuid not null,
        recorded_at       timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint batch_label_is_of_a_batch foreign key (organisation_id, batch_id) references batch,
        constraint batch_label_says_something check (num_nonnulls(specification, shelf_life_months, storage) > 0)
      );
      create index batch_label_by_batch on batch_label (organisation_id, batch_id, recorded_at desc);
      ${tenantTable('batch_label')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table batch_label;
      alter table batch
        drop constraint batch_shelf_life_says_whence,
        drop constraint batch_harvested_in_order,
        drop column specification, drop column storage, drop column species, drop column origin,
        drop column harvested_from, drop column harvested_to, drop column shelf_life_months, drop column shelf_life_basis;
    `);
  }
}
