import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const APPEND_ONLY = ['label_print', 'job_file_erasure'];

/**
 * Labels. A print job keeps its order as it was given (what labels say is frozen with it), the length of every draft, and which
 * serials it puts on paper: so it is known what was printed, and that a second print had a reason. Files have an end.
 */
export class PrintLabels1764000005100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table print_job
        add column kind text not null default 'codes' constraint print_job_kind_is_known check (kind in ('codes', 'labels')),
        add column print_order jsonb not null
          default '{"files":["list"],"dpi":203,"shift":{"x":0,"y":0},"contents":[],"name":"","number":""}',
        add column drafts jsonb,
        drop column draft_bytes;
      comment on column print_job.drafts is 'Length of each draft when done was written: from there the next run goes on.';

      alter table job_file add column expires_at timestamptz not null default clock_timestamp() + interval '30 days'
        constraint job_file_has_its_time check (expires_at > made_at);
      create index job_file_by_end on job_file (expires_at);
      create index job_file_by_content on job_file (sha256);

      create table job_file_erasure (
        organisation_id uuid not null,
        job_id          uuid not null,
        name            text not null,
        erased_at       timestamptz not null,
        primary key (organisation_id, job_id, name),
        constraint job_file_erasure_of_a_file foreign key (organisation_id, job_id, name) references job_file
      );
      ${tenantTable('job_file_erasure')}
      revoke insert on job_file_erasure from bencao_app;
      grant insert on job_file_erasure to bencao_system;
      create policy job_file_erasure_noted on job_file_erasure for insert to bencao_system with check (true);

      create table label_print (
        organisation_id uuid not null,
        job_id          uuid not null,
        range_no        bigint not null,
        first_serial    bigint not null,
        last_serial     bigint not null,
        lot_id          uuid not null constraint label_print_lot_exists references lot,
        again           boolean not null,
        fact_id         uuid not null,
        ordered_at      timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, job_id, range_no, first_serial),
        constraint label_print_belongs_to_a_job foreign key (organisation_id, job_id) references print_job,
        constraint label_print_of_an_issued_range foreign key (organisation_id, range_no) references code_range,
        constraint label_print_runs_upward check (first_serial <= last_serial)
      );
      comment on table label_print is 'Which labels were ordered, by which job, and whether they had been ordered before.';
      create index label_print_by_lot on label_print (organisation_id, lot_id, first_serial);
      create index label_print_by_job on label_print (job_id);
      ${tenantTable('label_print')}

      ${APPEND_ONLY.map(
        (table) => `
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`,
      ).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table label_print, job_file_erasure;
      drop index job_file_by_end, job_file_by_content;
      alter table job_file drop column expires_at;
      alter table print_job drop column kind, drop column print_order, drop column drafts,
        add column draft_bytes bigint not null default 0;
    `);
  }
}
