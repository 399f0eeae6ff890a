import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The three roles and the tables of the write path.
 *
 * Roles belong to the whole server, so they are made only where missing and are not dropped by `down`. None can log
 * in: the product's login is a member and takes one of them when it connects.
 */
export class CreatePlatform1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'bencao_app') then create role bencao_app nologin; end if;
        if not exists (select from pg_roles where rolname = 'bencao_system') then create role bencao_system nologin; end if;
      exception when duplicate_object or unique_violation then null; -- another database of this server was quicker
      end $$;

      revoke all on schema public from public;
      grant usage on schema public to bencao_app, bencao_system;
      alter default privileges revoke execute on functions from public;

      -- The tenant of the running transaction; null outside one, so that a policy without tenant shows nothing.
      create function app_tenant() returns uuid language sql stable parallel safe
        return nullif(current_setting('app.tenant', true), '')::uuid;
      grant execute on function app_tenant() to bencao_app, bencao_system;

      -- Append-only tables call this before UPDATE, DELETE and TRUNCATE.
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% on % is refused: its rows are evidence and are never changed', tg_op, tg_table_name
          using errcode = 'restrict_violation';
      end $$;

      create table act (
        id              uuid primary key,
        organisation_id uuid not null,
        person_id       uuid not null,
        kind            text not null,
        body_hash       bytea not null constraint act_body_hash_is_sha256 check (length(body_hash) = 32),
        -- json, not jsonb: a replay gives the first answer back to the letter.
        answer          json not null,
        recorded_at     timestamptz not null default clock_timestamp()
      );
      comment on table act is 'Every accepted act: decides replays. The primary key is global on purpose: an id used by one organisation is used for all.';
      create index act_by_organisation on act (organisation_id, recorded_at desc, id desc);

      create table act_conflict (
        organisation_id uuid not null,
        id              uuid not null,
        act_id          uuid not null,
        person_id       uuid not null,
        kind            text not null,
        body            jsonb not null,
        body_hash       bytea not null,
        received_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint act_conflict_kept_once unique (organisation_id, act_id, body_hash)
      );
      comment on table act_conflict is 'A second version sent under a taken id: kept, shown for review, never lost.';

      create table outbox (
        id         uuid primary key,
        topic      text not null,
        payload    jsonb not null,
        created_at timestamptz not null default clock_timestamp(),
        sent_at    timestamptz,
        done_at    timestamptz,
        sends      integer not null default 0
      );
      -- The relay looks only at what is owed; what is done costs it nothing.
      create index outbox_owed on outbox (sent_at nulls first, id) where done_at is null;

      ${['act', 'act_conflict']
        .map(
          (table) => `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_tenant on ${table} to bencao_app
        using (organisation_id = (select app_tenant())) with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} for select to bencao_system using (true);
      grant select, insert on ${table} to bencao_app;
      grant select on ${table} to bencao_system;`,
        )
        .join('\n')}

      create trigger act_is_never_changed before update or delete on act
        for each row execute function refuse_change();
      create trigger act_is_never_emptied before truncate on act
        for each statement execute function refuse_change();
      alter table act enable always trigger act_is_never_changed;
      alter table act enable always trigger act_is_never_emptied;

      grant insert on outbox to bencao_app;
      grant select, insert, update, delete on outbox to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table outbox;
      drop table act_conflict;
      drop table act;
      drop function refuse_change();
      drop function app_tenant();
      alter default privileges grant execute on functions to public;
      revoke usage on schema public from bencao_app, bencao_system;
      grant usage on schema public to public;
    `);
  }
}
