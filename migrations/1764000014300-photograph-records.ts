import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

/** Photos of field work, harvests and weighings-in: re-encoded, without EXIF; of the place only its distance is kept. */
export class PhotographRecords1764000014300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table record_photo (
        organisation_id uuid not null,
        id              uuid not null,
        kind            text not null constraint record_photo_is_of_a_known_kind check (kind in ('field-work', 'harvest', 'purchase')),
        record_id       uuid not null,
        sha256          text not null constraint record_photo_has_a_hash check (sha256 ~ '^[0-9a-f]{64}$'),
        taken_on        date,
        device_metres   integer constraint record_photo_distance_is_not_negative check (device_metres >= 0),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      create index record_photo_by_record on record_photo (organisation_id, record_id);
      create index record_photo_by_hash on record_photo (organisation_id, sha256);
      comment on column record_photo.device_metres is 'Metres from where it was taken to the nearest plot, by the picture itself; the place is not kept.';
      ${tenantTable('record_photo')}
      ${appendOnly('record_photo')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table record_photo`);
  }
}
