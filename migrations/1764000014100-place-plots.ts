import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

/**
 * Plots by their place: the extent as a column, so that neighbours are found without reading every boundary, the area a
 * cooperative itself states, the imports they came with, and the one thing an organisation may learn of another's plots: that they lie on its own.
 */
export class PlacePlots1764000014100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table plot
        add column extent box,
        add column stated_mu numeric(12, 2) constraint plot_stated_area_is_positive check (stated_mu > 0),
        add column import_id uuid;
      create function plot_takes_its_extent() returns trigger language plpgsql set search_path = public, pg_temp as $$
        begin
          new.extent := plot_extent(new.boundary);
          return new;
        end $$;
      revoke all on function plot_takes_its_extent() from public;
      create trigger plot_extent_follows_boundary before insert on plot
        for each row execute function plot_takes_its_extent();
      alter table plot no force row level security;
      update plot set extent = plot_extent(boundary);
      alter table plot force row level security;
      alter table plot alter column extent set not null;
      create index plot_by_extent on plot using gist (extent);
      comment on column plot.stated_mu is 'The area in 亩 that was stated at the registration, beside the one computed.';

      create table plot_import (
        organisation_id uuid not null,
        id              uuid not null,
        file_sha256     text not null constraint plot_import_file_has_a_hash check (file_sha256 ~ '^[0-9a-f]{64}$'),
        format          text not null,
        plots           integer not null constraint plot_import_is_of_plots check (plots > 0),
        area_mu         numeric(14, 2) not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      alter table plot add constraint plot_came_with_an_import foreign key (organisation_id, import_id) references plot_import;
      ${tenantTable('plot_import')}
      ${appendOnly('plot_import')}

      create policy plot_overlap on plot for select to bencao_owner using (true);
      create policy plot_change_overlap on plot_change for select to bencao_owner using (true);

      create function plot_ring(ring jsonb) returns polygon language sql immutable parallel safe
        set search_path = public, pg_temp as $$
        select ('(' || string_agg('(' || (p ->> 0) || ',' || (p ->> 1) || ')', ',' order by n) || ')')::polygon
          from jsonb_array_elements(ring) with ordinality as positions(p, n)
      $$;

      create function plots_on_others(boundaries jsonb, tolerated float8) returns setof integer
        language sql stable security definer set search_path = public, pg_temp as $$
        select asked.place::integer - 1
          from (select place, plot_extent(boundary) as extent, plot_ring(boundary -> 'coordinates' -> 0) as ring
                  from jsonb_array_elements(boundaries) with ordinality as given(boundary, place) offset 0) asked
         where exists (
           select from plot o
            where o.organisation_id <> (select app_tenant()) and o.extent && asked.extent
              and not exists (select from plot_change c where c.organisation_id = o.organisation_id
                                and c.plot_id = o.id and c.kind = 'retired')
              and (select count(*) filter (where point(x, y) <@ other.rings[1]
                                             and not point(x, y) <@ any (other.rings[2:])) > tolerated * count(*)
                     from (select array_agg(plot_ring(ring) order by n) as rings
                             from jsonb_array_elements(o.boundary -> 'coordinates') with ordinality as r(ring, n) offset 0) other
                     cross join (
                       select (asked.extent[1])[0] + (i + 0.5) / 40 * ((asked.extent[0])[0] - (asked.extent[1])[0]) as x,
                              (asked.extent[1])[1] + (j + 0.5) / 40 * ((asked.extent[0])[1] - (asked.extent[1])[1]) as y
                         from generate_series(0, 39) i, generate_series(0, 39) j) raster
                    where point(x, y) <@ asked.ring))
      $$;
      comment on function plots_on_others is
        'Which of these boundaries (by place, from 0) lie on plots of other organisations by more than the tolerated share: no more is told.';
      revoke all on function plot_ring(jsonb) from public;
      revoke all on function plots_on_others(jsonb, float8) from public;
      grant execute on function plots_on_others(jsonb, float8) to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function plots_on_others(jsonb, float8);
      drop function plot_ring(jsonb);
      drop policy plot_change_overlap on plot_change;
      drop policy plot_overlap on plot;
      drop index plot_by_extent;
      drop trigger plot_extent_follows_boundary on plot;
      drop function plot_takes_its_extent();
      alter table plot drop column extent, drop column stated_mu, drop column import_id;
      drop table plot_import;
    `);
  }
}
