import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_APP = ['lot_view(uuid)', 'lot_graph(uuid, boolean)'];
const FOR_SYSTEM = ['lot_graph_whole(uuid, boolean)'];
const INTERNAL = ['lot_family(uuid[], boolean, uuid, boolean)'];

/**
 * What may be seen of a lot and of its family.
 *
 * full: who owns, holds or made the lot; a regulator, when the family touches its region. anonymised (herb, grams,
 * dates, region): everything else in the family of a lot that the viewer may see in full. Otherwise the lot does not
 * exist for the viewer. Names of owner and holder are for the two themselves and for the regulator, not for the maker.
 */
export class CreateLotGenealogy1764000000530 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function lot_view(wanted uuid) returns jsonb
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      declare viewer uuid := lot_tenant(); prefix text := app_region(); l lot; answer jsonb;
      begin
        select * into l from lot where id = wanted;
        if l.id is null then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', wanted));
        end if;
        if viewer in (l.owner_id, l.holder_id, l.made_by)
           or prefix is not null and lot_touches(wanted, prefix) then
          answer := lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[wanted]),
            'origins', coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'subject', subject) order by kind, subject)
                                 from lot_origin where lot = wanted), '[]'));
          if prefix is null and viewer not in (l.owner_id, l.holder_id) then
            answer := answer || '{"owner": null, "holder": null}';
          end if;
          return answer;
        end if;
        if exists (select from lot where id = any (lot_walk(wanted, false) || lot_walk(wanted, true))
                   and viewer in (owner_id, holder_id, made_by)) then
          return lot_as_json(l, false) || '{"holds": [], "origins": []}';
        end if;
        perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', wanted));
      end $$;

      -- The lots and edges of a walk as two JSON texts, arrays of arrays: a quarter of the client's time for ten
      -- thousand rows. Only names people typed need escaping.
      create function lot_family(ids uuid[], down boolean, viewer uuid, whole boolean)
      returns table (lots text, edges text, holders uuid[]) language plpgsql stable as $$
      begin
        select '[' || string_agg(concat(
            '["', l.id, '","', l.kind, '",', to_json(l.herb), ',', coalesce(to_json(l.variant)::text, 'null'), ',"', l.unit, '",',
            l.initial_quantity, ',', l.remaining, ',', coalesce(l.matter_in::text, 'null'), ',"', l.region, '",',
            (extract(epoch from l.born_at) * 1000)::bigint,
            case when whole or viewer in (l.owner_id, l.holder_id, l.made_by) then concat(
              ',', coalesce(to_json(l.number)::text, 'null'), ',"', l.quality, '","', l.custody, '"',
              case when whole or viewer in (l.owner_id, l.holder_id) then concat(',"', l.holder_id, '"') end) end,
            ']'), ',' order by l.ordinal) || ']',
            array_agg(distinct l.holder_id) filter (where whole or viewer in (l.owner_id, l.holder_id)) into lots, holders
          from lot l where l.id = any (ids);
        -- Two statements: one with both conditions might be planned for neither index.
        if down then
          select '[' || coalesce(string_agg(concat('["', parent, '","', child, '",', coalesce(grams::text, 'null'), ']'), ','), '') || ']'
            into edges from lot_edge where parent = any (ids);
        else
          select '[' || coalesce(string_agg(concat('["', parent, '","', child, '",', coalesce(grams::text, 'null'), ']'), ','), '') || ']'
            into edges from lot_edge where child = any (ids);
        end if;
        return next;
      end $$;

      create function lot_graph(start uuid, down boolean) returns table (lots text, edges text, holders uuid[])
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      declare viewer uuid := lot_tenant(); prefix text := app_region(); ids uuid[]; whole boolean := false;
      begin
        ids := lot_walk(start, down);
        if prefix is not null then
          whole := exists (select from lot where id = start) and (
            exists (select from lot where id = any (ids) and region like prefix || '%')
            or exists (select from lot where id = any (lot_walk(start, not down)) and region like prefix || '%'));
        end if;
        if not whole and not exists (select from lot where id = start and viewer in (owner_id, holder_id, made_by)) then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', start));
        end if;
        return query select p.lots, p.edges, p.holders from lot_family(ids, down, viewer, whole) p;
      end $$;

      -- For projections and checks: everything, whoever owns it.
      create function lot_graph_whole(start uuid, down boolean) returns table (lots text, edges text, holders uuid[])
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      begin
        if not exists (select from lot where id = start) then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', start));
        end if;
        return query select p.lots, p.edges, p.holders from lot_family(lot_walk(start, down), down, null, true) p;
      end $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP, ...FOR_SYSTEM].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
      grant execute on function ${FOR_SYSTEM.join(', ')} to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function ${[...FOR_APP, ...FOR_SYSTEM, ...INTERNAL].join(', ')}`);
  }
}
