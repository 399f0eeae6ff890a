import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

const TABLES = ['code_binding', 'code_binding_contest'];

/** The serials of a lot's packages that have a live code: issued for them, or on a roll label bound to them, and not void. */
const LIVE_SERIALS = `
        select coalesce(range_agg(
          int8multirange(int8range(r.first_serial, r.last_serial + 1)) - coalesce(
            (select range_agg(int8range(v.first_serial, v.last_serial + 1)) from code_void v
              where v.organisation_id = r.organisation_id and v.range_no = r.range_no), '{}')), '{}')
        from code_range r where r.lot_id = wanted and r.kind = 'package'`;

/**
 * Codes that are issued before anybody knows what they will stand on: labels of a roll, cartons, pallets. A roll label is bound
 * one to one, once, to a lot, a sack of it, or one of its packages; a second claim is kept beside the first.
 */
export class BindLooseCodes1764000004100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table code_range alter column lot_id drop not null;
      alter table code_range add constraint code_range_has_its_lot_unless_it_is_loose
        check ((kind in ('roll', 'carton', 'pallet')) = (lot_id is null));
      alter table print_job alter column lot_id drop not null;
      -- Labels of one roll replace each other.
      alter table code_replacement drop constraint code_replacement_is_another_code;
      alter table code_replacement add constraint code_replacement_is_another_code
        check ((range_no, serial) <> (by_range_no, by_serial));

      -- Voiding takes a range for itself; binding and packing of its codes share it. So no code is voided and used at once.
      create function code_range_watch(no bigint, alone boolean) returns void language plpgsql as $$
      begin
        if alone then perform pg_advisory_xact_lock(hashtextextended('code-range ' || no, 0));
        else perform pg_advisory_xact_lock_shared(hashtextextended('code-range ' || no, 0)); end if;
      end $$;

      create function code_is_void(no bigint, wanted bigint) returns boolean language sql stable as $$
        select exists (select from code_void v where v.range_no = no and wanted between v.first_serial and v.last_serial);
      $$;

      create table code_binding (
        organisation_id uuid not null,
        id              uuid not null,
        range_no        bigint not null,
        serial          bigint not null,
        thing           text not null constraint code_binding_thing_is_known check (thing in ('lot', 'sack', 'package')),
        lot_id          uuid not null constraint code_binding_lot_exists references lot,
        package_serial  bigint constraint code_binding_to_a_package_names_it
                        check ((thing = 'package') = (package_serial is not null)),
        grams           bigint constraint code_binding_weighs_sacks_alone check (grams is null or (thing = 'sack' and grams > 0)),
        bound_at        timestamptz not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint code_binding_binds_a_code_once unique (organisation_id, range_no, serial),
        constraint code_binding_of_an_issued_code foreign key (organisation_id, range_no) references code_range
      );
      create index code_binding_by_code on code_binding (range_no, serial);
      create index code_binding_by_lot on code_binding (lot_id);

      create table code_binding_contest (
        organisation_id uuid not null,
        id              uuid not null,
        binding_id      uuid not null,
        thing           text not null constraint code_binding_contest_thing_is_known check (thing in ('lot', 'sack', 'package')),
        lot_id          uuid not null constraint code_binding_contest_lot_exists references lot,
        package_serial  bigint,
        grams           bigint,
        bound_at        timestamptz not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint code_binding_contest_of_a_binding foreign key (organisation_id, binding_id) references code_binding
      );
      comment on table code_binding_contest is 'A bound label that was scanned once more for another thing: kept for whoever goes and looks.';
      create index code_binding_contest_by_binding on code_binding_contest (organisation_id, binding_id);

      create or replace function live_package_serials(wanted uuid) returns int8multirange language sql stable as $$
        select (${LIVE_SERIALS}) + (
          select coalesce(range_agg(int8range(b.package_serial, b.package_serial + 1)), '{}') from code_binding b
           where b.lot_id = wanted and b.thing = 'package' and not code_is_void(b.range_no, b.serial));
      $$;

      create function code_binding_is_one_to_one() returns trigger language plpgsql as $$
      begin
        perform code_range_watch(new.range_no, false);
        perform lot_lock(new.lot_id);
        if not exists (select from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.range_no
                         and r.kind = 'roll' and new.serial between r.first_serial and r.last_serial) then
          raise exception 'only issued labels of a roll are bound'
            using errcode = 'check_violation', constraint = 'code_binding_of_a_roll_label';
        end if;
        if code_is_void(new.range_no, new.serial) then
          raise exception 'the label is void' using errcode = 'check_violation', constraint = 'code_binding_of_a_live_code';
        end if;
        if new.thing = 'package' and not new.package_serial <@ lot_packages(new.lot_id) then
          raise exception 'lot % has no package %', new.lot_id, new.package_serial
            using errcode = 'check_violation', constraint = 'code_binding_of_a_package_that_is';
        end if;
        if new.thing = 'package' and new.package_serial <@ live_package_serials(new.lot_id) then
          raise exception 'package % of lot % has a live code', new.package_serial, new.lot_id
            using errcode = 'check_violation', constraint = 'code_binding_one_live_code_a_thing';
        end if;
        if new.thing = 'lot' and exists (select from code_binding b where b.lot_id = new.lot_id and b.thing = 'lot'
                                           and not code_is_void(b.range_no, b.serial)) then
          raise exception 'lot % has a live label', new.lot_id
            using errcode = 'check_violation', constraint = 'code_binding_one_live_code_a_thing';
        end if;
        return new;
      end $$;
      create trigger code_binding_keeps_one_to_one before insert on code_binding
        for each row execute function code_binding_is_one_to_one();
      alter table code_binding enable always trigger code_binding_keeps_one_to_one;

      -- A void reaches no further than its range, and no serial is void twice: issued = printed + voided must add up.
      create or replace function code_void_is_within_its_range() returns trigger language plpgsql as $$
      begin
        perform code_range_watch(new.range_no, true);
        if not exists (select from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.range_no
                         and new.first_serial >= r.first_serial and new.last_serial <= r.last_serial) then
          raise exception 'serials % to % are not of range %', new.first_serial, new.last_serial, new.range_no
            using errcode = 'check_violation', constraint = 'code_void_is_within_its_range';
        end if;
        if exists (select from code_void v where v.range_no = new.range_no
                     and v.first_serial <= new.last_serial and v.last_serial >= new.first_serial) then
          raise exception 'serials % to % of range % are void in part', new.first_serial, new.last_serial, new.range_no
            using errcode = 'check_violation', constraint = 'code_void_happens_once';
        end if;
        return new;
      end $$;

      revoke all on function code_range_watch(bigint, boolean), code_is_void(bigint, bigint), code_binding_is_one_to_one() from public;
      grant execute on function code_range_watch(bigint, boolean), code_is_void(bigint, bigint) to bencao_app, bencao_system;
      ${TABLES.map(tenantTable).join('')}
      ${TABLES.map(appendOnly).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function live_package_serials(wanted uuid) returns int8multirange language sql stable as $$
        ${LIVE_SERIALS.trim()};
      $$;
      create or replace function code_void_is_within_its_range() returns trigger language plpgsql as $$
      begin
        if not exists (select from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.range_no
                         and new.first_serial >= r.first_serial and new.last_serial <= r.last_serial) then
          raise exception 'serials % to % are not of range %', new.first_serial, new.last_serial, new.range_no
            using errcode = 'check_violation', constraint = 'code_void_is_within_its_range';
        end if;
        return new;
      end $$;
      drop table code_binding_contest, code_binding;
      drop function code_binding_is_one_to_one();
      drop function code_is_void(bigint, bigint);
      drop function code_range_watch(bigint, boolean);
      alter table code_replacement drop constraint code_replacement_is_another_code;
      alter table code_replacement add constraint code_replacement_is_another_code check (range_no <> by_range_no);
      alter table print_job alter column lot_id set not null;
      alter table code_range drop constraint code_range_has_its_lot_unless_it_is_loose;
      alter table code_range alter column lot_id set not null;
    `);
  }
}
