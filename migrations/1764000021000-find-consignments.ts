import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A scanned package is looked for among the consignments of its batch: what binds those binds the package. */
export class FindConsignments1764000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index lot_consigned_by_root on lot_consigned (root)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index lot_consigned_by_root`);
  }
}
