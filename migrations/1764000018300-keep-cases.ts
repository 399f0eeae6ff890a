import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

/** Why a regulator looks into what belongs to others, one reason a case, and every look that was taken under it. */
export class KeepCases1764000018300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table regulator_case (
        organisation_id uuid not null,
        id              uuid not null,
        reason          text not null constraint regulator_case_says_why check (btrim(reason) <> ''),
        opened_by       uuid not null,
        opened_at       timestamptz not null,
        fact_id         uuid not null,
        primary key (organisation_id, id)
      );
      create table regulator_look (
        organisation_id uuid not null,
        id              uuid not null,
        case_id         uuid not null,
        person_id       uuid not null,
        -- What was looked at: impact, lot, ancestors …
        kind            text not null,
        subject         uuid not null,
        at              timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint regulator_look_belongs_to_a_case foreign key (organisation_id, case_id)
          references regulator_case (organisation_id, id)
      );
      create index regulator_look_by_case on regulator_look (organisation_id, case_id, id desc);
      ${['regulator_case', 'regulator_look'].map((table) => tenantTable(table) + appendOnly(table)).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table regulator_look; drop table regulator_case;`);
  }
}
