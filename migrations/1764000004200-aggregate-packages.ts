import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

const EVIDENCE = ['aggregation', 'aggregation_child'];

/**
 * Packages in cartons, cartons on pallets: EPCIS AggregationEvents (ADD, DELETE) as evidence that only grows, and what is
 * inside what now in `aggregation_live`, whose key gives a child one parent at most.
 */
export class AggregatePackages1764000004200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table aggregation (
        organisation_id uuid not null,
        id              uuid not null,
        act_id          uuid not null,
        action          text not null constraint aggregation_action_is_known check (action in ('ADD', 'DELETE')),
        parent_range    bigint not null,
        parent_serial   bigint not null,
        children        integer not null constraint aggregation_has_children check (children > 0),
        at              timestamptz not null,
        -- As the person's clock had it: EPCIS asks for the offset beside the time.
        at_zone         text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint aggregation_of_an_issued_code foreign key (organisation_id, parent_range) references code_range
      );
      create index aggregation_by_parent on aggregation (organisation_id, parent_range, parent_serial, id);

      create table aggregation_child (
        organisation_id uuid not null,
        aggregation_id  uuid not null,
        range_no        bigint not null,
        serial          bigint not null,
        -- Of a DELETE: the ADD that it ends.
        ends            uuid,
        constraint aggregation_child_stands_once primary key (organisation_id, aggregation_id, range_no, serial),
        constraint aggregation_child_of_an_aggregation foreign key (organisation_id, aggregation_id) references aggregation,
        constraint aggregation_child_is_an_issued_code foreign key (organisation_id, range_no) references code_range,
        constraint aggregation_child_leaves_once unique (organisation_id, ends, range_no, serial),
        constraint aggregation_child_was_inside foreign key (organisation_id, ends, range_no, serial) references aggregation_child
      );
      create index aggregation_child_by_code on aggregation_child (organisation_id, range_no, serial);

      create table aggregation_live (
        organisation_id uuid not null,
        range_no        bigint not null,
        serial          bigint not null,
        parent_range    bigint not null,
        parent_serial   bigint not null,
        aggregation_id  uuid not null,
        constraint aggregation_live_has_one_parent primary key (organisation_id, range_no, serial),
        constraint aggregation_live_is_recorded foreign key (organisation_id, aggregation_id, range_no, serial)
          references aggregation_child
      );
      create index aggregation_live_by_code on aggregation_live (range_no, serial);
      create index aggregation_live_by_parent on aggregation_live (parent_range, parent_serial);

      create function code_level(kind text) returns integer language sql immutable as $$
        select case kind when 'package' then 1 when 'sack' then 1 when 'roll' then 1 when 'carton' then 2 when 'pallet' then 3 end;
      $$;

      -- What may go where: issued and not void on both sides, a smaller thing into a larger one (so a ring cannot be), and a
      -- roll label only when it stands on something.
      create function aggregation_is_possible() returns trigger language plpgsql as $$
      declare child code_range; parent code_range;
      begin
        perform code_range_watch(least(new.range_no, new.parent_range), false);
        perform code_range_watch(greatest(new.range_no, new.parent_range), false);
        select * into child from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.range_no
           and new.serial between r.first_serial and r.last_serial;
        select * into parent from code_range r where r.organisation_id = new.organisation_id and r.range_no = new.parent_range
           and new.parent_serial between r.first_serial and r.last_serial;
        if child.range_no is null or parent.range_no is null
           or code_is_void(new.range_no, new.serial) or code_is_void(new.parent_range, new.parent_serial) then
          raise exception 'only issued codes that are not void are packed'
            using errcode = 'check_violation', constraint = 'aggregation_live_of_live_codes';
        end if;
        if parent.kind not in ('carton', 'pallet') or code_level(child.kind) is null
           or code_level(child.kind) >= code_level(parent.kind) then
          raise exception 'a % does not go into a %', child.kind, parent.kind
            using errcode = 'check_violation', constraint = 'aggregation_live_goes_upward';
        end if;
        if child.kind = 'roll' and not exists (select from code_binding b
             where b.organisation_id = new.organisation_id and b.range_no = new.range_no and b.serial = new.serial) then
          raise exception 'the label stands on nothing yet'
            using errcode = 'check_violation', constraint = 'aggregation_live_of_bound_labels';
        end if;
        return new;
      end $$;
      create trigger aggregation_live_is_possible before insert or update on aggregation_live
        for each row execute function aggregation_is_possible();
      alter table aggregation_live enable always trigger aggregation_live_is_possible;

      -- Whoever packs holds the parent, so the count is the truth.
      create function aggregation_keeps_count() returns trigger language plpgsql as $$
      begin
        if exists (select from aggregation_live l
                    where (l.parent_range, l.parent_serial) in (select a.parent_range, a.parent_serial from added a)
                    group by l.parent_range, l.parent_serial having count(*) > 1000) then
          raise exception 'more than 1000 things in one container'
            using errcode = 'check_violation', constraint = 'aggregation_live_holds_a_thousand';
        end if;
        return null;
      end $$;
      create trigger aggregation_live_is_counted after insert on aggregation_live referencing new table as added
        for each statement execute function aggregation_keeps_count();
      alter table aggregation_live enable always trigger aggregation_live_is_counted;

      -- A code that is inside another, or holds others, is not voided under them.
      create function code_void_of_what_is_packed() returns trigger language plpgsql as $$
      begin
        if exists (select from aggregation_live l where l.range_no = new.range_no
                     and l.serial between new.first_serial and new.last_serial)
           or exists (select from aggregation_live l where l.parent_range = new.range_no
                     and l.parent_serial between new.first_serial and new.last_serial) then
          raise exception 'a code of range % is packed', new.range_no
            using errcode = 'check_violation', constraint = 'code_void_leaves_nothing_packed';
        end if;
        return new;
      end $$;
      -- By name after code_void_keeps_to_its_range, which has taken the range by then.
      create trigger code_void_unpacks_first before insert on code_void
        for each row execute function code_void_of_what_is_packed();
      alter table code_void enable always trigger code_void_unpacks_first;

      -- The lots that a code stands on now, with how many packages, sacks or labels of each: one for a label, none for what is
      -- unbound or empty, several for a mixed carton.
      create function code_lots(of_range bigint, of_serial bigint) returns table (lot uuid, things bigint)
      language sql stable as $$
        with recursive inside as (
          select of_range as range_no, of_serial as serial
          union all
          select c.range_no, c.serial from aggregation_live c
            join inside i on c.parent_range = i.range_no and c.parent_serial = i.serial)
        select coalesce(r.lot_id, b.lot_id), count(*) from inside i
          join code_range r on r.range_no = i.range_no
          left join code_binding b on b.range_no = i.range_no and b.serial = i.serial
         where coalesce(r.lot_id, b.lot_id) is not null group by 1;
      $$;

      revoke all on function code_level(text), aggregation_is_possible(), aggregation_keeps_count(), code_void_of_what_is_packed(),
        code_lots(bigint, bigint) from public;
      grant execute on function code_level(text), code_lots(bigint, bigint) to bencao_app, bencao_system;
      ${[...EVIDENCE, 'aggregation_live'].map(tenantTable).join('')}
      grant delete on aggregation_live to bencao_app;
      ${EVIDENCE.map(appendOnly).join('')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function code_lots(bigint, bigint);
      drop trigger code_void_unpacks_first on code_void;
      drop function code_void_of_what_is_packed();
      drop table aggregation_live, aggregation_child, aggregation;
      drop function aggregation_keeps_count();
      drop function aggregation_is_possible();
      drop function code_level(text);
    `);
  }
}
