import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who works here: organisations, people, sessions, API keys, and what keeps guessing passwords slow.
 *
 * Authentication happens before there is a tenant, so it reads as bencao_system, with the grants it needs and no more,
 * instead of through SECURITY DEFINER functions: one connection pool that serves no request body has them, and a
 * definer function would be callable by every query the application role runs. Secrets are stored as hashes only, and
 * the application role cannot read even those: its grants name the other columns.
 */
export class CreateIdentity1764000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The directory. Names, kinds and credit codes of organisations are public by law, so everybody reads it.
      create table organisation (
        id            uuid primary key,
        kind          text not null,
        name          text not null,
        credit_code   text,
        division_code text,
        demonstration boolean not null default false,
        registered_at timestamptz not null default clock_timestamp(),
        constraint organisation_kind_is_known check (kind in ('cooperative', 'processor', 'factory', 'laboratory',
          'pharmaceutical', 'trader', 'hospital', 'carrier', 'regulator', 'platform')),
        constraint organisation_name_is_written check (length(btrim(name)) between 2 and 200),
        constraint organisation_credit_code_has_the_form_of_gb_32100
          check (credit_code ~ '^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$'),
        constraint organisation_division_code_has_the_form_of_gb_2260
          check (division_code ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$'),
        -- Only the body that runs the platform may be without a code and a place: it exists before anybody can say them.
        constraint organisation_is_identified
          check (kind = 'platform' or (credit_code is not null and division_code is not null)),
        constraint organisation_credit_code_is_used_once unique (credit_code),
        constraint organisation_kind_can_be_referred_to unique (id, kind)
      );

      create table person (
        organisation_id   uuid not null,
        id                uuid not null,
        -- Copied by the foreign key, so that the database itself can say who may be a regulator.
        organisation_kind text not null,
        login             text not null,
        name              text not null,
        role              text not null,
        region            text,
        password_hash     text not null,
        demonstration     boolean not null default false,
        joined_at         timestamptz not null default clock_timestamp(),
        disabled_at       timestamptz,
        primary key (organisation_id, id),
        constraint person_works_in_an_organisation foreign key (organisation_id, organisation_kind)
          references organisation (id, kind),
        constraint person_id_is_used_once unique (id),
        -- Global, because a person types a login and no organisation. Only administrators can probe it.
        constraint person_login_is_used_once unique (login),
        constraint person_login_is_plain check (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
        constraint person_name_is_written check (length(btrim(name)) between 1 and 100),
        constraint person_role_is_known check (role in ('grower', 'clerk', 'processor', 'quality-head', 'laboratory',
          'receiver', 'trader', 'carrier', 'regulator', 'administrator')),
        constraint person_regulates_only_from_a_regulators_office
          check (role <> 'regulator' or organisation_kind = 'regulator'),
        constraint person_has_a_region_as_regulator_only check ((role = 'regulator') = (region is not null)),
        constraint person_region_has_the_form_of_gb_2260
          check (region ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$'),
        constraint person_password_is_hashed check (password_hash like '$argon2id$%')
      );

      create table session (
        organisation_id uuid not null,
        id              uuid not null,
        person_id       uuid not null,
        token_hash      bytea not null constraint session_token_is_hashed check (length(token_hash) = 32),
        network         text not null,
        created_at      timestamptz not null default clock_timestamp(),
        seen_at         timestamptz not null default clock_timestamp(),
        idle_seconds    integer not null constraint session_idle_time_is_positive check (idle_seconds > 0),
        expires_at      timestamptz not null,
        primary key (organisation_id, id),
        constraint session_belongs_to_a_person foreign key (organisation_id, person_id)
          references person (organisation_id, id) on delete cascade,
        constraint session_token_is_used_once unique (token_hash)
      );
      create index session_by_person on session (organisation_id, person_id, created_at desc);
      create index session_by_expiry on session (expires_at);

      create table api_key (
        organisation_id uuid not null,
        id              uuid not null,
        person_id       uuid not null,
        name            text not null constraint api_key_name_is_written check (length(btrim(name)) between 1 and 100),
        hint            text not null,
        key_hash        bytea not null constraint api_key_is_hashed check (length(key_hash) = 32),
        scopes          text[] not null constraint api_key_has_a_scope check (cardinality(scopes) > 0),
        created_at      timestamptz not null default clock_timestamp(),
        expires_at      timestamptz not null,
        revoked_at      timestamptz,
        last_used_at    timestamptz,
        primary key (organisation_id, id),
        constraint api_key_belongs_to_a_person foreign key (organisation_id, person_id)
          references person (organisation_id, id) on delete cascade,
        constraint api_key_is_used_once unique (key_hash),
        constraint api_key_expires_within_a_year check (expires_at <= created_at + interval '367 days')
      );

      -- One-time tokens with which an organisation's first administrator chooses login and password: nobody who founds
      -- an organisation ever knows them.
      create table administrator_token (
        organisation_id uuid not null references organisation (id),
        id              uuid not null,
        token_hash      bytea not null constraint administrator_token_is_hashed check (length(token_hash) = 32),
        created_at      timestamptz not null default clock_timestamp(),
        expires_at      timestamptz not null,
        used_at         timestamptz,
        primary key (organisation_id, id),
        constraint administrator_token_is_given_once unique (token_hash)
      );

      -- Every try, kept six months (网络安全法 art. 21). A login that fits nobody is kept as a digest: people type
      -- passwords into the wrong field.
      create table login_attempt (
        id              bigint generated always as identity primary key,
        at              timestamptz not null default clock_timestamp(),
        network         text not null,
        login_digest    bytea not null,
        outcome         text not null constraint login_attempt_outcome_is_known check (outcome in ('signed-in',
          'unknown-login', 'wrong-password', 'disabled', 'demonstration-refused', 'throttled', 'not-confirmed')),
        organisation_id uuid,
        person_id       uuid
      );
      create index login_attempt_by_time on login_attempt (at);

      create table login_throttle (
        key       text primary key,
        hits      integer not null,
        resets_at timestamptz not null
      );
      create index login_throttle_by_reset on login_throttle (resets_at);

      ${['organisation', 'person', 'session', 'api_key', 'administrator_token', 'login_attempt', 'login_throttle']
        .map(
          (table) => `alter table ${table} enable row level security; alter table ${table} force row level security;`,
        )
        .join('\n      ')}

      create policy organisation_directory on organisation for select to bencao_app, bencao_system using (true);
      create policy organisation_founded_by_platform on organisation for insert to bencao_app
        with check (exists (select from organisation own where own.id = (select app_tenant()) and own.kind = 'platform'));
      create policy organisation_founded_by_system on organisation for insert to bencao_system with check (true);
      grant select, insert on organisation to bencao_app, bencao_system;

      ${['person', 'session', 'api_key']
        .map(
          (table) => `
      create policy ${table}_tenant on ${table} to bencao_app
        using (organisation_id = (select app_tenant())) with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} to bencao_system using (true) with check (true);`,
        )
        .join('')}

      grant select (organisation_id, id, organisation_kind, login, name, role, region, demonstration, joined_at,
        disabled_at), insert, update (name, role, region, password_hash, disabled_at) on person to bencao_app;
      grant select, insert on person to bencao_system;

      grant select (organisation_id, id, person_id, network, created_at, seen_at, idle_seconds, expires_at), delete
        on session to bencao_app;
      grant select, insert, update (seen_at), delete on session to bencao_system;

      grant select (organisation_id, id, person_id, name, hint, scopes, created_at, expires_at, revoked_at,
        last_used_at), insert, update (revoked_at) on api_key to bencao_app;
      grant select, update (last_used_at) on api_key to bencao_system;

      create policy administrator_token_from_platform on administrator_token for insert to bencao_app
        with check (exists (select from organisation own where own.id = (select app_tenant()) and own.kind = 'platform'));
      create policy administrator_token_system on administrator_token to bencao_system using (true) with check (true);
      grant insert on administrator_token to bencao_app;
      grant select, insert, update (used_at), delete on administrator_token to bencao_system;

      create policy login_attempt_system on login_attempt to bencao_system using (true) with check (true);
      grant select, insert, delete on login_attempt to bencao_system;
      create policy login_throttle_system on login_throttle to bencao_system using (true) with check (true);
      grant select, insert, update, delete on login_throttle to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table login_throttle;
      drop table login_attempt;
      drop table administrator_token;
      drop table api_key;
      drop table session;
      drop table person;
      drop table organisation;
    `);
  }
}
