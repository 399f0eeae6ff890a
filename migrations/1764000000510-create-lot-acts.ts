import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reached by the application role; everything else in this file is for these functions only. */
const FOR_APP = [
  'lot_born(jsonb)',
  'lot_transform(jsonb)',
  'lot_take(jsonb)',
  'lot_lock(uuid)',
  'lot_set_quality(uuid, text, uuid)',
  'lot_assert_free(uuid)',
];
const INTERNAL = [
  'lot_refuse(text, text, jsonb)',
  'lot_tenant()',
  'division_prefix(text)',
  'lot_as_json(lot, boolean)',
  'holds_on(uuid[])',
  'hold_scope_of(text)',
  'lot_watch_holds(text[])',
  'hold_reaches(hold, lot)',
  'lot_catch_holds(uuid[], uuid)',
  'lot_hold_at_birth(jsonb, uuid[], uuid)',
  'lot_lock_mine(uuid)',
  'lot_apportion(uuid[], bigint[], uuid[], bigint[])',
];

/**
 * What changes a lot: birth, transformation, draw, quality.
 *
 * Refusals carry an SQLSTATE of class BL and their figures as JSON in the detail; lots.errors.ts turns them into
 * sentences. Lot rows are always locked in the order of their ids, and what depends on a lock is read by a later
 * statement, which under READ COMMITTED sees everything that was committed while waiting:
 *
 *   hold: lock A … mark A ... commit          draw: waits for A … reads the mark of A, its output is born held
 *   draw: lock A … output B, edge ... commit  hold: waits for A … reads the edge A→B, marks B as well
 */
