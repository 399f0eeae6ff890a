import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Findings are told in the fact of their act: rules and levels in words, the whole of each by a salted digest, so that
 * `verify-ledger` names a finding that was changed, taken away or put in. The salt stands with the finding: a message may
 * name a person, and a digest without salt could be guessed.
 */
export class TellFindingsInFacts1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table finding add column salt bytea
        constraint finding_salt_is_long_enough check (length(salt) = 32);
      comment on column finding.salt is 'Opens the digest in the fact; null for findings older than that digest.';
      create index finding_by_fact on finding (fact_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index finding_by_fact;
      alter table finding drop column salt;
    `);
  }
}
