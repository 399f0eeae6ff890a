import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

/** Children first. */
const TABLES = [
  'recall_drill_act',
  'recall_report',
  'recall_acknowledgement',
  'recall_notice',
  'recall_lot',
  'recall_step',
  'recall',
];
const TOLD = ['recall', 'recall_step', 'recall_acknowledgement', 'recall_report'];
const FOR_APP = [
  'lot_recall(jsonb)',
  'recall_reach(jsonb)',
  'recall_publish(jsonb)',
  'recall_lock(uuid)',
  'lot_packed_grams(uuid)',
];
const INTERNAL = ['recall_roots(recall)', 'recall_walk(uuid[])', 'recall_hold_is_ordered()', 'recall_needs_two()'];

/** A recall on a plot, an input or a company catches later what a regulator's, or a company's own, hold would. */
const HOLD_REACHES = (recall: string): string => `
      create or replace function hold_reaches(h hold, l lot) returns boolean language sql stable as $$
        select case h.authority when 'recall' then ${recall}
          when 'regulator' then l.region like h.region || '%'
          else h.organisation_id in (l.owner_id, l.holder_id, l.made_by) end;
      $$;`;

/**
 * Recalls and drills. A drill is the same in every column and writes nowhere else: its rows are told by no fact, its hold is not placed,
 * its acts are kept in recall_drill_act.
 *
 * Rows belong to whoever wrote them: the recall, its steps and its scope to the opener, notices, acknowledgements and reports to the
 * holder they concern. What goes from one organisation to another is written by recall_publish alone.
 */
