import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = [
  'sensor',
  'sensor_calibration',
  'sensor_placement',
  'sensor_placement_end',
  'climate_reading',
  'climate_hour',
  'climate_unsealed',
  'climate_sealing',
  'climate_day',
  'climate_excursion',
  'climate_excursion_lot',
];

/**
 * Temperature and humidity. Raw readings lie in partitions of a month, are summed by the hour as they come, and are dropped by
 * whole partitions once their time is over; a digest of every day goes into the ledger. Hundredths of a degree and of a
 * percent: 8 bytes a reading beside its key, and no rounding.
 */
export class ReadClimate1764000017100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sensor (
        organisation_id uuid not null,
        id              uuid not null,
        serial          text not null,
        model           text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sensor_serial_is_used_once unique (organisation_id, serial)
      );
      create table sensor_calibration (
        organisation_id uuid not null,
        id              uuid not null,
        sensor_id       uuid not null,
        calibrated_on   date not null,
        due_on          date not null,
        certificate     text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sensor_calibration_is_of_a_sensor foreign key (organisation_id, sensor_id) references sensor,
        constraint sensor_calibration_is_due_after_it check (due_on > calibrated_on)
      );
      -- Where a sensor stands, or with what it travels; the newest at a time stands, until it is ended.
      create table sensor_placement (
        organisation_id uuid not null,
        id              uuid not null,
        sensor_id       uuid not null,
        zone_id         uuid,
        journey         uuid,
        lots            uuid[] not null,
        celsius_min     numeric(5, 2),
        celsius_max     numeric(5, 2),
        humidity_min    numeric(5, 2),
        humidity_max    numeric(5, 2),
        from_at         timestamptz not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sensor_placement_is_of_a_sensor foreign key (organisation_id, sensor_id) references sensor,
        constraint sensor_placement_is_in_a_zone foreign key (organisation_id, zone_id) references storage_zone,
        constraint sensor_placement_stands_or_travels check (num_nonnulls(zone_id, journey) = 1),
        constraint sensor_placement_one_at_a_time unique (organisation_id, sensor_id, from_at)
      );
      create table sensor_placement_end (
        organisation_id uuid not null,
        id              uuid not null,
        placement_id    uuid not null,
        at              timestamptz not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint sensor_placement_end_is_of_a_placement foreign key (organisation_id, placement_id) references sensor_placement,
        constraint sensor_placement_ends_once unique (organisation_id, placement_id)
      );

      create table climate_reading (
        organisation_id uuid not null,
        sensor_id       uuid not null,
        at              timestamptz not null,
        celsius         smallint,
        humidity        smallint,
        primary key (organisation_id, sensor_id, at)
      ) partition by range (at);
      comment on table climate_reading is 'Hundredths of ℃ and of percent; one row for a sensor and a time, never changed.';

      create table climate_hour (
        organisation_id uuid not null,
        sensor_id       uuid not null,
        hour            timestamptz not null,
        readings        integer not null constraint climate_hour_has_readings check (readings > 0),
        celsius_n       integer not null,
        celsius_min     smallint,
        celsius_max     smallint,
        celsius_sum     bigint,
        humidity_n      integer not null,
        humidity_min    smallint,
        humidity_max    smallint,
        humidity_sum    bigint,
        last_at         timestamptz not null,
        primary key (organisation_id, sensor_id, hour)
      );

      -- Days with readings that no fact tells of yet.
      create table climate_unsealed (
        organisation_id uuid not null,
        sensor_id       uuid not null,
        day             date not null,
        primary key (organisation_id, sensor_id, day)
      );
      create table climate_sealing (
        organisation_id uuid not null,
        id              uuid not null,
        day             date not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      create table climate_day (
        organisation_id uuid not null,
        sealing_id      uuid not null,
        sensor_id       uuid not null,
        readings        integer not null,
        celsius_min     smallint,
        celsius_max     smallint,
        humidity_min    smallint,
        humidity_max    smallint,
        hours_digest    text not null,
        raw_digest      text not null,
        primary key (organisation_id, sealing_id, sensor_id),
        constraint climate_day_is_of_a_sealing foreign key (organisation_id, sealing_id) references climate_sealing
      );
      comment on column climate_day.raw_digest is 'SHA-256 over the readings of the day, one a line, by time; of readings that came later the next sealing tells';

      -- What is known of an excursion grows: each row is the whole of it as it stood, n from 1; withdrawn: later readings joined it to another.
      create table climate_excursion (
        organisation_id uuid not null,
        id              uuid not null,
        excursion       uuid not null,
        n               integer not null,
        sensor_id       uuid not null,
        placement_id    uuid not null,
        quantity        text not null constraint climate_excursion_quantity_is_known check (quantity in ('celsius', 'humidity')),
        side            text not null constraint climate_excursion_side_is_known check (side in ('above', 'below')),
        bound           smallint not null,
        started_at      timestamptz not null,
        ended_at        timestamptz,
        worst           smallint not null,
        withdrawn       boolean not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint climate_excursion_one_of_each_state unique (organisation_id, excursion, n),
        constraint climate_excursion_is_of_a_placement foreign key (organisation_id, placement_id) references sensor_placement,
        constraint climate_excursion_ends_after_it_begins check (ended_at > started_at)
      );
      create index climate_excursion_by_sensor on climate_excursion (organisation_id, sensor_id, started_at);
      create index climate_excursion_by_placement on climate_excursion (organisation_id, placement_id, started_at);
      create table climate_excursion_lot (
        organisation_id uuid not null,
        told_id         uuid not null,
        lot             uuid not null,
        primary key (organisation_id, told_id, lot),
        constraint climate_excursion_lot_is_of_an_excursion foreign key (organisation_id, told_id) references climate_excursion
      );
      create index climate_excursion_lot_by_lot on climate_excursion_lot (organisation_id, lot);

      ${TABLES.map(tenantTable).join('\n')}
      grant update on climate_hour to bencao_app;
      grant delete on climate_unsealed to bencao_app;

      -- Makes the partition of a month, unless it is there. Nobody reaches a partition by itself: forced security, no policy.
      create function climate_month(day date) returns boolean
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        month date := date_trunc('month', day);
        partition text := 'climate_reading_' || to_char(day, 'YYYY_MM');
      begin
        if to_regclass(partition) is not null then return false; end if;
        if day < date '2000-01-01' or day > current_date + 93 then
          raise exception 'no partition is made for %', day using errcode = 'invalid_parameter_value';
        end if;
        perform pg_advisory_xact_lock(hashtextextended('climate_month', 0));
        if to_regclass(partition) is not null then return false; end if;
        -- Attached, not created in place: writers of other months go on meanwhile.
        execute format('create table %I (like climate_reading including indexes including comments)', partition);
        execute format('alter table %I enable row level security', partition);
        execute format('alter table %I force row level security', partition);
        execute format('alter table climate_reading attach partition %I for values from (%L) to (%L)', partition,
          month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
        return true;
      end $$;

      -- Drops what lies wholly before a day: raw readings are kept so long and no longer, their hours and days stay.
      create function climate_forget(before date) returns integer
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare old text; dropped integer := 0;
      begin
        for old in select inhrelid::regclass::text from pg_inherits where inhparent = 'climate_reading'::regclass
            and to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') + interval '1 month' <= before order by 1 loop
          execute format('drop table %I', old);
          dropped := dropped + 1;
        end loop;
        return dropped;
      end $$;
      revoke all on function climate_month(date), climate_forget(date) from public;
      grant execute on function climate_month(date), climate_forget(date) to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function climate_forget(date);
      drop function climate_month(date);
      ${TABLES.toReversed()
        .map((table) => `drop table ${table};`)
        .join('\n')}
    `);
  }
}
