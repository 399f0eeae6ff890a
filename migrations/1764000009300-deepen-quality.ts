import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New evidence: readable by its organisation and by the owner of the sample, where it names one. */
const EVIDENCE = ['sample_receipt', 'report_signature', 'internal_limit', 'batch_claim'];
const SEEN_BY_OWNER = ['sample_receipt', 'report_signature'];

/**
 * What a certificate rests on: how the sample came to the laboratory, which instruments measured, who signed; the
 * organisation's own stricter limits; and what is claimed of a batch beyond the law.
 */
export class DeepenQuality1764000009300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sample
        add column lot_grams bigint constraint sample_of_a_lot_that_weighs check (lot_grams > 0),
        add column packages  integer constraint sample_packages_counted check (packages > 0),
        add column seal      text,
        -- The failing report this sample was drawn to test again.
        add column retest_of uuid;

      alter table report
        add column represents_grams bigint constraint report_represents_something check (represents_grams > 0),
        add column instruments      jsonb not null default '[]',
        -- Whom the written names mean among the laboratory's own people, when they mean one.
        add column tester_person    uuid,
        add column reviewer_person  uuid;

      alter table report_result
        add column basis text constraint report_result_basis_known check (basis in ('dried', 'as-is')),
        add column dried text;

      create table sample_receipt (
        organisation_id uuid not null,
        id              uuid not null,
        owner_id        uuid not null,
        sample_id       uuid not null,
        received_at     timestamptz not null,
        received_by     text not null,
        grams           bigint not null constraint sample_receipt_weighs_something check (grams > 0),
        seal_intact     boolean not null,
        fact_id         uuid not null,
        recorded_by     uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sample_received_once unique (organisation_id, sample_id),
        constraint sample_receipt_by_the_named_laboratory foreign key (owner_id, sample_id, organisation_id)
          references sample (organisation_id, id, laboratory_id)
      );

      create table report_signature (
        organisation_id uuid not null,
        id              uuid not null,
        owner_id        uuid not null,
        report_id       uuid not null,
        fact_id         uuid not null,
        signed_by       uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint report_signed_once unique (organisation_id, report_id),
        constraint report_signature_is_of_a_report foreign key (organisation_id, report_id, owner_id)
          references report (organisation_id, id, owner_id)
      );

      create table internal_limit (
        organisation_id uuid not null,
        id              uuid not null,
        herb            text not null,
        variant         text,
        item            text not null,
        kind            text not null constraint internal_limit_kind_known check (kind in ('max', 'min')),
        value           text not null,
        decimals        smallint not null,
        unit            text not null,
        effective_from  date not null,
        fact_id         uuid not null,
        approved_by     uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint internal_limit_is_a_number check (value::numeric >= 0 and scale(value::numeric) = decimals)
      );
      create index internal_limit_by_herb on internal_limit (organisation_id, herb, effective_from);

      create table batch_claim (
        organisation_id uuid not null,
        id              uuid not null,
        lot_id          uuid not null,
        claim           text not null,
        evidence        jsonb not null,
        fact_id         uuid not null,
        claimed_by      uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint batch_claimed_once unique (organisation_id, lot_id, claim)
      );

      ${EVIDENCE.map(
        (table) => `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_added on ${table} for insert to bencao_app
        with check (organisation_id = (select app_tenant()));
      create policy ${table}_seen on ${table} for select to bencao_app
        using (${
          SEEN_BY_OWNER.includes(table)
            ? '(select app_tenant()) in (organisation_id, owner_id)'
            : 'organisation_id = (select app_tenant())'
        });
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${[...EVIDENCE]
        .reverse()
        .map((table) => `drop table ${table};`)
        .join('\n')}
      alter table report_result drop column dried, drop column basis;
      alter table report drop column reviewer_person, drop column tester_person, drop column instruments,
        drop column represents_grams;
      alter table sample drop column retest_of, drop column seal, drop column packages, drop column lot_grams;
    `);
  }
}
