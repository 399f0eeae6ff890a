import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = [
  'facility',
  'storage_zone',
  'storage_location',
  'stock_movement',
  'stock',
  'stock_take',
  'stock_take_line',
  'storage_check',
  'storage_check_lot',
  'fumigation',
  'lot_dating',
  'storage_notice',
];
/** What the keeper of the balances, a trigger with the owner's rights, writes beside whoever acts. */
const KEPT = ['storage_location', 'stock_movement', 'stock'];
const INTERNAL = ['stock_follows()', 'stock_follows_draw()', 'stock_follows_holder()', 'stock_take_wins()'];

/**
 * Where goods lie. The balance of a place is kept by the database: it changes only by a movement, never below zero, and what
 * lies at all places of a lot's holder is never more than is left of the lot. Who draws a lot knows nothing of places, so
 * the goods that lay longest go first; what its holder has no more lies at none of his places.
 */
export class KeepStores1764000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table facility (
        organisation_id uuid not null,
        id              uuid not null,
        name            text not null,
        division_code   text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint facility_name_is_used_once unique (organisation_id, name)
      );

      create table storage_zone (
        organisation_id uuid not null,
        id              uuid not null,
        facility_id     uuid not null,
        name            text not null,
        kind            text not null,
        -- The band the zone is judged by; null: not bounded on that side.
        celsius_min     numeric(5, 2),
        celsius_max     numeric(5, 2),
        humidity_min    numeric(5, 2),
        humidity_max    numeric(5, 2),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint storage_zone_name_is_used_once unique (organisation_id, facility_id, name),
        constraint storage_zone_is_in_a_facility foreign key (organisation_id, facility_id) references facility,
        constraint storage_zone_celsius_is_a_band check (celsius_min < celsius_max),
        constraint storage_zone_humidity_is_a_band check (humidity_min < humidity_max)
      );

      create table storage_location (
        organisation_id uuid not null,
        id              uuid not null,
        zone_id         uuid not null,
        code            text not null,
        -- Grows with every movement and stock-take: who counts says which state was counted.
        version         bigint not null default 0,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint storage_location_code_is_used_once unique (organisation_id, zone_id, code),
        constraint storage_location_is_in_a_zone foreign key (organisation_id, zone_id) references storage_zone
      );

      create table stock_movement (
        organisation_id uuid not null,
        id              uuid not null default uuidv7(),
        location_id     uuid not null,
        lot             uuid not null,
        -- drawn: taken with the lot by an act that names no place; left: the lot went to another holder.
        kind            text not null constraint stock_movement_kind_is_known
                        check (kind in ('placed', 'removed', 'counted', 'drawn', 'left')),
        delta           bigint not null constraint stock_movement_moves check (delta <> 0),
        at              timestamptz not null,
        fact_id         uuid,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint stock_movement_is_at_a_location foreign key (organisation_id, location_id) references storage_location,
        constraint stock_movement_names_its_fact check (fact_id is not null or kind = 'left'),
        constraint stock_movement_goes_the_way_of_its_kind check (case kind when 'placed' then delta > 0
          when 'counted' then true else delta < 0 end)
      );
      create index stock_movement_by_location on stock_movement (organisation_id, location_id, lot, at);
      create index stock_movement_by_fact on stock_movement (fact_id);

      create table stock (
        organisation_id uuid not null,
        location_id     uuid not null,
        lot             uuid not null,
        grams           bigint not null constraint stock_not_negative check (grams >= 0),
        -- Since when something of the lot lies here without a break.
        since           timestamptz not null,
        primary key (organisation_id, location_id, lot),
        constraint stock_is_at_a_location foreign key (organisation_id, location_id) references storage_location
      );
      create index stock_by_lot on stock (lot, organisation_id) where grams > 0;

      create table stock_take (
        organisation_id uuid not null,
        id              uuid not null,
        location_id     uuid not null,
        version         bigint not null,
        counted_at      timestamptz not null,
        at_zone         text not null,
        counted_by      text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint stock_take_is_of_a_location foreign key (organisation_id, location_id) references storage_location,
        constraint stock_take_one_of_each_state unique (organisation_id, location_id, version)
      );
      create table stock_take_line (
        organisation_id uuid not null,
        take_id         uuid not null,
        lot             uuid not null,
        booked          bigint not null,
        counted         bigint not null,
        outcome         text not null constraint stock_take_outcome_is_known
                        check (outcome in ('same', 'lost', 'elsewhere', 'found', 'gained')),
        reason          text,
        primary key (organisation_id, take_id, lot),
        constraint stock_take_line_is_of_a_take foreign key (organisation_id, take_id) references stock_take,
        constraint stock_take_difference_is_explained check (counted = booked or btrim(reason) <> '')
      );

      create table storage_check (
        organisation_id uuid not null,
        id              uuid not null,
        zone_id         uuid not null,
        at              timestamptz not null,
        at_zone         text not null,
        method          text not null,
        inspector       text not null,
        next_due_on     date,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint storage_check_is_of_a_zone foreign key (organisation_id, zone_id) references storage_zone
      );
      create index storage_check_by_zone on storage_check (organisation_id, zone_id, at desc);
      create table storage_check_lot (
        organisation_id uuid not null,
        check_id        uuid not null,
        lot             uuid not null,
        signs           text[] not null,
        action          text,
        primary key (organisation_id, check_id, lot),
        constraint storage_check_lot_is_of_a_check foreign key (organisation_id, check_id) references storage_check
      );

      create table fumigation (
        organisation_id uuid not null,
        id              uuid not null,
        zone_id         uuid not null,
        agent           text not null,
        dose            text,
        reason          text not null,
        started_at      timestamptz not null,
        ended_at        timestamptz not null,
        at_zone         text not null,
        operator        text not null,
        broken_rules    text[] not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint fumigation_is_of_a_zone foreign key (organisation_id, zone_id) references storage_zone,
        constraint fumigation_ends_after_it_begins check (ended_at >= started_at)
      );

      create table lot_dating (
        organisation_id uuid not null,
        id              uuid not null,
        lot             uuid not null,
        expires_on      date,
        retest_on       date,
        basis           text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint lot_dating_says_something check (num_nonnulls(expires_on, retest_on) > 0)
      );
      comment on table lot_dating is 'The newest of a lot stands.';
      create index lot_dating_by_lot on lot_dating (organisation_id, lot, recorded_at desc);

      create table storage_notice (
        organisation_id uuid not null,
        id              uuid not null,
        kind            text not null constraint storage_notice_kind_is_known
                        check (kind in ('check', 'expiry', 'retest', 'silence', 'calibration')),
        subject         uuid not null,
        due_on          date not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint storage_notice_is_told_once unique (organisation_id, kind, subject, due_on)
      );

      ${TABLES.map(tenantTable).join('\n')}
      ${KEPT.map((table) => `create policy ${table}_keeper on ${table} to bencao_owner using (true) with check (true);`).join('\n')}
      revoke insert on stock from bencao_app;

      create function stock_follows() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot; lying numeric; here bigint;
      begin
        -- Always the lot first: whoever draws it holds it, and then asks for its places.
        select * into l from lot where id = new.lot for no key update;
        update stock set grams = grams + new.delta, since = case when grams = 0 then new.at else since end
         where organisation_id = new.organisation_id and location_id = new.location_id and lot = new.lot
           and grams + new.delta >= 0;
        if not found then
          if new.delta < 0 then
            select grams into here from stock
              where organisation_id = new.organisation_id and location_id = new.location_id and lot = new.lot;
            perform lot_refuse('BS001', 'less lies there', jsonb_build_object(
              'lot', new.lot, 'location', new.location_id, 'asked', -new.delta, 'there', coalesce(here, 0)));
          end if;
          insert into stock (organisation_id, location_id, lot, grams, since)
          values (new.organisation_id, new.location_id, new.lot, new.delta, new.at);
        end if;
        update storage_location set version = version + 1
         where organisation_id = new.organisation_id and id = new.location_id;
        if new.delta > 0 then
          if l.id is null or l.holder_id <> new.organisation_id or l.custody <> 'in-stock' or l.unit <> 'gram' then
            perform lot_refuse('BS002', 'the lot is not here', jsonb_build_object('lot', new.lot));
          end if;
          select sum(grams) into lying from stock where organisation_id = new.organisation_id and lot = new.lot;
          if lying > l.remaining then
            perform lot_refuse('BS003', 'more would lie there than is left', jsonb_build_object(
              'lot', new.lot, 'asked', new.delta, 'free', l.remaining - lying + new.delta));
          end if;
        end if;
        return null;
      end $$;
      create trigger stock_follows_movement after insert on stock_movement for each row execute function stock_follows();
      alter table stock_movement enable always trigger stock_follows_movement;

      create function stock_follows_draw() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare holder uuid; excess bigint; place record;
      begin
        select l.holder_id, (select coalesce(sum(s.grams), 0) from stock s
                              where s.lot = l.id and s.organisation_id = l.holder_id and s.grams > 0) - l.remaining
          into holder, excess from lot l where l.id = new.lot;
        if excess <= 0 then return null; end if;
        for place in select location_id, grams from stock
            where lot = new.lot and organisation_id = holder and grams > 0 order by since, location_id loop
          insert into stock_movement (organisation_id, location_id, lot, kind, delta, at, fact_id)
          values (holder, place.location_id, new.lot, 'drawn', -least(excess, place.grams), transaction_timestamp(), new.fact_id);
          excess := excess - place.grams;
          exit when excess <= 0;
        end loop;
        return null;
      end $$;
      create trigger stock_follows_draw after insert on lot_movement
        for each row when (new.lot is not null and new.delta < 0) execute function stock_follows_draw();
      alter table lot_movement enable always trigger stock_follows_draw;

      create function stock_follows_holder() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        insert into stock_movement (organisation_id, location_id, lot, kind, delta, at)
        select organisation_id, location_id, lot, 'left', -grams, transaction_timestamp() from stock
         where lot = new.id and grams > 0 and (organisation_id <> new.holder_id or new.custody <> 'in-stock');
        return null;
      end $$;
      create trigger stock_follows_holder after update of holder_id, custody on lot
        for each row when (new.holder_id <> old.holder_id or new.custody <> old.custody)
        execute function stock_follows_holder();
      alter table lot enable always trigger stock_follows_holder;

      -- Of two counts of one state of a location one wins; so does a movement against a count.
      create function stock_take_wins() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        update storage_location set version = version + 1
         where organisation_id = new.organisation_id and id = new.location_id and version = new.version;
        if not found then
          perform lot_refuse('BS004', 'counted on an older state', jsonb_build_object('location', new.location_id,
            'version', (select version from storage_location where organisation_id = new.organisation_id and id = new.location_id)));
        end if;
        return new;
      end $$;
      create trigger stock_take_wins before insert on stock_take for each row execute function stock_take_wins();
      alter table stock_take enable always trigger stock_take_wins;

      -- More was found than the books had left: never beyond what the lot once was.
      alter table lot_movement drop constraint lot_movement_kind_is_known;
      alter table lot_movement add constraint lot_movement_kind_is_known check (case
        when lot is null then kind in ('source', 'gain', 'loss', 'sample', 'waste', 'planted', 'used', 'destroyed')
        else kind in ('born', 'drawn', 'found') end);
      create function lot_gain(act jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot; surplus bigint := (act->>'grams')::bigint;
      begin
        l := lot_lock_mine((act->>'lot')::uuid);
        if surplus <= 0 or l.remaining + surplus > l.initial_quantity then
          perform lot_refuse('BS005', 'more than it ever was', jsonb_build_object(
            'lot', l.id, 'found', surplus, 'left', l.remaining, 'born', l.initial_quantity));
        end if;
        update lot set remaining = remaining + surplus where id = l.id returning * into l;
        insert into lot_movement (act_id, fact_id, lot, kind, delta, reason)
        values ((act->>'actId')::uuid, (act->>'factId')::uuid, l.id, 'found', surplus, act->>'note'),
               ((act->>'actId')::uuid, (act->>'factId')::uuid, null, 'gain', -surplus, act->>'note');
        return lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[l.id]));
      end $$;
      revoke all on function ${[...INTERNAL, 'lot_gain(jsonb)'].join(', ')} from public;
      grant execute on function lot_gain(jsonb) to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function lot_gain(jsonb);
      drop trigger stock_follows_draw on lot_movement;
      drop trigger stock_follows_holder on lot;
      alter table lot_movement drop constraint lot_movement_kind_is_known;
      alter table lot_movement add constraint lot_movement_kind_is_known check (case
        when lot is null then kind in ('source', 'gain', 'loss', 'sample', 'waste', 'planted', 'used', 'destroyed')
        else kind in ('born', 'drawn') end);
      ${TABLES.toReversed()
        .map((table) => `drop table ${table};`)
        .join('\n')}
      ${INTERNAL.map((name) => `drop function ${name};`).join('\n')}
    `);
  }
}
