import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * Adjuvants (honey, wine, vinegar …) are lots: they are drawn with a balance like the herb. A run says by which version of
 * the reference data it was judged, whether it was rework, and of each output what it is for.
 */
export class WidenProcessing1764000008200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lot drop constraint lot_kind_is_known, add constraint lot_kind_is_known
        check (kind in ('seed', 'harvest', 'output', 'batch', 'consignment', 'adjuvant'));

      create table adjuvant_lot (
        organisation_id uuid not null,
        id              uuid not null,
        adjuvant        text not null,
        supplier        text not null,
        batch_number    text,
        standard        text,
        grams           bigint not null constraint adjuvant_lot_weighs_something check (grams > 0),
        received_at     timestamptz not null,
        received_zone   text not null,
        expires_on      date,
        documents       jsonb not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      ${tenantTable('adjuvant_lot')}

      alter table run
        add column reference text,
        add column rework_reason text;
      comment on column run.reference is 'SHA-256 of the reference file "processing" the run was judged by';
      alter table run_output add column use text not null default 'product'
        constraint run_output_use_is_known check (use in ('product', 'by-product', 'waste', 'rework'));
      -- Rows from before: a by-product was the only other thing an output could be. Forced security would hide them.
      alter table run_output no force row level security;
      update run_output set use = 'by-product' where by_product;
      alter table run_output force row level security;
      alter table run_output alter column use drop default,
        add constraint run_output_by_product_is_no_product check (by_product = (use <> 'product'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table run_output drop constraint run_output_by_product_is_no_product, drop column use;
      alter table run drop column reference, drop column rework_reason;
      drop table adjuvant_lot;
      alter table lot drop constraint lot_kind_is_known, add constraint lot_kind_is_known
        check (kind in ('seed', 'harvest', 'output', 'batch', 'consignment'));
    `);
  }
}
