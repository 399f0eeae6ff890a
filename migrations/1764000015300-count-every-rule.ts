import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rules that fire where no act is refused to a tenant: a public page that withholds certificates, a regulator's look
 * outside the region. The system's role counts them beside the refusals, for the owner of the goods.
 */
export class CountEveryRule1764000015300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy rule_refusal_counted on rule_refusal for insert to bencao_system
        with check (rule_id in ('R-28', 'R-31'));
      grant insert on rule_refusal to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy rule_refusal_counted on rule_refusal;
      revoke insert on rule_refusal from bencao_system;
    `);
  }
}
