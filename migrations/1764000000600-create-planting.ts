import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

const TABLES = [
  'base',
  'grower',
  'plot',
  'seed_lot',
  'planting',
  'planting_plot',
  'field_work',
  'harvest',
  'harvest_plot',
  'purchase',
];

/**
 * What grows where: bases, plots, growers, seed lots, plantings, field work, harvests and weighings-in.
 *
 * Every row belongs to one organisation, and its key starts with it. `at` is the instant something happened, `at_zone`
 * the zone it was written in; `recorded_at` is ours. Plots, growers and prices never leave the organisation.
 */
export class CreatePlanting1764000000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table base (
        organisation_id   uuid not null,
        id                uuid not null,
        name              text not null,
        division_code     text not null constraint base_lies_in_a_township check (division_code ~ '^[1-9][0-9]{8}([0-9]{3})?$'),
        cultivation_mode  text not null,
        organisation_form text not null,
        fact_id           uuid not null,
        recorded_at       timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );

      create table grower (
        organisation_id uuid not null,
        id              uuid not null,
        name            text not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint grower_known_by_name unique (organisation_id, name)
      );
      comment on table grower is 'The farmers (生产单元) an organisation works with: personal data, never public.';

      create table plot (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        name            text not null,
        boundary        jsonb not null,
        area_m2         numeric(14, 2) not null constraint plot_has_an_area check (area_m2 > 0),
        area_mu         numeric(12, 2) not null constraint plot_area_in_mu_follows check (area_mu = round(area_m2 * 3 / 2000, 2)),
        grower_id       uuid not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint plot_lies_in_a_base foreign key (organisation_id, base_id) references base,
        constraint plot_has_a_grower foreign key (organisation_id, grower_id) references grower
      );
      create index plot_by_base on plot (organisation_id, base_id);

      create table seed_lot (
        organisation_id      uuid not null,
        id                   uuid not null,
        herb                 text not null,
        species              text not null,
        quantity             bigint not null constraint seed_lot_is_something check (quantity > 0),
        unit                 text not null constraint seed_lot_unit_is_known check (unit in ('gram', 'piece')),
        supplier             text not null,
        origin_division_code text not null,
        documents            jsonb not null,
        fact_id              uuid not null,
        recorded_at          timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );

      create table planting (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        herb            text not null,
        species         text not null,
        seed_lot_id     uuid,
        established_on  date not null,
        sop             text,
        broken_rules    text[] not null default '{}',
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint planting_lies_in_a_base foreign key (organisation_id, base_id) references base,
        constraint planting_grew_from_a_seed_lot foreign key (organisation_id, seed_lot_id) references seed_lot
      );
      comment on column planting.broken_rules is 'Blocking rules of material identity: what is harvested here is born held.';
      create index planting_by_base on planting (organisation_id, base_id, herb);

      create table planting_plot (
        organisation_id uuid not null,
        planting_id     uuid not null,
        plot_id         uuid not null,
        primary key (organisation_id, planting_id, plot_id),
        constraint planting_plot_is_of_a_planting foreign key (organisation_id, planting_id) references planting,
        constraint planting_plot_is_a_plot foreign key (organisation_id, plot_id) references plot
      );

      create table field_work (
        organisation_id      uuid not null,
        id                   uuid not null,
        planting_id          uuid not null,
        kind                 text not null,
        at                   timestamptz not null,
        at_zone              text not null,
        input_product        text,
        input_amount         numeric,
        input_unit           text,
        registration_number  text,
        safety_interval_days integer constraint field_work_interval_in_days check (safety_interval_days between 0 and 730),
        reason               text,
        operator             text not null,
        note                 text,
        broken_rules         text[] not null default '{}',
        fact_id              uuid not null,
        recorded_at          timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint field_work_is_on_a_planting foreign key (organisation_id, planting_id) references planting,
        constraint field_work_input_whole check ((input_product is null) = (input_amount is null) and (input_product is null) = (input_unit is null))
      );
      create index field_work_by_planting on field_work (organisation_id, planting_id, at desc);

      create table harvest (
        organisation_id uuid not null,
        id              uuid not null,
        planting_id     uuid not null,
        variant         text,
        at              timestamptz not null,
        at_zone         text not null,
        part            text not null,
        method          text not null,
        operator        text not null,
        grams           bigint not null constraint harvest_weighs_something check (grams > 0),
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint harvest_is_of_a_planting foreign key (organisation_id, planting_id) references planting
      );
      comment on table harvest is 'Its id is the id of its lot; the balance stands there.';
      create index harvest_by_planting on harvest (organisation_id, planting_id, at desc);

      create table harvest_plot (
        organisation_id uuid not null,
        harvest_id      uuid not null,
        plot_id         uuid not null,
        grams           bigint not null constraint harvest_plot_weighs_something check (grams > 0),
        primary key (organisation_id, harvest_id, plot_id),
        constraint harvest_plot_is_of_a_harvest foreign key (organisation_id, harvest_id) references harvest,
        constraint harvest_plot_is_a_plot foreign key (organisation_id, plot_id) references plot
      );
      create index harvest_plot_by_plot on harvest_plot (organisation_id, plot_id);

      create table purchase (
        organisation_id uuid not null,
        id              uuid not null,
        grower_id       uuid not null,
        harvest_id      uuid,
        gross_grams     bigint not null,
        tare_grams      bigint not null constraint purchase_tare_not_negative check (tare_grams >= 0),
        net_grams       bigint not null,
        grade           text not null,
        price           numeric not null constraint purchase_price_not_negative check (price >= 0),
        at              timestamptz not null,
        at_zone         text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint purchase_is_from_a_grower foreign key (organisation_id, grower_id) references grower,
        constraint purchase_is_of_a_harvest foreign key (organisation_id, harvest_id) references harvest,
        constraint purchase_net_is_gross_less_tare check (net_grams = gross_grams - tare_grams and net_grams > 0)
      );
      comment on column purchase.price is '元 per kilogram of net weight';
      create index purchase_by_harvest on purchase (organisation_id, harvest_id);

      ${TABLES.map(tenantTable).join('\n')}
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
