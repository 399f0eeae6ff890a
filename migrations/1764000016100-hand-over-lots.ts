import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_APP = ['lot_consign(jsonb)', 'lot_receive(jsonb)', 'lot_custody_of(uuid)'];
const INTERNAL = [
  'lot_packages_in(uuid)',
  'lot_packages_told(uuid)',
  'lot_packages_left(uuid)',
  'lot_split_off(lot, uuid, bigint, uuid, uuid, timestamptz, text, uuid, uuid)',
  'lot_told(uuid, uuid, uuid[])',
  'lot_take_along(uuid, lot, bigint, jsonb)',
  'lot_custody_moves(uuid, text, timestamptz, uuid, uuid, uuid, uuid, uuid, uuid)',
];

/**
 * Handing over. The giver splits off what goes (lot_consign): a lot of its own, under way to the receiver, of the same
 * quality and under the same holds, with the ranges of its packages. The receiver answers (lot_receive): accepted,
 * quarantined, refused; what is missing is a loss that the receipt tells. Both lock the lots in the order of their ids
 * and read holds in a later statement, as every act on lots does.
 */
export class HandOverLots1764000016100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The packages that came with a lot; goods packed anew have the new packages.
      create function lot_packages_in(wanted uuid) returns table (root uuid, serials int8range, grams_each bigint)
      language sql stable as $$
        select p.lot, int8range(p.first_serial, p.first_serial + p.count), p.grams_each from lot_package p where p.lot = wanted
        union all select c.root, c.serials, c.grams_each from lot_consigned c
          where c.lot = wanted and not exists (select from lot_package where lot = wanted);
      $$;

      create function lot_packages_told(wanted uuid) returns jsonb language sql stable as $$
        select coalesce(jsonb_agg(jsonb_build_object('of', root, 'first', lower(serials), 'last', upper(serials) - 1,
                 'gramsEach', grams_each) order by root, serials), '[]') from lot_consigned where lot = wanted;
      $$;

      create function lot_packages_left(wanted uuid) returns int8multirange language sql stable as $$
        select coalesce((select range_agg(serials) from lot_packages_in(wanted)), '{}')
             - coalesce((select range_agg(serials) from lot_consigned
                         where parent = wanted and root in (select root from lot_packages_in(wanted))), '{}');
      $$;

      create or replace function lot_keeps_its_packages() returns trigger language plpgsql as $$
      declare packed numeric;
      begin
        select coalesce(sum(count::numeric * grams_each), 0) into packed from lot_package where lot = old.id;
        select packed - coalesce(sum((upper(serials) - lower(serials))::numeric * grams_each), 0) into packed
          from lot_consigned where parent = old.id and root = old.id;
        if new.remaining < packed then
          perform lot_refuse('BL012', 'it is packed', jsonb_build_object('lot', old.id, 'packed', packed,
            'asked', old.remaining - new.remaining, 'left', greatest(old.remaining - packed, 0)));
        end if;
        return new;
      end $$;

      create function lot_custody_moves(moved uuid, step text, at timestamptz, holder uuid, owner uuid, towards uuid,
        passes uuid, act uuid, fact uuid) returns void language plpgsql as $$
      declare last lot_custody; state text := case when towards is null then 'in-stock' else 'in-transit' end;
      begin
        select * into last from lot_custody where lot = moved order by n desc limit 1;
        if last.lot is null then
          insert into lot_custody (lot, n, step, since, occurred_at, holder_id, owner_id, custody, act_id, fact_id)
          select id, 0, 'born', recorded_at, born_at, holder_id, owner_id, custody, act_id, born_fact from lot where id = moved
          returning * into last;
        end if;
        insert into lot_custody (lot, n, step, since, occurred_at, holder_id, owner_id, custody, towards_id, passes_to, act_id, fact_id)
        values (moved, last.n + 1, step, greatest(clock_timestamp(), last.since + interval '1 microsecond'), at,
                holder, owner, state, towards, passes, act, fact);
        update lot set holder_id = holder, owner_id = owner, custody = state, towards_id = towards where id = moved;
      end $$;

      -- Part of a lot as a lot of its own; the caller has locked the lot and knows that there is enough.
      create function lot_split_off(l lot, newborn uuid, grams bigint, act uuid, fact uuid, at timestamptz, step text,
        towards uuid, passes uuid) returns void language plpgsql as $$
      begin
        insert into lot (id, kind, herb, variant, number, unit, initial_quantity, remaining, matter_in, quality, owner_id,
                         holder_id, made_by, custody, towards_id, region, by_product, born_at, born_fact, act_id)
        values (newborn, 'consignment', l.herb, l.variant, l.number, l.unit, grams, grams, grams, l.quality, l.owner_id,
                l.holder_id, lot_tenant(), case when towards is null then 'in-stock' else 'in-transit' end, towards,
                l.region, l.by_product, at, fact, act);
        insert into lot_edge (child, parent, kind, grams) values (newborn, l.id, 'matter', grams);
        if towards is not null then
          insert into lot_custody (lot, n, step, since, occurred_at, holder_id, owner_id, custody, towards_id, passes_to, act_id, fact_id)
          select newborn, 0, step, recorded_at, at, l.holder_id, l.owner_id, 'in-transit', towards, passes, act, fact
          from lot where id = newborn;
        end if;
        insert into lot_movement (act_id, fact_id, lot, kind, delta) values (act, fact, newborn, 'born', grams);
        -- What was decided on the whole holds for its part.
        insert into lot_quality (lot, quality, fact_id) values (newborn, l.quality, fact);
        insert into hold_mark (hold_id, lot_id, by_act)
        select m.hold_id, newborn, act from hold_mark m join hold h on h.id = m.hold_id and h.lifted_at is null where m.lot_id = l.id;
        perform lot_catch_holds(array[newborn], act);
      end $$;

      -- Packages that go along with a part; null: none are named, so the whole of a lot takes all, and a part takes none.
      create function lot_take_along(part uuid, l lot, asked bigint, named jsonb) returns void language plpgsql as $$
      declare wanted int8multirange := '{}'; free int8multirange := lot_packages_left(l.id); packed numeric;
      begin
        if named is not null then
          select coalesce(range_agg(int8range((s->>0)::bigint, (s->>1)::bigint, '[]')), '{}') into wanted
            from jsonb_array_elements(named) s;
          if not wanted <@ free then
            perform lot_refuse('BL034', 'no such packages', jsonb_build_object('lot', l.id, 'serials', (wanted - free)::text));
          end if;
        elsif asked = l.remaining then
          wanted := free;
        end if;
        insert into lot_consigned (lot, parent, root, serials, grams_each)
        select part, l.id, p.root, r, p.grams_each from lot_packages_in(l.id) p
          cross join lateral unnest(int8multirange(p.serials) * wanted) r;
        if wanted <> '{}' and named is not null then
          select coalesce(sum((upper(serials) - lower(serials))::numeric * grams_each), 0) into packed from lot_consigned where lot = part;
          if packed <> asked then
            perform lot_refuse('BL035', 'packages weigh otherwise', jsonb_build_object('lot', l.id, 'asked', asked, 'packed', packed));
          end if;
        end if;
      end $$;

      -- What the fact of a hand-over has to tell, read from the rows it made.
      create function lot_told(act uuid, fact uuid, lots uuid[]) returns jsonb language sql stable as $$
        select jsonb_build_object(
          'moves', coalesce((select jsonb_agg(jsonb_build_object('lot', lot, 'step', step) order by lot, n)
                    from lot_custody where fact_id = fact and step <> 'born'), '[]'),
          'hands', coalesce((select jsonb_agg(jsonb_build_object('lot', lot, 'holder', holder_id, 'owner', owner_id,
                      'towards', towards_id, 'passesTo', passes_to) order by lot, n)
                    from lot_custody where fact_id = fact and step <> 'born'), '[]'),
          'inputs', coalesce((select jsonb_agg(jsonb_build_object('lot', lot, 'grams', g) order by lot) from (
                      select lot, -sum(delta) as g from lot_movement where lot = any (lots) and fact_id = fact and kind = 'drawn'
                      group by lot) drawn), '[]'),
          'outputs', coalesce((select jsonb_agg(jsonb_build_object('lot', l.id, 'from', e.parent, 'grams', l.initial_quantity,
                      'quality', (select quality from lot_quality q where q.lot = l.id order by q.id limit 1),
                      'packages', lot_packages_told(l.id)) order by l.ordinal)
                    from lot l join lot_edge e on e.child = l.id where l.act_id = act), '[]'));
      $$;

      create function lot_consign(act jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        tenant uuid := lot_tenant();
        act_uuid uuid := (act->>'actId')::uuid;
        fact uuid := (act->>'factId')::uuid;
        towards uuid := (act->>'towards')::uuid;
        parents uuid[]; wrong uuid; line jsonb; l lot; newborn uuid; asked bigint;
        made jsonb := '[]';
      begin
        select array_agg(distinct (i->>'lot')::uuid) into parents from jsonb_array_elements(act->'lines') i;
        perform lot_watch_holds(array_agg('organisation:' || id)) from (
          select tenant as id union select owner_id from lot where id = any (parents)) watched;
        perform from lot where id = any (parents) order by id for no key update;

        select p into wrong from unnest(parents) p left join lot on lot.id = p
          where lot.id is null or tenant not in (lot.owner_id, lot.holder_id) order by 1 limit 1;
        if found then perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', wrong)); end if;

        for line in select value from jsonb_array_elements(act->'lines') with ordinality t(value, nr) order by nr loop
          select * into l from lot where id = (line->>'lot')::uuid;
          newborn := (line->>'id')::uuid;
          asked := (line->>'grams')::bigint;
          if l.holder_id <> tenant then perform lot_refuse('BL030', 'held by another', jsonb_build_object('lot', l.id)); end if;
          if l.custody <> 'in-stock' then perform lot_refuse('BL031', 'it is under way', jsonb_build_object('lot', l.id)); end if;
          if l.owner_id not in (tenant, towards) then
            perform lot_refuse('BL032', 'of another owner', jsonb_build_object('lot', l.id));
          end if;
          if l.unit <> 'gram' then perform lot_refuse('BL006', 'grams and pieces do not mix', '{}'); end if;
          if (act->>'released')::boolean and l.quality <> 'released' then
            perform lot_refuse('BL033', 'not released', jsonb_build_object('lot', l.id, 'quality', l.quality));
          end if;
          -- A statement after the locks: a hold that was placed while we waited is seen here.
          if (act->>'free')::boolean and exists (select from active_hold where lot_id = l.id and binding) then
            perform lot_refuse('BL004', 'lot is held', jsonb_build_object('lot', l.id, 'holds', holds_on(array[l.id])));
          end if;
          if asked < 1 or asked > l.remaining then
            perform lot_refuse('BL001', 'more than is left', jsonb_build_object('lot', l.id, 'asked', asked, 'left', l.remaining));
          end if;

          perform lot_split_off(l, newborn, asked, act_uuid, fact, (act->>'at')::timestamptz, 'dispatched', towards,
            (act->>'passesTo')::uuid);
          perform lot_take_along(newborn, l, asked, line->'serials');
          update lot set remaining = remaining - asked where id = l.id and remaining >= asked;
          if not found then raise exception 'lot % changed under its lock', l.id; end if;
          insert into lot_movement (act_id, fact_id, lot, kind, delta) values (act_uuid, fact, l.id, 'drawn', -asked);
          made := made || jsonb_build_object('lot', newborn, 'from', l.id, 'kind', l.kind, 'herb', l.herb, 'variant', l.variant,
            'number', l.number, 'grams', asked, 'quality', l.quality, 'owner', l.owner_id, 'packages', lot_packages_told(newborn));
        end loop;
        return jsonb_build_object('lines', made, 'told', lot_told(act_uuid, fact, parents));
      end $$;

      -- The answer to a hand-over, lot by lot: grams accepted, quarantined, refused, missing; together what was sent.
      create function lot_receive(act jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        tenant uuid := lot_tenant();
        act_uuid uuid := (act->>'actId')::uuid;
        fact uuid := (act->>'factId')::uuid;
        said timestamptz := (act->>'at')::timestamptz;
        wanted uuid[]; line jsonb; l lot; last lot_custody; sender uuid; owner uuid; back boolean; quarantined boolean;
        good bigint; aside bigint; refused bigint; short bigint; took bigint; main text; answers jsonb := '[]';
      begin
        select array_agg(distinct (i->>'lot')::uuid) into wanted from jsonb_array_elements(act->'lots') i;
        perform lot_watch_holds(array['organisation:' || tenant]);
        perform from lot where id = any (wanted) order by id for no key update;

        for line in select value from jsonb_array_elements(act->'lots') with ordinality t(value, nr) order by nr loop
          select * into l from lot where id = (line->>'lot')::uuid;
          select * into last from lot_custody where lot = l.id order by n desc limit 1;
          quarantined := l.custody = 'in-stock' and l.holder_id = tenant and last.step = 'quarantined';
          if l.id is null or tenant not in (l.owner_id, l.holder_id)
             and not exists (select from lot_custody c where c.lot = l.id and c.towards_id = tenant) then
            perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', line->>'lot'));
          end if;
          if not (quarantined or l.custody = 'in-transit' and l.towards_id = tenant) then
            perform lot_refuse('BL036', 'nothing to answer', jsonb_build_object('lot', l.id));
          end if;
          good := coalesce((line->>'accepted')::bigint, 0); aside := coalesce((line->>'quarantined')::bigint, 0);
          refused := coalesce((line->>'rejected')::bigint, 0); short := coalesce((line->>'short')::bigint, 0);
          if least(good, aside, refused, short) < 0 or good::numeric + aside + refused + short <> l.remaining then
            perform lot_refuse('BL003', 'mass does not balance', jsonb_build_object('inGrams', l.remaining,
              'outGrams', good + aside + refused, 'lossGrams', short));
          end if;
          -- Whoever refuses the whole has not counted it: its sender will.
          if refused > 0 and good + aside = 0 and short > 0 then
            perform lot_refuse('BL003', 'mass does not balance', jsonb_build_object('inGrams', l.remaining,
              'outGrams', refused, 'lossGrams', 0));
          end if;
          if good > 0 and exists (select from active_hold where lot_id = l.id and binding
               and not (organisation_id = tenant and authority = 'company' and hold_id = (line->>'lifting')::uuid)) then
            perform lot_refuse('BL004', 'lot is held', jsonb_build_object('lot', l.id, 'holds', holds_on(array[l.id])));
          end if;

          -- Goods that come back to who sent them are returned, not accepted, and were never anybody else's.
          back := l.custody = 'in-transit' and l.holder_id = tenant;
          sender := case when quarantined then (select holder_id from lot_custody where lot = l.id and custody = 'in-transit'
                                                order by n desc limit 1) else l.holder_id end;
          owner := case when back then l.owner_id else coalesce(last.passes_to, l.owner_id) end;
          main := case when good > 0 then 'accepted' when aside > 0 then 'quarantined' when refused > 0 then 'refused' else 'accepted' end;
          if back and main = 'accepted' then main := 'returned'; end if;
          if main = 'refused' then
            perform lot_custody_moves(l.id, main, said, l.holder_id, l.owner_id, sender, null, act_uuid, fact);
          elsif main = 'quarantined' then
            if not quarantined then
              perform lot_custody_moves(l.id, main, said, tenant, l.owner_id, null, last.passes_to, act_uuid, fact);
            end if;
          else
            perform lot_custody_moves(l.id, main, said, tenant, owner, null, null, act_uuid, fact);
          end if;
          perform lot_catch_holds(array[l.id], act_uuid);

          -- Parts with another verdict than the main one become lots of their own, as they were when they arrived.
          took := 0;
          if aside > 0 and main <> 'quarantined' then
            perform lot_split_off(l, (line->>'quarantinedAs')::uuid, aside, act_uuid, fact, said, 'born', tenant, last.passes_to);
            perform lot_take_along((line->>'quarantinedAs')::uuid, l, aside, coalesce(line->'quarantinedSerials', '[]'));
            perform lot_custody_moves((line->>'quarantinedAs')::uuid, 'quarantined', said, tenant, l.owner_id, null, last.passes_to, act_uuid, fact);
            took := took + aside;
          end if;
          if refused > 0 and main <> 'refused' then
            perform lot_split_off(l, (line->>'rejectedAs')::uuid, refused, act_uuid, fact, said, 'refused', sender, null);
            perform lot_take_along((line->>'rejectedAs')::uuid, l, refused, coalesce(line->'rejectedSerials', '[]'));
            took := took + refused;
          end if;
          if took > 0 then
            insert into lot_movement (act_id, fact_id, lot, kind, delta) values (act_uuid, fact, l.id, 'drawn', -took);
          end if;
          if short > 0 then
            -- An act of its own in the books: nothing was made of it.
            insert into lot_movement (act_id, fact_id, lot, kind, delta, reason)
            select a, fact, lot, kind, delta, line->>'reason' from (select uuidv7() as a offset 0) acts,
              (values (l.id, 'drawn', -short), (null, 'loss', short)) m(lot, kind, delta);
          end if;
          if took + short > 0 then
            update lot set remaining = remaining - took - short where id = l.id;
          end if;
          answers := answers || jsonb_build_object('lot', l.id, 'step', main, 'sender', sender, 'owner', l.owner_id,
            'newOwner', (select owner_id from lot where id = l.id), 'herb', l.herb, 'number', l.number, 'kind', l.kind,
            'grams', l.remaining, 'packages', lot_packages_told(l.id),
            'accepted', good, 'quarantined', aside, 'rejected', refused, 'short', short,
            'quarantinedAs', case when aside > 0 then coalesce(case when main <> 'quarantined' then line->>'quarantinedAs' end, l.id::text) end,
            'rejectedAs', case when refused > 0 then coalesce(case when main <> 'refused' then line->>'rejectedAs' end, l.id::text) end);
        end loop;
        return jsonb_build_object('lines', answers, 'told', lot_told(act_uuid, fact, wanted));
      end $$;

      -- Holder and owner of a lot at every instant, for whoever has or had a part in it, and for a regulator whose region it
      -- touches. Of the times in which the viewer had no part, only that somebody held it.
      create function lot_custody_of(wanted uuid) returns jsonb
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      declare viewer uuid := lot_tenant(); prefix text := app_region(); l lot; whole boolean;
      begin
        select * into l from lot where id = wanted;
        whole := l.id is not null and prefix is not null and lot_touches(wanted, prefix);
        if l.id is null or not whole and viewer not in (l.owner_id, l.holder_id, l.made_by)
           and not exists (select from lot_custody c where c.lot = wanted and viewer in (c.holder_id, c.owner_id, c.towards_id)) then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', wanted));
        end if;
        return (
          select jsonb_agg(jsonb_build_object('step', step, 'custody', custody,
              'since', to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'until', to_char(upper(during) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'occurredAt', to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'factId', fact_id,
              'holder', case when mine then holder_id end, 'owner', case when mine then owner_id end,
              'towards', case when mine then towards_id end) order by n)
          from (
            select p.*, whole or viewer in (p.holder_id, p.owner_id, p.towards_id) is true as mine from lot_custody_period p where p.lot = wanted
            union all
            select l.id, 0, 'born', l.recorded_at, l.born_at, l.holder_id, l.owner_id, l.custody, null, null, l.act_id, l.born_fact,
                   l.recorded_at, tstzrange(l.recorded_at, null), whole or viewer in (l.holder_id, l.owner_id)
            where not exists (select from lot_custody where lot = wanted)) periods);
      end $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
      grant execute on function lot_packages_in(uuid), lot_packages_left(uuid) to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function ${[...FOR_APP, ...INTERNAL.toReversed()].join(', ')};
      create or replace function lot_keeps_its_packages() returns trigger language plpgsql as $$
      declare packed numeric;
      begin
        select coalesce(sum(count::numeric * grams_each), 0) into packed from lot_package where lot = old.id;
        if new.remaining < packed then
          perform lot_refuse('BL012', 'it is packed', jsonb_build_object('lot', old.id, 'packed', packed,
            'asked', old.remaining - new.remaining, 'left', greatest(old.remaining - packed, 0)));
        end if;
        return new;
      end $$;
    `);
  }
}
