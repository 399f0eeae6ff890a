import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['run', 'batch', 'packing'];

/** How a run, a batch and a packing were entered: how late, what was copied, what was never touched. */
export class DiscloseEntry1764000008400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES.map((table) => `alter table ${table} add column entry jsonb;`).join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES.map((table) => `alter table ${table} drop column entry;`).join('\n'));
  }
}
