import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['sample', 'report', 'report_result', 'release_decision'];

/**
 * Samples, reports, results and release decisions: evidence, only ever added to.
 *
 * A sample belongs to whoever took it; a report to the laboratory that issued it. Each shows the other's row that
 * concerns it. That only the laboratory named by the sample reports on it is held by a foreign key, not by code alone.
 */
export class CreateQuality1764000000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sample (
        organisation_id uuid not null,
        id              uuid not null,
        laboratory_id   uuid not null,
        lot_id          uuid not null,
        lot_number      text,
        -- What the lot was when the sample was drawn: the laboratory never sees the lot itself.
        herb            text not null,
        variant         text,
        grams           bigint not null constraint sample_weighs_something check (grams > 0),
        taken_at        timestamptz not null,
        taken_zone      text not null,
        taken_by        text not null,
        fact_id         uuid not null,
        recorded_by     uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sample_names_its_laboratory unique (organisation_id, id, laboratory_id)
      );
      create index sample_by_id on sample (id);
      create index sample_by_laboratory on sample (laboratory_id, id desc);
      create index sample_by_lot on sample (lot_id);

      create table report (
        organisation_id uuid not null,
        id              uuid not null,
        -- Whose sample it was.
        owner_id        uuid not null,
        sample_id       uuid not null,
        lot_id          uuid not null,
        herb            text not null,
        variant         text,
        number          text not null,
        tested_on       date not null,
        edition         text not null,
        -- Null with a reason: no line was judged, because the edition is not held.
        judged_under    text,
        not_judged      text,
        judgement       text not null constraint report_judgement_known check (judgement in ('pass', 'fail', 'incomplete')),
        tester          text not null,
        reviewer        text not null,
        fact_id         uuid not null,
        entered_by      uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint report_by_the_named_laboratory foreign key (owner_id, sample_id, organisation_id)
          references sample (organisation_id, id, laboratory_id),
        constraint report_shown_to_its_owner unique (organisation_id, id, owner_id),
        constraint report_judged_or_said_why check ((judged_under is null) = (not_judged is not null)),
        constraint report_not_passed_unjudged check (judgement = 'incomplete' or judged_under is not null)
      );
      create index report_by_owner on report (owner_id, id desc);
      create index report_by_lot on report (lot_id);
      create index report_by_number on report (organisation_id, number);

      create table report_result (
        organisation_id uuid not null,
        report_id       uuid not null,
        position        smallint not null,
        owner_id        uuid not null,
        item            text not null,
        name_zh         text,
        name_en         text,
        mandatory       boolean not null,
        -- The limit as it was on the day of judging; later editions do not change a judged report.
        limit_kind      text,
        limit_value     text,
        limit_unit      text,
        limit_decimals  smallint,
        value           text,
        rounded         text,
        qualitative     text,
        below_loq       boolean not null,
        unit            text,
        method          text,
        verdict         text not null constraint report_result_verdict_known
                        check (verdict in ('pass', 'fail', 'not-tested', 'not-judged', 'no-limit')),
        primary key (organisation_id, report_id, position),
        constraint report_result_is_of_a_report foreign key (organisation_id, report_id, owner_id)
          references report (organisation_id, id, owner_id),
        constraint report_result_item_once unique (organisation_id, report_id, item)
      );

      create table release_decision (
        organisation_id uuid not null,
        id              uuid not null,
        lot_id          uuid not null,
        decision        text not null constraint release_decision_known check (decision in ('released', 'rejected')),
        reason          text,
        -- The checklist as the quality head saw it when signing.
        checklist       jsonb not null,
        decided_by      uuid not null,
        decided_at      timestamptz not null default clock_timestamp(),
        fact_id         uuid not null,
        primary key (organisation_id, id),
        constraint release_decision_once unique (organisation_id, lot_id, decision),
        constraint rejection_says_why check (decision = 'released' or btrim(reason) <> '')
      );

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

      create policy sample_seen on sample for select to bencao_app
        using (organisation_id = (select app_tenant()) or laboratory_id = (select app_tenant()));
      create policy report_seen on report for select to bencao_app
        using (organisation_id = (select app_tenant()) or owner_id = (select app_tenant()));
      create policy report_result_seen on report_result for select to bencao_app
        using (organisation_id = (select app_tenant()) or owner_id = (select app_tenant()));
      create policy release_decision_seen on release_decision for select to bencao_app
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