export class CreateRecalls1764000018200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table recall (
        organisation_id uuid not null,
        id              uuid not null,
        lot_id          uuid not null constraint recall_lot_exists references lot,
        scope           text not null constraint recall_scope_is_known
                        check (scope in ('lot', 'plot', 'planting', 'input', 'organisation')),
        subject         uuid not null,
        class           text not null constraint recall_class_is_known check (class in ('一级', '二级', '三级')),
        authority       text not null constraint recall_authority_is_known check (authority in ('company', 'regulator')),
        region          text constraint recall_by_a_regulator_has_a_region check ((authority = 'regulator') = (region is not null)),
        reason          text not null constraint recall_says_why check (btrim(reason) <> ''),
        drill           boolean not null,
        opened_by       uuid not null,
        opened_at       timestamptz not null,
        fact_id         uuid,
        primary key (organisation_id, id),
        -- Holders of other organisations name a recall by its id alone.
        constraint recall_id_is_used_once unique (id),
        constraint recall_is_told_unless_a_drill check ((fact_id is null) = drill)
      );

      create table recall_step (
        organisation_id uuid not null,
        id              uuid not null,
        recall_id       uuid not null,
        step            text not null constraint recall_step_is_known check (step in ('published', 'withdrawn', 'closed', 'lifted')),
        person_id       uuid not null,
        reason          text,
        -- Published: until when every holder has to answer.
        due_at          timestamptz,
        at              timestamptz not null,
        fact_id         uuid,
        primary key (organisation_id, id),
        constraint recall_step_of_a_recall foreign key (organisation_id, recall_id) references recall (organisation_id, id),
        constraint recall_step_is_taken_once unique (organisation_id, recall_id, step),
        constraint recall_step_published_has_a_clock check ((step = 'published') = (due_at is not null))
      );

      -- What it covered when it was published. Lots born of these later carry the mark of its hold.
      create table recall_lot (
        organisation_id uuid not null,
        recall_id       uuid not null,
        lot_id          uuid not null constraint recall_lot_exists references lot,
        holder_id       uuid not null references organisation,
        grams           bigint not null constraint recall_lot_not_negative check (grams >= 0),
        custody         text not null,
        primary key (organisation_id, recall_id, lot_id),
        constraint recall_lot_of_a_recall foreign key (organisation_id, recall_id) references recall (organisation_id, id)
      );
      create index recall_lot_by_holder on recall_lot (recall_id, holder_id);

      create table recall_notice (
        organisation_id uuid not null references organisation,
        id              uuid not null,
        recall_id       uuid not null,
        opener_id       uuid not null,
        lots            integer not null,
        grams           bigint not null,
        notified_at     timestamptz not null,
        due_at          timestamptz not null,
        primary key (organisation_id, id),
        constraint recall_notice_of_a_recall foreign key (opener_id, recall_id) references recall (organisation_id, id),
        constraint recall_notice_is_sent_once unique (organisation_id, recall_id)
      );

      create table recall_acknowledgement (
        organisation_id uuid not null,
        id              uuid not null,
        recall_id       uuid not null,
        person_id       uuid not null,
        at              timestamptz not null,
        fact_id         uuid,
        primary key (organisation_id, id),
        constraint recall_acknowledgement_of_a_notice foreign key (organisation_id, recall_id)
          references recall_notice (organisation_id, recall_id),
        constraint recall_acknowledgement_is_given_once unique (organisation_id, recall_id)
      );

      create table recall_report (
        organisation_id uuid not null,
        id              uuid not null,
        recall_id       uuid not null,
        lot_id          uuid not null constraint recall_report_lot_exists references lot,
        returned        bigint not null,
        used            bigint not null,
        destroyed       bigint not null,
        missing         bigint not null,
        -- What this report drew from the lot; the rest had left it before.
        drawn           bigint not null,
        witness         text,
        photo_sha256    text constraint recall_report_photo_is_a_hash check (photo_sha256 ~ '^[0-9a-f]{64}$'),
        reason          text,
        at              timestamptz not null,
        person_id       uuid not null,
        fact_id         uuid,
        primary key (organisation_id, id),
        constraint recall_report_of_a_notice foreign key (organisation_id, recall_id)
          references recall_notice (organisation_id, recall_id),
        constraint recall_report_counts_something check (least(returned, used, destroyed, missing, drawn) >= 0
          and returned + used + destroyed + missing > 0),
        constraint recall_report_destroyed_before_a_witness check (destroyed = 0 or witness is not null),
        constraint recall_report_missing_is_explained check (missing = 0 or reason is not null)
      );
      create index recall_report_by_recall on recall_report (recall_id, organisation_id);

      -- The acts of drills, so that they are executed once without a row anywhere else.
      create table recall_drill_act (
        organisation_id uuid not null,
        id              uuid not null,
        kind            text not null,
        body_hash       bytea not null,
        answer          jsonb not null,
        primary key (organisation_id, id)
      );

      ${TABLES.map(tenantTable).join('\n')}
      ${TABLES.map(appendOnly).join('\n')}
      -- The functions below run as the owner, whom forced row-level security binds as well.
      ${TABLES.map((table) => `create policy ${table}_owner on ${table} to bencao_owner using (true) with check (true);`).join('\n')}
      -- Scope and notices are written by recall_publish, for organisations that are not the caller's.
      revoke insert on recall_lot, recall_notice from bencao_app;

      -- What verify-ledger holds against facts: everything but drills.
      ${TOLD.map(
        (table) => `
      create view ${table}_told with (security_invoker = true) as select * from ${table} where fact_id is not null;
      grant select on ${table}_told to bencao_system;`,
      ).join('')}

      -- GMP and the recall rules want two people: who opens a recall does not publish it.
      create function recall_needs_two() returns trigger language plpgsql as $$
      begin
        if new.step = 'published' and exists (
          select from recall r where r.organisation_id = new.organisation_id and r.id = new.recall_id and r.opened_by = new.person_id)
        then
          raise exception 'recall % : it is published by another person than the one who opened it', new.recall_id
            using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create trigger recall_step_takes_two before insert on recall_step for each row execute function recall_needs_two();
      alter table recall_step enable always trigger recall_step_takes_two;

      -- A hold with the authority of a recall stands and falls with the recall: nobody places one without, or lifts it aside.
      create function recall_hold_is_ordered() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        if not exists (select from recall r join recall_step s on s.organisation_id = r.organisation_id and s.recall_id = r.id
          where r.organisation_id = new.organisation_id and r.id = new.id and not r.drill
            and s.step = case when new.lifted_at is null then 'published' else 'lifted' end)
        then
          perform lot_refuse('BL007', 'a recall holds', jsonb_build_object('hold', new.id, 'authority', 'recall'));
        end if;
        return new;
      end $$;
      create trigger hold_of_a_recall_is_ordered before insert or update on hold
        for each row when (new.authority = 'recall') execute function recall_hold_is_ordered();
      alter table hold enable always trigger hold_of_a_recall_is_ordered;

      ${HOLD_REACHES(`case when h.region is null then h.organisation_id in (l.owner_id, l.holder_id, l.made_by)
            else l.region like h.region || '%' end`)}

      -- Whether the caller may recall from this lot on. A company recalls what it owns, holds or made (who made it answers for it,
      -- wherever it is now); a regulator what touched its region.
      create function recall_roots(r recall) returns uuid[] language plpgsql stable as $$
      declare tenant uuid := lot_tenant(); prefix text := app_region();
      begin
        if not coalesce(case when r.authority = 'regulator' then prefix is not null and lot_touches(r.lot_id, prefix)
          else (select tenant in (owner_id, holder_id, made_by) from lot where id = r.lot_id) end, false)
        then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', r.lot_id));
        end if;
        if r.scope = 'lot' then return array[r.lot_id]; end if;
        return (select array_agg(l.id order by l.id) from lot l
          where (l.id in (select o.lot from lot_origin o where o.subject = r.subject and hold_scope_of(o.kind) = r.scope)
                 or r.scope = 'organisation' and r.subject in (l.owner_id, l.holder_id))
            and case when r.authority = 'regulator' then l.region like prefix || '%'
                else tenant in (l.owner_id, l.holder_id, l.made_by) end);
      end $$;

      -- What a recall from these lots covers: they and everything made of them, as lot_mark walks.
      create function recall_walk(roots uuid[]) returns uuid[] language sql stable as $$
        with recursive reached (id) as (
          select unnest(roots) union select e.child from reached r join lot_edge e on e.parent = r.id and e.kind = 'matter')
        select array_agg(id) from reached;
      $$;

      -- The scope as it would be now. Wanted: lot, scope, subject, authority.
      create function recall_reach(wanted jsonb)
      returns table (lot uuid, holder uuid, grams bigint, custody text, unit text)
      language plpgsql stable security definer set search_path = public, pg_temp as $$
      declare r recall;
      begin
        r := jsonb_populate_record(null::recall, jsonb_build_object('lot_id', wanted->>'lot', 'scope', wanted->>'scope',
          'subject', wanted->>'subject', 'authority', wanted->>'authority'));
        return query select l.id, l.holder_id, l.remaining, l.custody, l.unit from lot l where l.id = any (recall_walk(recall_roots(r)));
      end $$;

      -- The hold of a recall that was published in this transaction; mechanics and answer are those of lot_hold.
      create function lot_recall(demand jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare tenant uuid := lot_tenant(); r recall;
      begin
        select * into r from recall where organisation_id = tenant and id = (demand->>'id')::uuid and not drill;
        if r.id is null then perform lot_refuse('BL008', 'no such recall', jsonb_build_object('hold', demand->>'id')); end if;
        if r.scope <> 'lot' then
          perform pg_advisory_xact_lock(hashtextextended('hold:' || r.scope || ':' || r.subject, 0));
        end if;
        insert into hold (id, scope, subject, authority, organisation_id, region, reason, placed_fact)
        values (r.id, r.scope, r.subject, 'recall', tenant, case when r.authority = 'regulator' then app_region() end, demand->>'reason', (demand->>'factId')::uuid);
        perform lot_mark(r.id, recall_roots(r));
        return (select jsonb_build_object('hold', r.id, 'lots', count(*), 'digest',
                  encode(sha256(convert_to(coalesce(string_agg(lot_id::text, E'\\n' order by lot_id), ''), 'UTF8')), 'hex'))
                from hold_mark where hold_id = r.id);
      end $$;

      -- Keeps what a published recall covers and tells every holder. A recall keeps what its hold marked, under its locks; a drill what
      -- it would have. Demand: recall, due, at.
      create function recall_publish(demand jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare tenant uuid := lot_tenant(); r recall; covered uuid[]; due timestamptz := (demand->>'due')::timestamptz;
        said timestamptz := (demand->>'at')::timestamptz;
      begin
        select * into r from recall where organisation_id = tenant and id = (demand->>'recall')::uuid;
        if r.id is null or not exists (select from recall_step where organisation_id = tenant and recall_id = r.id and step = 'published')
        then perform lot_refuse('BL008', 'no such recall', jsonb_build_object('hold', demand->>'recall')); end if;
        covered := case when r.drill then recall_walk(recall_roots(r))
                   else (select array_agg(lot_id) from hold_mark where hold_id = r.id) end;
        insert into recall_lot (organisation_id, recall_id, lot_id, holder_id, grams, custody)
        select tenant, r.id, l.id, l.holder_id, l.remaining, l.custody from lot l where l.id = any (covered) and l.unit = 'gram';
        insert into recall_notice (organisation_id, id, recall_id, opener_id, lots, grams, notified_at, due_at)
        select holder_id, uuidv7(), r.id, tenant, count(*), sum(grams), said, due
        from recall_lot where recall_id = r.id and grams > 0 group by holder_id;
        -- Goods under way are their sender's to account for; whoever waits for them is told as well.
        insert into recall_notice (organisation_id, id, recall_id, opener_id, lots, grams, notified_at, due_at)
        select towards_id, uuidv7(), r.id, tenant, 0, 0, said, due
        from recall_lot k join lot l on l.id = k.lot_id where k.recall_id = r.id and k.grams > 0 and l.towards_id is not null
        group by towards_id
        on conflict on constraint recall_notice_is_sent_once do nothing;
        return (select jsonb_build_object('lots', count(*), 'grams', coalesce(sum(grams), 0),
            'holders', (select count(*) from recall_notice where recall_id = r.id),
            'digest', encode(sha256(convert_to(coalesce(string_agg(lot_id || ' ' || holder_id || ' ' || grams, E'\\n' order by lot_id), ''),
                                               'UTF8')), 'hex'))
          from recall_lot where recall_id = r.id);
      end $$;

      -- A recall as the opener or a holder it was sent to may act on it, locked until the transaction's end; null for everybody else.
      create function recall_lock(wanted uuid) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare tenant uuid := lot_tenant(); r recall;
      begin
        perform pg_advisory_xact_lock(hashtextextended('recall:' || wanted, 0));
        select * into r from recall where id = wanted;
        if r.id is null or not (r.organisation_id = tenant
          or exists (select from recall_notice where organisation_id = tenant and recall_id = wanted)) then return null; end if;
        return jsonb_build_object('id', r.id, 'opener', r.organisation_id, 'lot', r.lot_id, 'scope', r.scope, 'subject', r.subject,
          'class', r.class, 'reason', r.reason, 'authority', r.authority, 'drill', r.drill, 'openedBy', r.opened_by,
          'steps', coalesce((select jsonb_agg(step) from recall_step where recall_id = wanted), '[]'),
          'noticed', exists (select from recall_notice where organisation_id = tenant and recall_id = wanted),
          'acknowledged', exists (select from recall_acknowledgement where organisation_id = tenant and recall_id = wanted),
          'mine', coalesce((select jsonb_agg(jsonb_build_object('lot', l.lot_id, 'grams', l.grams,
              'reported', (select coalesce(sum(returned + used + destroyed + missing), 0) from recall_report p
                           where p.recall_id = wanted and p.lot_id = l.lot_id and p.organisation_id = tenant),
              'drawn', (select coalesce(sum(drawn), 0) from recall_report p where p.recall_id = wanted and p.lot_id = l.lot_id),
              'used', (select coalesce(sum(used), 0) from recall_report p where p.recall_id = wanted and p.lot_id = l.lot_id))
              order by l.lot_id)
            from recall_lot l where l.recall_id = wanted and l.holder_id = tenant and l.grams > 0), '[]'));
      end $$;

      -- What of a lot lies in packages that are still with it, for its owner or holder; null for everybody else.
      create function lot_packed_grams(wanted uuid) returns bigint
      language sql stable security definer set search_path = public, pg_temp as $$
        select (coalesce((select sum(p.count::bigint * p.grams_each) from lot_package p where p.lot = l.id), 0)
              - coalesce((select sum((upper(serials) - lower(serials)) * grams_each) from lot_consigned
                          where parent = l.id and root = l.id), 0))::bigint
        from lot l where l.id = wanted and lot_tenant() in (l.owner_id, l.holder_id);
      $$;

      revoke all on function ${[...INTERNAL, ...FOR_APP].join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger hold_of_a_recall_is_ordered on hold;
      drop function ${[...FOR_APP, 'recall_walk(uuid[])', 'recall_roots(recall)', 'recall_hold_is_ordered()'].join(', ')};
      ${TOLD.map((table) => `drop view ${table}_told;`).join('\n')}
      ${TABLES.map((table) => `drop table ${table};`).join('\n')}
      drop function recall_needs_two();
      ${HOLD_REACHES('true')}
    `);
  }
}
