import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Work on goods of others: what comes out belongs to the owners of what went in and to nobody else, and where goods of
 * several owners were mixed the act says of each output whose it is. What is added to herbs goes over to the herbs' owner.
 * A hold that a finding placed at birth is the owner's, so that it binds wherever the owner's goods lie.
 */
export class KeepOwnersOfWorkedGoods1764000015100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a consignment is a part of: the kind of goods does not change on the road.
      create function lot_goods_kind(wanted uuid) returns text language plpgsql stable as $$
      declare l lot; at uuid := wanted;
      begin
        loop
          select * into l from lot where id = at;
          exit when l.kind is distinct from 'consignment';
          select parent into at from lot_edge where child = l.id and kind = 'matter' limit 1;
        end loop;
        return l.kind;
      end $$;
      revoke all on function lot_goods_kind(uuid) from public;
      ${holdAtBirth('l.owner_id')}
      ${transform(EACH_TO_ITS_OWNER)}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${transform(ALL_TO_ONE)}
      ${holdAtBirth('tenant')}
      drop function lot_goods_kind(uuid);
    `);
  }
}

/** A finding's hold is the owner's to lift, and binds as long as the goods are the owner's. */
function holdAtBirth(organisation: 'l.owner_id' | 'tenant'): string {
  return `
      create or replace function lot_hold_at_birth(act jsonb, newborns uuid[], tenant uuid) returns void language sql as $$
        with placed as (
          insert into hold (id, scope, subject, authority, organisation_id, reason, placed_fact)
          select uuidv7(), 'lot', l.id, 'finding', ${organisation}, act->>'holdReason', (act->>'factId')::uuid
          from lot l where l.id = any (newborns) and act->>'holdReason' is not null
          returning id, subject)
        insert into hold_mark (hold_id, lot_id, by_act) select id, subject, (act->>'actId')::uuid from placed;
      $$;`;
}

interface Belonging {
  /** Finds the owners of what went in, and refuses outputs that would be nobody's. */
  owners: string;
  /** Owner of the output `o`. */
  owner: string;
}

const ALL_TO_ONE: Belonging = {
  owners: `
        -- Goods of one owner stay that owner's, whoever works on them; mixed goods belong to whoever mixed them.
        select array_agg(distinct l.owner_id) into owners from lot l where l.id = any (inputs);
        owner := case when cardinality(owners) = 1 then owners[1] else tenant end;
        if owner <> tenant then perform lot_watch_holds(array['organisation:' || owner]); end if;`,
  owner: 'owner',
};

const EACH_TO_ITS_OWNER: Belonging = {
  owners: `
        -- Goods stay their owner's, whoever works on them. What is added to herbs goes over to the herbs' owner.
        select array_agg(distinct l.owner_id order by l.owner_id) into owners from lot l
          where l.id = any (inputs) and (lot_goods_kind(l.id) <> 'adjuvant'
            or not exists (select from unnest(inputs) h where lot_goods_kind(h) <> 'adjuvant'));
        owner := case when cardinality(owners) = 1 then owners[1] end;
        -- Where goods of several were mixed, the act says of each output whose it is; it is never anybody else's.
        select o->>'id' as id into refused from jsonb_array_elements(act->'outputs') o
          where coalesce(coalesce((o->>'owner')::uuid, owner) = any (owners), false) is false order by 1 limit 1;
        if found then
          perform lot_refuse('BL013', 'whose is it', jsonb_build_object('output', refused.id, 'owners', to_jsonb(owners)));
        end if;
        perform lot_watch_holds((select array_agg('organisation:' || w) from unnest(owners) w where w <> tenant));`,
  owner: `coalesce((o->>'owner')::uuid, owner)`,
};

/** The function of 1764000000510 with what it says of owners; the rest is as it was. */
function transform({ owners, owner }: Belonging): string {
  return `
      create or replace function lot_transform(act jsonb) returns jsonb
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

${owners}

        select array_agg(row(c.child, c.parent, 'matter', c.grams)::lot_edge order by c.child, c.parent) into cells
          from lot_apportion(inputs, drawn, outputs, made) c;
        insert into lot (id, kind, herb, variant, number, unit, initial_quantity, remaining, matter_in, owner_id, holder_id,
                         made_by, region, by_product, born_at, born_fact, act_id)
        select (o->>'id')::uuid, o->>'kind', o->>'herb', o->>'variant', o->>'number', (select unit from lot where id = inputs[1]),
               (o->>'grams')::bigint, (o->>'grams')::bigint, m.grams, ${owner}, tenant, tenant, act->>'region',
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
      end $$;`;
}
