import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Findings: a rule that was broken by something that has happened. Kept for ever; closed, never deleted. */
export class CreateFindings1764000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table finding (
        organisation_id uuid not null,
        id              uuid not null,
        -- Whom it concerns when somebody else recorded it: a laboratory's report about another's batch.
        concerns_id     uuid not null,
        rule_id         text not null constraint finding_rule_is_numbered check (rule_id ~ '^R-[0-9]{2}$'),
        level           text not null constraint finding_blocks_or_warns check (level in ('block', 'warn')),
        message_zh      text not null,
        message_en      text not null,
        subject         text not null,
        fact_id         uuid not null,
        lots            uuid[] not null,
        opened_by       uuid not null,
        opened_at       timestamptz not null default clock_timestamp(),
        closed_at       timestamptz,
        closed_by       uuid,
        closed_reason   text,
        primary key (organisation_id, id),
        constraint finding_closed_whole check (
          (closed_at is null) = (closed_by is null) and (closed_at is null) = (closed_reason is null)
        )
      );
      comment on table finding is 'A broken rule of the trade, opened by the act that broke it.';
      create index finding_by_concerned on finding (concerns_id, id desc);
      create index finding_by_rule on finding (rule_id);
      create index finding_by_lot on finding using gin (lots);

      alter table finding enable row level security;
      alter table finding force row level security;
      create policy finding_seen on finding for select to bencao_app
        using (organisation_id = (select app_tenant()) or concerns_id = (select app_tenant()));
      create policy finding_opened on finding for insert to bencao_app
        with check (organisation_id = (select app_tenant()));
      create policy finding_system on finding for select to bencao_system using (true);
      grant select, insert on finding to bencao_app;
      grant select on finding to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table finding;`);
  }
}
