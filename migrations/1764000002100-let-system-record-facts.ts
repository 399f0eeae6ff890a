import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['fact', 'fact_subject', 'fact_party', 'sealed_value'];

/**
 * The first people come in before there is a tenant: the platform's organisation and whoever redeems an administrator's
 * token are entered by the system's role, and that is evidence as well.
 */
export class LetSystemRecordFacts1764000002100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      [
        ...TABLES.map(
          (
            table,
          ) => `create policy ${table}_recorded_by_system on ${table} for insert to bencao_system with check (true);
        grant insert on ${table} to bencao_system;`,
        ),
        'grant insert on fact_unsealed to bencao_system;',
      ].join('\n'),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      [
        ...TABLES.map(
          (table) => `drop policy ${table}_recorded_by_system on ${table};
        revoke insert on ${table} from bencao_system;`,
        ),
        'revoke insert on fact_unsealed from bencao_system;',
      ].join('\n'),
    );
  }
}
