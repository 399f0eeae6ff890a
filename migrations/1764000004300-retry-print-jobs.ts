import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever ordered a job may let it be tried again: its count of failures begins anew. Jobs nobody is heard of are found by an index. */
export class RetryPrintJobs1764000004300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      grant update (failures) on print_job to bencao_app;
      create index print_job_not_over on print_job (state, heard_at) where state in ('waiting', 'active');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index print_job_not_over;
      revoke update (failures) on print_job from bencao_app;
    `);
  }
}
