import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/** 生产技术规程: versions of procedures and their steps from draft to obsolete; records cite the version in force. */
export class KeepProcedures1764000007400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sop_version (
        organisation_id uuid not null,
        id              uuid not null,
        code            text not null,
        version         integer not null constraint sop_version_counts_from_one check (version >= 1),
        title           text not null,
        scope           text not null,
        herb            text,
        document_sha256 text constraint sop_version_document_is_a_hash check (document_sha256 ~ '^[0-9a-f]{64}$'),
        drafted_by      uuid not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sop_version_once unique (organisation_id, code, version)
      );

      create table sop_step (
        organisation_id uuid not null,
        id              uuid not null,
        sop_id          uuid not null,
        state           text not null constraint sop_step_state_known
          check (state in ('draft', 'review', 'approved', 'in-force', 'obsolete')),
        at              date not null,
        reason          text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sop_step_is_of_a_version foreign key (organisation_id, sop_id) references sop_version
      );
      create index sop_step_by_version on sop_step (organisation_id, sop_id);

      alter table harvest add column sop text;
      alter table field_work add column sop text;
      ${['sop_version', 'sop_step'].map(tenantTable).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table field_work drop column sop;
      alter table harvest drop column sop;
      drop table sop_step;
      drop table sop_version;
    `);
  }
}
