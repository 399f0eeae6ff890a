import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of an organisation: tenant key first, row-level security forced. */
const OF_A_TENANT = ['print_job', 'code_range', 'code_void', 'code_replacement', 'job_file'];
/** Evidence: added to, never changed. */
const APPEND_ONLY = ['code_range', 'code_void', 'code_replacement', 'job_file'];

/**
 * Trace codes as ranges. A code is computed from range number and serial (src/codes/trace-code.ts), so a package has no row
 * until something happens to it: ten thousand million packages a year are some millions of ranges.
 */
export class CreateCodes1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table code_key (
        key_id      text primary key constraint code_key_id_is_one_character check (key_id ~ '^[0-9A-HJKMNP-TV-Z]$'),
        check_value text not null constraint code_key_check_value_has_64_bits check (check_value ~ '^[0-9a-f]{16}$'),
        made_at     timestamptz not null,
        known_since timestamptz not null default clock_timestamp(),
        -- Set by hand by the database's owner when a key is lost for good (docs/codes.md); nothing in the product writes it.
        given_up_at timestamptz
      );
      comment on table code_key is 'How to recognise the keys of the trace codes. The keys themselves never enter the database.';
      grant select, insert on code_key to bencao_system;

      -- The truth about a job. BullMQ only executes: its queue may be emptied at any moment.
      create table print_job (
        organisation_id uuid not null,
        id              uuid not null,
        lot_id          uuid not null constraint print_job_lot_exists references lot,
        person_id       uuid not null,
        state           text not null default 'waiting'
                        constraint print_job_state_is_known check (state in ('waiting', 'active', 'completed', 'failed', 'cancelled')),
        done            bigint not null default 0,
        total           bigint not null,
        -- Length of the draft when \`done\` was written: from there the next run goes on.
        draft_bytes     bigint not null default 0,
        -- Number of the run that may write; a run that finds another number here has been replaced and stops.
        run             integer not null default 0,
        -- The run whose draft holds what is done.
        written_by      integer not null default 0,
        heard_at        timestamptz,
        failures        integer not null default 0,
        error           text,
        created_at      timestamptz not null default clock_timestamp(),
        finished_at     timestamptz,
        primary key (organisation_id, id),
        constraint print_job_does_not_pass_its_end check (done between 0 and total),
        constraint print_job_has_work check (total > 0),
        constraint print_job_is_finished_or_not
          check ((finished_at is not null) = (state in ('completed', 'failed', 'cancelled'))),
        constraint print_job_is_completed_whole check (state <> 'completed' or done = total)
      );
      -- The worker knows a job by its id alone; the table act keeps ids from being used twice.
      create index print_job_by_id on print_job (id);
      create index print_job_by_lot on print_job (organisation_id, lot_id, created_at desc);

      create table code_range (
        -- Encrypted into every code of the range, 44 bits.
        range_no        bigint generated always as identity (minvalue 1 maxvalue 17592186044415),
        organisation_id uuid not null,
        lot_id          uuid not null constraint code_range_lot_exists references lot,
        kind            text not null constraint code_range_kind_is_known
                        check (kind in ('batch', 'package', 'carton', 'pallet', 'roll', 'sack', 'delivery-note')),
        first_serial    bigint not null,
        last_serial     bigint not null,
        key_id          text not null constraint code_range_key_is_known references code_key,
        act_id          uuid not null,
        fact_id         uuid not null,
        job_id          uuid,
        issued_at       timestamptz not null default clock_timestamp(),
        primary key (organisation_id, range_no),
        constraint code_range_number_is_used_once unique (range_no),
        constraint code_range_belongs_to_a_job foreign key (organisation_id, job_id) references print_job,
        constraint code_range_runs_upward_in_32_bits
          check (first_serial >= 0 and first_serial <= last_serial and last_serial <= 4294967295),
        constraint code_range_of_a_batch_is_serial_0
          check ((kind = 'batch') = (first_serial = 0) and (kind <> 'batch' or last_serial = 0))
      );
      create unique index code_range_one_code_for_a_batch on code_range (lot_id) where kind = 'batch';
      create index code_range_by_lot on code_range (organisation_id, lot_id, first_serial);
      create index code_range_by_job on code_range (organisation_id, job_id) where job_id is not null;

      create table code_void (
        organisation_id uuid not null,
        range_no        bigint not null,
        first_serial    bigint not null,
        last_serial     bigint not null,
        reason          text not null constraint code_void_says_why check (btrim(reason) <> ''),
        act_id          uuid not null,
        fact_id         uuid not null,
        voided_at       timestamptz not null default clock_timestamp(),
        primary key (organisation_id, range_no, first_serial),
        constraint code_void_of_an_issued_range foreign key (organisation_id, range_no) references code_range,
        constraint code_void_runs_upward check (first_serial <= last_serial)
      );
      create index code_void_by_range on code_void (range_no, first_serial desc);

      create table code_replacement (
        organisation_id uuid not null,
        range_no        bigint not null,
        serial          bigint not null,
        by_range_no     bigint not null,
        by_serial       bigint not null,
        act_id          uuid not null,
        replaced_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, range_no, serial),
        constraint code_replacement_replaces_once unique (organisation_id, by_range_no, by_serial),
        constraint code_replacement_of_an_issued_code foreign key (organisation_id, range_no) references code_range,
        constraint code_replacement_by_an_issued_code foreign key (organisation_id, by_range_no) references code_range,
        constraint code_replacement_is_another_code check (range_no <> by_range_no)
      );
      create index code_replacement_by_range on code_replacement (range_no, serial);

      create table job_file (
        organisation_id uuid not null,
        job_id          uuid not null,
        name            text not null constraint job_file_name_is_plain check (name ~ '^[a-z0-9][a-z0-9.-]{0,99}$'),
        media_type      text not null,
        bytes           bigint not null,
        sha256          text not null constraint job_file_has_a_hash check (sha256 ~ '^[0-9a-f]{64}$'),
        made_at         timestamptz not null default clock_timestamp(),
        primary key (organisation_id, job_id, name),
        constraint job_file_belongs_to_a_job foreign key (organisation_id, job_id) references print_job
      );

      -- How often a code was looked at: no address, no person, no place. One row per code that was ever scanned.
      create table scan_tally (
        range_no bigint not null constraint scan_tally_of_an_issued_range references code_range (range_no),
        serial   bigint not null,
        count    bigint not null constraint scan_tally_counts_scans check (count > 0),
        first_at timestamptz not null,
        last_at  timestamptz not null,
        primary key (range_no, serial),
        constraint scan_tally_first_is_not_after_last check (first_at <= last_at)
      );
      grant select, insert, update on scan_tally to bencao_system;

      -- The serials of a lot's packages that have a live code: issued and not voided.
      create function live_package_serials(wanted uuid) returns int8multirange language sql stable as $$
        select coalesce(range_agg(
          int8multirange(int8range(r.first_serial, r.last_serial + 1)) - coalesce(
            (select range_agg(int8range(v.first_serial, v.last_serial + 1)) from code_void v
              where v.organisation_id = r.organisation_id and v.range_no = r.range_no), '{}')), '{}')
        from code_range r where r.lot_id = wanted and r.kind = 'package';
      $$;

      -- The last word on "never more live codes than packages", whoever inserts: every live code has its package, and no
      -- package has two. The lot is locked, so ranges of one lot are added one after the other.
      create function code_range_has_its_packages() returns trigger language plpgsql as $$
      declare wanted int8range := int8range(new.first_serial, new.last_serial + 1);
      begin
        perform lot_lock(new.lot_id);
        if wanted && live_package_serials(new.lot_id) then
          raise exception 'a package of lot % would have two live codes', new.lot_id
            using errcode = 'check_violation', constraint = 'code_range_one_live_code_a_package';
        end if;
        if not wanted <@ lot_packages(new.lot_id) then
          raise exception 'lot % would have more live codes than packages', new.lot_id
            using errcode = 'check_violation', constraint = 'code_range_never_more_than_packages';
        end if;
        return new;
      end $$;
      create trigger code_range_keeps_to_packages before insert on code_range
        for each row when (new.kind = 'package') execute function code_range_has_its_packages();
      alter table code_range enable always trigger code_range_keeps_to_packages;

      -- A void reaches no further than its range.
      create function code_void_is_within_its_range() returns trigger language plpgsql as $$
      begin
        if not exists (select from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.range_no
                         and new.first_serial >= r.first_serial and new.last_serial <= r.last_serial) then
          raise exception 'serials % to % are not of range %', new.first_serial, new.last_serial, new.range_no
            using errcode = 'check_violation', constraint = 'code_void_is_within_its_range';
        end if;
        return new;
      end $$;
      create trigger code_void_keeps_to_its_range before insert on code_void
        for each row execute function code_void_is_within_its_range();
      alter table code_void enable always trigger code_void_keeps_to_its_range;

      revoke all on function live_package_serials(uuid), code_range_has_its_packages(), code_void_is_within_its_range() from public;
      grant execute on function live_package_serials(uuid) to bencao_app, bencao_system;

      ${OF_A_TENANT.map(
        (table) => `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_tenant on ${table} to bencao_app
        using (organisation_id = (select app_tenant())) with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} to bencao_system using (true) with check (true);
      grant select on ${table} to bencao_app, bencao_system;`,
      ).join('')}

      ${APPEND_ONLY.map(
        (table) => `
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`,
      ).join('')}

      grant insert on code_range, code_void, code_replacement, print_job to bencao_app;
      grant update (state, finished_at) on print_job to bencao_app;
      grant update on print_job to bencao_system;
      grant insert on job_file to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table scan_tally, job_file, code_replacement, code_void, code_range, print_job, code_key;
      drop function live_package_serials(uuid);
      drop function code_range_has_its_packages();
      drop function code_void_is_within_its_range();
    `);
  }
}
