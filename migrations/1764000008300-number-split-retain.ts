import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = ['batch_number_scheme', 'batch_number', 'retained_sample', 'retained_sample_step'];

/**
 * Numbers of batches by the organisation's own scheme, and the samples that are retained of them. A number is one row for
 * ever, whether a batch has it or it was declared void, so that none is used twice and a gap is either explained or seen.
 */
export class NumberSplitRetain1764000008300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table batch_number_scheme (
        organisation_id uuid not null,
        id              uuid not null,
        herb            text,
        pattern         text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      comment on column batch_number_scheme.herb is 'null: for every herb without a scheme of its own; the newest stands';

      create table batch_number (
        organisation_id uuid not null,
        -- The batch, or the act that declared the number void.
        id              uuid not null,
        number          text not null,
        -- The number with its running part left open, and that part: what follows what.
        scope           text,
        sequence        integer constraint batch_number_sequence_begins_at_1 check (sequence >= 1),
        void_reason     text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint batch_number_is_never_used_again unique (organisation_id, number),
        constraint batch_number_runs_once unique (organisation_id, scope, sequence),
        constraint batch_number_runs_in_a_scope check ((scope is null) = (sequence is null))
      );

      create table retained_sample (
        organisation_id uuid not null,
        id              uuid not null,
        batch_id        uuid not null,
        grams           bigint not null constraint retained_sample_weighs_something check (grams > 0),
        location        text not null,
        taken_at        timestamptz not null,
        taken_zone      text not null,
        taken_by        text not null,
        due_on          date,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint retained_sample_is_of_a_batch foreign key (organisation_id, batch_id) references batch
      );
      comment on column retained_sample.due_on is 'first day on which it may be destroyed, as known when it was taken; never brought forward';
      create index retained_sample_by_batch on retained_sample (organisation_id, batch_id);
      create index retained_sample_by_due on retained_sample (organisation_id, due_on);

      create table retained_sample_step (
        organisation_id uuid not null,
        id              uuid not null,
        sample_id       uuid not null,
        step            text not null constraint retained_sample_step_is_known check (step in ('asked', 'destroyed')),
        reason          text not null,
        person_id       uuid not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint retained_sample_step_is_of_a_sample foreign key (organisation_id, sample_id) references retained_sample,
        constraint retained_sample_step_once unique (organisation_id, sample_id, step)
      );

      -- Two people, and in this order; the database holds it whatever a program forgets.
      create function retained_sample_needs_two() returns trigger language plpgsql as $$
      declare asked retained_sample_step;
      begin
        if new.step = 'destroyed' then
          select * into asked from retained_sample_step
            where organisation_id = new.organisation_id and sample_id = new.sample_id and step = 'asked';
          if asked.id is null or asked.person_id = new.person_id then
            raise exception 'sample % : two people destroy a retained sample', new.sample_id
              using errcode = 'check_violation', constraint = 'retained_sample_needs_two_people';
          end if;
        end if;
        return new;
      end $$;
      create trigger retained_sample_step_needs_two before insert on retained_sample_step
        for each row execute function retained_sample_needs_two();

      ${TABLES.map(tenantTable).join('\n')}

      -- Numbers used so far; forced security would hide the batches.
      alter table batch no force row level security;
      alter table batch_number no force row level security;
      insert into batch_number (organisation_id, id, number, fact_id, recorded_at)
        select organisation_id, id, number, fact_id, recorded_at from batch;
      alter table batch force row level security;
      alter table batch_number force row level security;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table retained_sample_step;
      drop function retained_sample_needs_two();
      drop table retained_sample;
      drop table batch_number;
      drop table batch_number_scheme;
    `);
  }
}