export class CreateLotActs1764000000510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function lot_refuse(state text, why text, figures jsonb) returns void language plpgsql as $$
      begin
        raise exception using errcode = state, message = why, detail = figures::text;
      end $$;

      create function lot_tenant() returns uuid language plpgsql stable as $$
      begin
        if app_tenant() is null then
          raise exception 'no organisation is acting in this transaction' using errcode = 'insufficient_privilege';
        end if;
        return app_tenant();
      end $$;

      -- The division code without its zero padding (141000 is 1410, 140000 is 14), as identity/division-code.ts has it.
      create function division_prefix(code text) returns text language plpgsql immutable strict as $$
      begin
        while length(code) in (9, 12) and code like '%000' loop code := left(code, -3); end loop;
        while length(code) in (4, 6) and code like '%00' loop code := left(code, -2); end loop;
        return code;
      end $$;

      create function lot_as_json(l lot, whole boolean) returns jsonb language sql stable as $$
        select jsonb_build_object('id', l.id, 'kind', l.kind, 'herb', l.herb, 'variant', l.variant, 'unit', l.unit,
                 'initialQuantity', l.initial_quantity, 'remaining', l.remaining, 'region', l.region,
                 'bornAt', to_char(l.born_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'byProduct', l.by_product,
                 'disclosure', case when whole then 'full' else 'anonymised' end)
          || case when whole then jsonb_build_object('number', l.number, 'quality', l.quality, 'custody', l.custody,
               'owner', l.owner_id, 'holder', l.holder_id, 'madeBy', l.made_by, 'bornFact', l.born_fact, 'act', l.act_id)
             else '{}' end;
      $$;

      create function holds_on(lots uuid[]) returns jsonb language sql stable as $$
        select coalesce(jsonb_agg(to_jsonb(t) order by t."placedAt", t.hold), '[]') from (
          select hold_id as hold, scope, authority, organisation_id as organisation, reason,
                 to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "placedAt",
                 bool_or(binding) as binding
          from active_hold where lot_id = any (lots)
          group by hold_id, scope, authority, organisation_id, reason, placed_at) t;
      $$;

      -- Which scope of a hold an origin of a lot answers to; null for origins that cannot be held.
      create function hold_scope_of(origin text) returns text language sql immutable as $$
        select case origin when 'plot' then 'plot' when 'planting' then 'planting' when 'input' then 'input'
          when 'grower' then 'organisation' when 'organisation' then 'organisation' end;
      $$;

      -- A hold on a plot and a birth from that plot do not see each other's uncommitted row. The birth takes these
      -- locks shared, the hold takes its own exclusively: whoever is second waits, and then sees.
      create function lot_watch_holds(subjects text[]) returns void language plpgsql as $$
      declare subject text;
      begin
        for subject in select distinct s from unnest(subjects) s order by s loop
          perform pg_advisory_xact_lock_shared(hashtextextended('hold:' || subject, 0));
        end loop;
      end $$;

      -- Whether a hold that is not on one lot catches this lot as a root. A company's word reaches what is its own.
      create function hold_reaches(h hold, l lot) returns boolean language sql stable as $$
        select case h.authority when 'recall' then true
          when 'regulator' then l.region like h.region || '%'
          else h.organisation_id in (l.owner_id, l.holder_id, l.made_by) end;
      $$;

      create function lot_catch_holds(newborns uuid[], act uuid) returns void language sql as $$
        with answers as (
          select l.id, 'organisation' as scope, l.owner_id as subject from lot l where l.id = any (newborns)
          union select l.id, 'organisation', l.holder_id from lot l where l.id = any (newborns)
          union select o.lot, hold_scope_of(o.kind), o.subject from lot_origin o where o.lot = any (newborns))
        insert into hold_mark (hold_id, lot_id, by_act)
        select distinct h.id, l.id, act
        from answers a
        join hold h on h.subject = a.subject and h.scope = a.scope and h.lifted_at is null
        join lot l on l.id = a.id
        where hold_reaches(h, l)
        on conflict do nothing;
      $$;

      -- A broken blocking rule: the lots are born held, one hold of authority finding for each.
      create function lot_hold_at_birth(act jsonb, newborns uuid[], tenant uuid) returns void language sql as $$
        with placed as (
          insert into hold (id, scope, subject, authority, organisation_id, reason, placed_fact)
          select uuidv7(), 'lot', n, 'finding', tenant, act->>'holdReason', (act->>'factId')::uuid
          from unnest(newborns) n where act->>'holdReason' is not null
          returning id, subject)
        insert into hold_mark (hold_id, lot_id, by_act) select id, subject, (act->>'actId')::uuid from placed;
      $$;

      create function lot_born(birth jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        tenant uuid := lot_tenant();
        newborn uuid := (birth->>'id')::uuid;
        act uuid := (birth->>'actId')::uuid;
        fact uuid := (birth->>'factId')::uuid;
        grams bigint := (birth->>'quantity')::bigint;
        stranger uuid;
      begin
        perform lot_watch_holds(array_agg(s)) from (
          select hold_scope_of(o->>'kind') || ':' || (o->>'subject')::uuid as s from jsonb_array_elements(birth->'origins') o
          union all select 'organisation:' || tenant) watched where s is not null;

        insert into lot (id, kind, herb, variant, number, unit, initial_quantity, remaining, owner_id, holder_id, made_by,
                         region, born_at, born_fact, act_id)
        values (newborn, birth->>'kind', birth->>'herb', birth->>'variant', birth->>'number',
                coalesce(birth->>'unit', 'gram'), grams, grams, tenant, tenant, tenant,
                birth->>'region', (birth->>'bornAt')::timestamptz, fact, act);

        insert into lot_origin (lot, kind, subject)
        select newborn, o->>'kind', (o->>'subject')::uuid from jsonb_array_elements(birth->'origins') o
        on conflict do nothing;

        -- Naming a lot as origin would show its line to the caller, so it must be the caller's own.
        select o::uuid into stranger from jsonb_array_elements_text(birth->'originLots') o
          left join lot l on l.id = o::uuid
          where l.id is null or tenant not in (l.owner_id, l.holder_id, l.made_by) order by 1 limit 1;
        if found then perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', stranger)); end if;
        insert into lot_edge (child, parent, kind)
        select newborn, o::uuid, 'origin' from jsonb_array_elements_text(birth->'originLots') o
        on conflict do nothing;

        insert into lot_movement (act_id, fact_id, lot, kind, delta)
        values (act, fact, newborn, 'born', grams), (act, fact, null, 'source', -grams);
        insert into lot_quality (lot, quality, fact_id) values (newborn, 'pending', fact);

        perform lot_catch_holds(array[newborn], act);
        perform lot_hold_at_birth(birth, array[newborn], tenant);
        return jsonb_build_object('inheritedHolds', holds_on(array[newborn]));
      end $$;

      -- The lot, locked, if the caller may draw it. A lot of others is answered like one that does not exist.
      create function lot_lock_mine(wanted uuid) returns lot language plpgsql as $$
      declare l lot;
      begin
        select * into l from lot where id = wanted and lot_tenant() in (owner_id, holder_id) for no key update;
        if l.id is null then perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', wanted)); end if;
        return l;
      end $$;

      -- Every input over all outputs in proportion to their grams, whole grams by the largest remainder, so that each
      -- input is conserved to the gram. Ties turn with the input, so that equal inputs do not all favour one output.
      create function lot_apportion(inputs uuid[], drawn bigint[], outputs uuid[], made bigint[])
      returns table (parent uuid, child uuid, grams bigint) language sql immutable as $$
        with i as (select lot, g, row_number() over (order by lot) as rank from unnest(inputs, drawn) t(lot, g)),
        o as (select lot, g, row_number() over (order by lot) as rank, sum(g) over () as total, count(*) over () as n
              from unnest(outputs, made) t(lot, g)),
        cell as (
          select i.lot as parent, o.lot as child, i.g as whole, div(i.g::numeric * o.g, o.total) as floor,
                 row_number() over (partition by i.lot
                   order by mod(i.g::numeric * o.g, o.total) desc, (o.rank + i.rank) % o.n) as turn
          from i cross join o)
        select parent, child,
               (floor + case when turn <= whole - sum(floor) over (partition by parent) then 1 else 0 end)::bigint
        from cell;
      $$;

      create function lot_transform(act jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        tenant uuid := lot_tenant();
        act_uuid uuid := (act->>'actId')::uuid;
        fact uuid := (act->>'factId')::uuid;
        inputs uuid[]; drawn bigint[]; outputs uuid[]; made bigint[];
        gained numeric; lost numeric; owners uuid[]; owner uuid; cells lot_edge[];
        refused record; count int;
      begin
        select array_agg(lot order by lot), array_agg(g order by lot) into inputs, drawn
          from (select (i->>'lot')::uuid as lot, sum((i->>'grams')::bigint)::bigint as g
                from jsonb_array_elements(act->'inputs') i group by 1) t;
        select array_agg((o->>'id')::uuid order by o->>'id'), array_agg((o->>'grams')::bigint order by o->>'id')
          into outputs, made from jsonb_array_elements(act->'outputs') o;
        select coalesce(sum((b->>'grams')::bigint) filter (where b->>'kind' = 'gain'), 0),
               coalesce(sum((b->>'grams')::bigint) filter (where b->>'kind' <> 'gain'), 0)
          into gained, lost from jsonb_array_elements(act->'balance') b;
        if inputs is null or outputs is null or 0 >= any (drawn || made)
           or (select sum(g) from unnest(drawn) g) + gained <> (select sum(g) from unnest(made) g) + lost then
          perform lot_refuse('BL003', 'mass does not balance', jsonb_build_object(
            'inGrams', (select sum(g) from unnest(drawn) g), 'gainGrams', gained,
            'outGrams', (select sum(g) from unnest(made) g), 'lossGrams', lost));
        end if;

        perform lot_watch_holds(array['organisation:' || tenant]);
        perform from lot where id = any (inputs) order by id for no key update;

        select i.lot into refused from unnest(inputs) i(lot) left join lot l on l.id = i.lot
          where l.id is null or tenant not in (l.owner_id, l.holder_id) order by 1 limit 1;
        if found then perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', refused.lot)); end if;
        if (select count(distinct unit) from lot where id = any (inputs)) > 1 then
          perform lot_refuse('BL006', 'grams and pieces do not mix', '{}');
        end if;
        select l.id, i.g, l.remaining into refused from unnest(inputs, drawn) i(lot, g) join lot l on l.id = i.lot
          where l.remaining < i.g order by 1 limit 1;
        if found then
          perform lot_refuse('BL001', 'more than is left', jsonb_build_object('lot', refused.id, 'asked', refused.g, 'left', refused.remaining));
        end if;
        -- The locks are ours, so the condition cannot fail; should it ever, the check constraint refuses.
        update lot l set remaining = l.remaining - i.g from unnest(inputs, drawn) i(lot, g)
          where l.id = i.lot and l.remaining >= i.g;
        get diagnostics count = row_count;
        if count <> cardinality(inputs) then raise exception 'drew % of % inputs', count, cardinality(inputs); end if;

        -- Goods of one owner stay that owner's, whoever works on them; mixed goods belong to whoever mixed them.
        select array_agg(distinct l.owner_id) into owners from lot l where l.id = any (inputs);
        owner := case when cardinality(owners) = 1 then owners[1] else tenant end;
        if owner <> tenant then perform lot_watch_holds(array['organisation:' || owner]); end if;

        select array_agg(row(c.child, c.parent, 'matter', c.grams)::lot_edge order by c.child, c.parent) into cells
          from lot_apportion(inputs, drawn, outputs, made) c;
        insert into lot (id, kind, herb, variant, number, unit, initial_quantity, remaining, matter_in, owner_id, holder_id,
                         made_by, region, by_product, born_at, born_fact, act_id)
        select (o->>'id')::uuid, o->>'kind', o->>'herb', o->>'variant', o->>'number', (select unit from lot where id = inputs[1]),
               (o->>'grams')::bigint, (o->>'grams')::bigint, m.grams, owner, tenant, tenant, act->>'region',
               coalesce((o->>'byProduct')::boolean, false), (act->>'at')::timestamptz, fact, act_uuid
        from jsonb_array_elements(act->'outputs') o
        join (select child, sum(grams)::bigint as grams from unnest(cells) group by child) m on m.child = (o->>'id')::uuid;
        insert into lot_edge (child, parent, kind, grams) select child, parent, kind, grams from unnest(cells);

        insert into lot_movement (act_id, fact_id, lot, kind, delta, reason)
        select act_uuid, fact, lot, 'drawn', -g, null from unnest(inputs, drawn) t(lot, g)
        union all select act_uuid, fact, lot, 'born', g, null from unnest(outputs, made) t(lot, g)
        union all select act_uuid, fact, null, b->>'kind',
          case when b->>'kind' = 'gain' then -(b->>'grams')::bigint else (b->>'grams')::bigint end, b->>'reason'
          from jsonb_array_elements(act->'balance') b where (b->>'grams')::bigint <> 0;
        insert into lot_quality (lot, quality, fact_id) select o, 'pending', fact from unnest(outputs) o;

        -- A new statement, after the locks: a hold that was placed while we waited is seen here.
        insert into hold_mark (hold_id, lot_id, by_act)
        select distinct m.hold_id, e.child, act_uuid
        from unnest(cells) e join hold_mark m on m.lot_id = e.parent join hold h on h.id = m.hold_id and h.lifted_at is null;
        perform lot_catch_holds(outputs, act_uuid);
        perform lot_hold_at_birth(act, outputs, tenant);

        return jsonb_build_object('inheritedHolds', holds_on(outputs),
          'inputs', (select jsonb_agg(lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[l.id])) order by l.id)
                     from lot l where l.id = any (inputs)));
      end $$;

      -- A draw that makes no lot: a sample, seed sown, stock destroyed. Drawing from a held lot is not refused here,
      -- for what has happened has happened; the caller reads the holds in the answer.
      create function lot_take(act jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot; asked bigint := (act->>'grams')::bigint;
      begin
        l := lot_lock_mine((act->>'lot')::uuid);
        update lot set remaining = remaining - asked where id = l.id and remaining >= asked returning * into l;
        if not found then
          select * into l from lot where id = (act->>'lot')::uuid;
          perform lot_refuse('BL001', 'more than is left', jsonb_build_object('lot', l.id, 'asked', asked, 'left', l.remaining));
        end if;
        insert into lot_movement (act_id, fact_id, lot, kind, delta, reason)
        values ((act->>'actId')::uuid, (act->>'factId')::uuid, l.id, 'drawn', -asked, act->>'note'),
               ((act->>'actId')::uuid, (act->>'factId')::uuid, null, act->>'reason', asked, act->>'note');
        return lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[l.id]));
      end $$;

      create function lot_lock(wanted uuid) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot;
      begin
        l := lot_lock_mine(wanted);
        return lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[wanted]));
      end $$;

      -- For acts that lie in the future (a release, a dispatch, codes): refused while a hold binds.
      create function lot_assert_free(wanted uuid) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot;
      begin
        l := lot_lock_mine(wanted);
        if exists (select from active_hold where lot_id = wanted and binding) then
          perform lot_refuse('BL004', 'lot is held', jsonb_build_object('lot', wanted, 'holds', holds_on(array[wanted])));
        end if;
      end $$;

      create function lot_set_quality(wanted uuid, verdict text, fact uuid) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot;
      begin
        l := lot_lock_mine(wanted);
        -- A rejection is final: rework makes a new lot. A release can be withdrawn, not forgotten.
        if not (l.quality = 'pending' and verdict in ('released', 'rejected') or l.quality = 'released' and verdict = 'rejected') then
          perform lot_refuse('BL005', 'quality cannot change so', jsonb_build_object('lot', wanted, 'from', l.quality, 'to', verdict));
        end if;
        if verdict = 'released' then perform lot_assert_free(wanted); end if;
        update lot set quality = verdict where id = wanted returning * into l;
        insert into lot_quality (lot, quality, fact_id) values (wanted, verdict, fact);
        return lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[wanted]));
      end $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function ${[...FOR_APP, ...INTERNAL.toReversed()].join(', ')}`);
  }
}
