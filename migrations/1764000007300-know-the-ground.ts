import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * The ground and the seed: 道地 evidence and qualification of bases, tests of soil, water and air, plots shared by several
 * growers and known by their extent, germplasm and descent of seed lots, what a planting took from its seed lot.
 */
export class KnowTheGround1764000007300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table base add column daodi boolean, add column daodi_evidence text;

      create table base_qualification (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        seasons         jsonb not null,
        qualified       boolean not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint base_qualification_is_of_a_base foreign key (organisation_id, base_id) references base
      );

      create table environment_test (
        organisation_id uuid not null,
        id              uuid not null,
        base_id         uuid not null,
        plot_id         uuid,
        medium          text not null constraint environment_test_medium_known check (medium in ('soil', 'water', 'air')),
        sampled_on      date not null,
        valid_until     date not null,
        report_number   text not null,
        laboratory      text not null,
        ph              text,
        results         jsonb not null,
        verdict         text not null,
        exceeded        text[] not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint environment_test_is_of_a_base foreign key (organisation_id, base_id) references base,
        constraint environment_test_is_of_a_plot foreign key (organisation_id, plot_id) references plot,
        constraint environment_test_valid_after_sampling check (valid_until >= sampled_on)
      );
      create index environment_test_by_base on environment_test (organisation_id, base_id, medium);

      create table plot_share (
        organisation_id uuid not null,
        plot_id         uuid not null,
        grower_id       uuid not null,
        primary key (organisation_id, plot_id, grower_id),
        constraint plot_share_is_of_a_plot foreign key (organisation_id, plot_id) references plot,
        constraint plot_share_is_of_a_grower foreign key (organisation_id, grower_id) references grower
      );
      comment on table plot_share is 'Growers who work a plot besides the one it is registered under.';

      create function plot_extent(boundary jsonb) returns box language sql immutable parallel safe as $$
        select box(point(max((p ->> 0)::float8), max((p ->> 1)::float8)), point(min((p ->> 0)::float8), min((p ->> 1)::float8)))
          from jsonb_array_elements(boundary -> 'coordinates' -> 0) p
      $$;
      revoke all on function plot_extent(jsonb) from public;
      grant execute on function plot_extent(jsonb) to bencao_app, bencao_system;

      alter table seed_lot add column germplasm text, add column variety text, add column raised_from uuid,
        add constraint seed_lot_was_raised_from_another foreign key (organisation_id, raised_from) references seed_lot;
      alter table planting add column seed_quantity bigint
        constraint planting_seed_is_of_a_lot check (seed_quantity is null or seed_lot_id is not null);

      ${['base_qualification', 'environment_test', 'plot_share'].map(tenantTable).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table planting drop column seed_quantity;
      alter table seed_lot drop column germplasm, drop column variety, drop column raised_from;
      drop function plot_extent(jsonb);
      drop table plot_share;
      drop table environment_test;
      drop table base_qualification;
      alter table base drop column daodi, drop column daodi_evidence;
    `);
  }
}
