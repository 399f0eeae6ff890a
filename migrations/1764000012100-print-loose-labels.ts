import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Labels of rolls, cartons and pallets are orders like those of packages: on record, with a reason for the second. They stand on
 * no lot when they are printed; the range they are of says which order issued them.
 */
export class PrintLooseLabels1764000012100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table label_print alter column lot_id drop not null;
      comment on column label_print.lot_id is 'Null for labels of rolls, cartons and pallets, as in code_range.';
      create index code_range_loose_by_order on code_range (organisation_id, act_id) where lot_id is null;
      -- A scan of the new label tells of the old one.
      create index code_replacement_by_successor on code_replacement (by_range_no, by_serial);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index code_range_loose_by_order, code_replacement_by_successor;
      alter table label_print alter column lot_id set not null;
    `);
  }
}
