import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_APP = ['lot_hold(jsonb)', 'lot_lift(jsonb)'];
const INTERNAL = ['lot_walk(uuid, boolean)', 'lot_touches(uuid, text)', 'lot_mark(uuid, uuid[])', 'app_region()'];

/**
 * Placing and lifting holds.
 *
 * A hold covers the rest of its lots and everything made of them (matter edges, at any depth), never what they were
 * made of. Placing one goes level by level: lock the level in id order, mark it, read its children in a new statement.
 * A draw on a lot of this level either committed before our lock, then its edge is read; or it waits for the lock, then
 * it reads our mark. Two such walks that meet may deadlock; PostgreSQL ends one and inTx repeats it.
 */
export class CreateLotHolds1764000000520 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The region of a regulator as a prefix; null for everybody else.
      create function app_region() returns text language sql stable as $$
        select division_prefix(nullif(current_setting('app.region', true), ''));
      $$;

      -- All ancestors or all descendants with the lot itself, over both kinds of edge, without limit. Level by level is
      -- the quickest way; lots reached on several levels are walked again, so a family deeper than any herb's goes on
      -- with a recursive union, which visits each lot once. Neither can run for ever: edges never close a circle.
      create function lot_walk(start uuid, down boolean) returns uuid[] language plpgsql stable as $$
      declare reached uuid[] := array[start]; level uuid[] := array[start];
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

      -- Whether the lot, anything it was made of or anything made of it was born in the region.
      create function lot_touches(start uuid, prefix text) returns boolean language sql stable as $$
        select exists (select from lot where id = any (lot_walk(start, false)) and region like prefix || '%')
            or exists (select from lot where id = any (lot_walk(start, true)) and region like prefix || '%');
      $$;

      create function lot_mark(hold uuid, roots uuid[]) returns void language plpgsql as $$
      declare level uuid[] := roots;
      begin
        while level is not null loop
          perform from lot where id = any (level) order by id for no key update;
          -- What was marked on an earlier level had its children read then.
          with marked as (insert into hold_mark (hold_id, lot_id) select hold, unnest(level) on conflict do nothing returning lot_id)
            select array_agg(lot_id) into level from marked;
          select array_agg(distinct child) into level from lot_edge where parent = any (level) and kind = 'matter';
        end loop;
      end $$;

      create function lot_hold(demand jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        tenant uuid := lot_tenant();
        h hold;
        roots uuid[];
      begin
        h.id := (demand->>'id')::uuid;
        h.scope := demand->>'scope';
        h.subject := (demand->>'subject')::uuid;
        h.authority := demand->>'authority';
        h.region := case when h.authority = 'regulator' then app_region() end;
        if h.authority = 'regulator' and h.region is null then
          perform lot_refuse('BL007', 'only a regulator', '{}');
        end if;
        if h.scope = 'lot' and not coalesce(
          case when h.authority = 'regulator' then exists (select from lot where id = h.subject) and lot_touches(h.subject, h.region)
          else (select tenant in (owner_id, holder_id) from lot where id = h.subject) end, false)
        then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', h.subject));
        end if;

        if h.scope <> 'lot' then
          perform pg_advisory_xact_lock(hashtextextended('hold:' || h.scope || ':' || h.subject, 0));
        end if;
        insert into hold (id, scope, subject, authority, organisation_id, region, reason, placed_fact)
        values (h.id, h.scope, h.subject, h.authority, tenant, h.region, demand->>'reason', (demand->>'factId')::uuid)
        returning * into h;

        if h.scope = 'lot' then
          roots := array[h.subject];
        else
          select array_agg(l.id order by l.id) into roots from lot l
          where (l.id in (select o.lot from lot_origin o where o.subject = h.subject and hold_scope_of(o.kind) = h.scope)
                 or h.scope = 'organisation' and h.subject in (l.owner_id, l.holder_id))
            and hold_reaches(h, l);
        end if;
        perform lot_mark(h.id, roots);
        return (select jsonb_build_object('hold', h.id, 'lots', count(*), 'digest',
                  encode(sha256(convert_to(coalesce(string_agg(lot_id::text, E'\\n' order by lot_id), ''), 'UTF8')), 'hex'))
                from hold_mark where hold_id = h.id);
      end $$;

      -- A company lifts its own hold, a regulator its own or one placed inside its region; never a company a regulator's.
      create function lot_lift(lifting jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare tenant uuid := lot_tenant(); h hold; wanted uuid := (lifting->>'hold')::uuid;
      begin
        select * into h from hold where id = wanted for update;
        if h.id is null or not (
          tenant = h.organisation_id
          or app_region() is not null and h.authority = 'regulator' and h.region like app_region() || '%')
        then
          if exists (select from active_hold a join lot l on l.id = a.lot_id
                     where a.hold_id = wanted and tenant in (l.owner_id, l.holder_id)) then
            perform lot_refuse('BL007', 'not the one who placed it', jsonb_build_object('hold', wanted, 'authority', h.authority));
          end if;
          perform lot_refuse('BL008', 'no such hold', jsonb_build_object('hold', wanted));
        end if;
        if h.authority = 'regulator' and app_region() is null then
          perform lot_refuse('BL007', 'not the one who placed it', jsonb_build_object('hold', wanted, 'authority', h.authority));
        end if;
        if h.lifted_at is not null then
          perform lot_refuse('BL009', 'lifted before', jsonb_build_object('hold', wanted));
        end if;
        update hold set lifted_at = transaction_timestamp(), lifted_by = tenant,
          lifted_fact = (lifting->>'factId')::uuid, lift_reason = lifting->>'reason' where id = wanted;
        return jsonb_build_object('hold', h.id, 'scope', h.scope, 'subject', h.subject, 'authority', h.authority,
          'lots', (select count(*) from hold_mark where hold_id = wanted));
      end $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function ${[...FOR_APP, ...INTERNAL.toReversed()].join(', ')}`);
  }
}
