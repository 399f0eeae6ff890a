import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

/** Photos of bases as they are shown to everybody: re-encoded, without EXIF, under the hash of what is shown. */
export class ShowBasePhotos1764000006200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table base_photo (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        sha256          text not null constraint base_photo_has_a_hash check (sha256 ~ '^[0-9a-f]{64}$'),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint base_photo_of_a_base foreign key (organisation_id, base_id) references base
      );
      create index base_photo_by_hash on base_photo (sha256);
      ${tenantTable('base_photo')}
      ${appendOnly('base_photo')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table base_photo`);
  }
}
