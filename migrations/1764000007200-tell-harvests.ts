import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * What a harvest and its weighing-in are in full: the plan before, weather, baskets, condition, how it was entered, the
 * sacks; changes of plots (quarantine, boundary, grower); typed parameters of field work.
 */
export class TellHarvests1764000007200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table plot_change (
        organisation_id uuid not null,
        id              uuid not null,
        plot_id         uuid not null,
        kind            text not null constraint plot_change_kind_known
          check (kind in ('quarantined', 'freed', 'resized', 'regrown', 'retired')),
        at              date not null,
        reason          text not null,
        boundary        jsonb,
        area_m2         numeric(14, 2),
        area_mu         numeric(12, 2),
        grower_id       uuid,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint plot_change_is_of_a_plot foreign key (organisation_id, plot_id) references plot,
        constraint plot_change_names_a_grower foreign key (organisation_id, grower_id) references grower,
        constraint plot_change_resized_has_its_boundary check ((kind = 'resized') = (boundary is not null)
          and (boundary is null) = (area_m2 is null) and (boundary is null) = (area_mu is null)),
        constraint plot_change_regrown_has_its_grower check ((kind = 'regrown') = (grower_id is not null))
      );
      create index plot_change_by_plot on plot_change (organisation_id, plot_id, at);

      create table harvest_plan (
        organisation_id uuid not null,
        id              uuid not null,
        planting_id     uuid not null,
        variant         text,
        part            text not null,
        planned_on      date not null,
        plots           jsonb not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint harvest_plan_is_of_a_planting foreign key (organisation_id, planting_id) references planting
      );

      alter table harvest
        add column plan_id uuid,
        add column weather text,
        add column stage text,
        add column baskets integer constraint harvest_baskets_not_negative check (baskets >= 0),
        add column condition text,
        add column entry jsonb,
        add constraint harvest_was_planned foreign key (organisation_id, plan_id) references harvest_plan;

      alter table purchase
        add column signed_by text,
        add column signature text;
      create table purchase_sack (
        organisation_id uuid not null,
        purchase_id     uuid not null,
        number          integer not null,
        gross_grams     bigint not null,
        tare_grams      bigint not null constraint purchase_sack_tare_not_negative check (tare_grams >= 0),
        primary key (organisation_id, purchase_id, number),
        constraint purchase_sack_is_of_a_purchase foreign key (organisation_id, purchase_id) references purchase,
        constraint purchase_sack_holds_something check (gross_grams > tare_grams)
      );

      alter table field_work
        add column details jsonb,
        add column weather text,
        add column photos text[] not null default '{}',
        add column entry jsonb;

      ${['plot_change', 'harvest_plan', 'purchase_sack'].map(tenantTable).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table field_work drop column details, drop column weather, drop column photos, drop column entry;
      drop table purchase_sack;
      alter table purchase drop column signed_by, drop column signature;
      alter table harvest drop column plan_id, drop column weather, drop column stage, drop column baskets,
        drop column condition, drop column entry;
      drop table harvest_plan;
      drop table plot_change;
    `);
  }
}
