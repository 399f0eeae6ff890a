import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['finding_decision', 'rule_refusal'];

/**
 * What became of a finding, beside it and never in it: a warning a second person overrode, or a finding that a later
 * fact cured. And the other way in which a rule fires: an act that was refused because it had not happened yet.
 */
export class DecideOnFindings1764000009200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table finding_decision (
        organisation_id uuid not null,
        id              uuid not null,
        -- Whose finding it is, and whom it concerns: both see what became of it.
        opener_id       uuid not null,
        concerns_id     uuid not null,
        finding_id      uuid not null,
        decision        text not null constraint finding_decision_known check (decision in ('overridden', 'cured')),
        reason          text not null constraint finding_decision_says_why check (btrim(reason) <> ''),
        fact_id         uuid not null,
        decided_by      uuid not null,
        decided_at      timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint finding_decided_once unique (organisation_id, finding_id),
        constraint finding_decision_is_of_a_finding foreign key (opener_id, finding_id)
          references finding (organisation_id, id),
        constraint finding_decided_by_whom_it_concerns check (organisation_id in (opener_id, concerns_id))
      );
      create index finding_decision_by_finding on finding_decision (finding_id);

      create table rule_refusal (
        organisation_id uuid not null,
        id              uuid not null,
        rule_id         text not null constraint rule_refusal_is_numbered check (rule_id ~ '^R-[0-9]{2}$'),
        code            text not null,
        message_zh      text not null,
        message_en      text not null,
        -- The route that was asked, and the id of the act: a client that tries again does not count again.
        asked           text not null,
        act_id          uuid not null,
        refused_for     uuid not null,
        refused_at      timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint rule_refusal_counts_once unique (organisation_id, act_id, rule_id)
      );
      create index rule_refusal_by_rule on rule_refusal (rule_id, id desc);

      ${TABLES.map(
        (table) => `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_added on ${table} for insert to bencao_app
        with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} for select to bencao_system using (true);
      grant select, insert on ${table} to bencao_app;
      grant select on ${table} to bencao_system;
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`,
      ).join('\n')}

      create policy finding_decision_seen on finding_decision for select to bencao_app
        using ((select app_tenant()) in (organisation_id, opener_id, concerns_id));
      create policy rule_refusal_seen on rule_refusal for select to bencao_app
        using (organisation_id = (select app_tenant()));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      [...TABLES]
        .reverse()
        .map((table) => `drop table ${table};`)
        .join('\n'),
    );
  }
}
