import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whence a look came, as a keyed hash of its network: signs of copied labels count networks, as one alone proves nothing. */
export class NoteNetworksOfLooks1764000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table scan add network bytea constraint scan_network_is_a_hash check (length(network) = 8);
      comment on column scan.network is 'HMAC of the /24 or /48 under a key outside the database. Null for looks from before.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table scan drop network`);
  }
}
