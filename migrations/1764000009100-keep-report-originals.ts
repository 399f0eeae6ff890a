import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['report_original', 'report_withdrawal'];

/**
 * The file a laboratory printed, by its hash, and the withdrawal of a report that was entered by mistake. Both only add:
 * a second file stands beside the first, a withdrawn report stays with every figure it had.
 */
export class KeepReportOriginals1764000009100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table report_original (
        organisation_id uuid not null,
        id              uuid not null,
        laboratory_id   uuid not null,
        owner_id        uuid not null,
        report_id       uuid not null,
        sha256          text not null constraint report_original_has_a_hash check (sha256 ~ '^[0-9a-f]{64}$'),
        bytes           integer not null constraint report_original_is_not_empty check (bytes > 0),
        -- May the public read it? A certificate names testers; whoever files it answers for that.
        shown           boolean not null,
        fact_id         uuid not null,
        filed_by        uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint report_original_filed_once unique (organisation_id, report_id, sha256),
        constraint report_original_is_of_a_report foreign key (laboratory_id, report_id, owner_id)
          references report (organisation_id, id, owner_id),
        constraint report_original_by_one_of_both check (organisation_id in (laboratory_id, owner_id))
      );
      create index report_original_by_report on report_original (report_id);

      create table report_withdrawal (
        organisation_id uuid not null,
        id              uuid not null,
        owner_id        uuid not null,
        report_id       uuid not null,
        lot_id          uuid not null,
        -- The report that says the same again, rightly.
        replacement_id  uuid,
        reason          text not null constraint report_withdrawal_says_why check (btrim(reason) <> ''),
        fact_id         uuid not null,
        withdrawn_by    uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint report_withdrawn_once unique (organisation_id, report_id),
        constraint report_withdrawal_is_of_a_report foreign key (organisation_id, report_id, owner_id)
          references report (organisation_id, id, owner_id),
        constraint report_withdrawal_replaced_by_a_report foreign key (organisation_id, replacement_id, owner_id)
          references report (organisation_id, id, owner_id),
        constraint report_does_not_replace_itself check (replacement_id <> report_id)
      );
      create index report_withdrawal_by_lot on report_withdrawal (lot_id);

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

      create policy report_original_seen on report_original for select to bencao_app
        using ((select app_tenant()) in (organisation_id, laboratory_id, owner_id));
      create policy report_withdrawal_seen on report_withdrawal for select to bencao_app
        using ((select app_tenant()) in (organisation_id, owner_id));
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
