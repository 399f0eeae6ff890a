import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_APP = ['impact_graph(uuid[], boolean)'];
const FOR_SYSTEM = ['impact_touches(uuid, text)'];
const INTERNAL = ['impact_walk(uuid[], boolean)', 'impact_seen(uuid[])'];

/**
 * What anything has touched: the families of many lots at once. The rules of who sees what are those of lot_graph: whoever owns, holds
 * or made a root sees its family with strangers anonymised, a regulator sees all of it when the root's family touches the region. Roots
 * the viewer may not see fall out, so that nobody can ask about lots of others by naming their plot or company.
 */
export class SeeImpact1764000018100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- As lot_walk, from many lots: level by level, and a recursive union for what lies deeper than any herb's family.
      create function impact_walk(roots uuid[], down boolean) returns uuid[] language plpgsql stable as $$
      declare reached uuid[] := roots; level uuid[] := roots;
      begin
        for depth in 1..64 loop
          if down then
            select array_agg(distinct child) into level from lot_edge where parent = any (level);
          else
            select array_agg(distinct parent) into level from lot_edge where child = any (level);
          end if;
          exit when level is null;
          reached := reached || level;
        end loop;
        if level is not null then
          if down then
            with recursive deep (id) as (select unnest(level) union select e.child from deep d join lot_edge e on e.parent = d.id)
            select reached || array_agg(id) into reached from deep;
          else
            with recursive deep (id) as (select unnest(level) union select e.parent from deep d join lot_edge e on e.child = d.id)
            select reached || array_agg(id) into reached from deep;
          end if;
        end if;
        return (select array_agg(distinct id) from unnest(reached) id);
      end $$;

      -- Of these lots, those whose family the viewer may see.
      create function impact_seen(roots uuid[]) returns uuid[] language plpgsql stable as $$
      declare viewer uuid := lot_tenant(); prefix text := app_region(); inside uuid[];
      begin
        if prefix is null then
          return (select array_agg(id) from lot where id = any (roots) and viewer in (owner_id, holder_id, made_by));
        end if;
        -- A family touches the region when an ancestor, a descendant or the lot itself was born there. Asked the other way
        -- round for all roots at once: which roots lie above or below what was born inside.
        select array_agg(id) into inside from lot
          where id = any (impact_walk(roots, false) || impact_walk(roots, true)) and region like prefix || '%';
        return (select array_agg(id) from lot where id = any (roots)
                and id = any (impact_walk(inside, false) || impact_walk(inside, true)));
      end $$;

      -- Packed as lot_graph packs it. Besides: which roots were seen, and what each lot gave into consignments,
      -- and how much of that is with somebody else now (sold).
      create function impact_graph(wanted uuid[], down boolean)
      returns table (lots text, edges text, holders uuid[], sold json, roots uuid[])
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      declare viewer uuid := lot_tenant(); ids uuid[]; seen uuid[] := impact_seen(wanted);
      begin
        if seen is null then return; end if;
        ids := impact_walk(seen, down);
        return query select p.lots, p.edges, p.holders,
            (select json_object_agg(g.parent, json_build_array(g.gone, g.sold)) from (
               select e.parent, sum(e.grams) as gone, coalesce(sum(e.grams) filter (where c.holder_id <> p.holder_id), 0) as sold
               from lot_edge e join lot c on c.id = e.child and c.kind = 'consignment' join lot p on p.id = e.parent
               where e.parent = any (ids) and e.kind = 'matter' group by 1) g),
            seen
          from lot_family(ids, down, viewer, app_region() is not null) p;
      end $$;

      -- For the system's role: whether a lot's family touches a region.
      create function impact_touches(wanted uuid, prefix text) returns boolean
      language sql stable security definer set search_path = public, pg_temp as $$ select lot_touches(wanted, prefix) $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP, ...FOR_SYSTEM].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
      grant execute on function ${FOR_SYSTEM.join(', ')} to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function ${[...FOR_APP, ...FOR_SYSTEM, ...INTERNAL.toReversed()].join(', ')}`);
  }
}
