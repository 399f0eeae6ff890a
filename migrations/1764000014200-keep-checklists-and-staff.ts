import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

const TABLES = ['checklist_mark', 'training', 'training_attendee', 'health_check'];

/**
 * 六统一 and 七统一 by base and season: what was attached by hand to a line of a checklist. Training and health of operators:
 * who was taught what, and whose certificate is valid how long; names are personal and leave nobody's organisation.
 */
export class KeepChecklistsAndStaff1764000014200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table checklist_mark (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        season          integer not null constraint checklist_mark_season_is_a_year check (season between 2000 and 2200),
        list            text not null,
        line            text not null,
        met             boolean not null,
        document_sha256 text constraint checklist_mark_document_is_a_hash check (document_sha256 ~ '^[0-9a-f]{64}$'),
        note            text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint checklist_mark_is_of_a_base foreign key (organisation_id, base_id) references base
      );
      create index checklist_mark_by_base on checklist_mark (organisation_id, base_id, season);

      create table training (
        organisation_id uuid not null,
        id              uuid not null,
        topic           text not null,
        held_on         date not null,
        hours           numeric not null constraint training_takes_time check (hours > 0),
        valid_until     date not null,
        trainer         text not null,
        effect          text,
        document_sha256 text constraint training_document_is_a_hash check (document_sha256 ~ '^[0-9a-f]{64}$'),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint training_valid_after_it_was_held check (valid_until >= held_on)
      );

      create table training_attendee (
        organisation_id uuid not null,
        training_id     uuid not null,
        position        integer not null,
        name            text not null,
        primary key (organisation_id, training_id, position),
        constraint training_attendee_was_at_a_training foreign key (organisation_id, training_id) references training
      );
      create index training_attendee_by_name on training_attendee (organisation_id, name);

      create table health_check (
        organisation_id uuid not null,
        id              uuid not null,
        name            text not null,
        checked_on      date not null,
        valid_until     date not null,
        fit             boolean not null,
        certificate     text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint health_check_valid_after_it_was_made check (valid_until >= checked_on)
      );
      create index health_check_by_name on health_check (organisation_id, name, checked_on);
      comment on table health_check is 'Health of people: personal data, sealed in the facts, read by those who keep staff records.';

      ${TABLES.map(tenantTable).join('\n')}
      ${TABLES.map(appendOnly).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table health_check;
      drop table training_attendee;
      drop table training;
      drop table checklist_mark;
    `);
  }
}
