import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['lot', 'lot_edge', 'lot_origin', 'lot_movement', 'lot_quality', 'hold', 'hold_mark'];
const APPEND_ONLY = ['lot_edge', 'lot_origin', 'lot_movement', 'lot_quality', 'hold_mark'];

/**
 * The lots, their genealogy, their balances and the holds on them: common property of all organisations.
 *
 * The application role has no grant on any of these tables. It reaches them through the functions of the next three
 * migrations, which decide lot by lot what the caller may do and see; so no mistake in a query can show more.
 */
export class CreateLots1764000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lot (
        id               uuid primary key,
        -- Drawn at birth: a parent always has a smaller one than its child, so edges cannot close a circle.
        ordinal          bigint generated always as identity,
        kind             text not null constraint lot_kind_is_known
                         check (kind in ('seed', 'harvest', 'output', 'batch', 'consignment')),
        herb             text not null,
        variant          text,
        number           text,
        unit             text not null constraint lot_unit_is_known check (unit in ('gram', 'piece')),
        initial_quantity bigint not null constraint lot_begins_with_something check (initial_quantity > 0),
        remaining        bigint not null constraint lot_remaining_not_negative check (remaining >= 0),
        -- Sum of the matter edges into this lot, the divisor of every share; null for a lot that has no matter parent.
        matter_in        bigint constraint lot_matter_in_not_negative check (matter_in >= 0),
        quality          text not null default 'pending' constraint lot_quality_is_known
                         check (quality in ('pending', 'released', 'rejected')),
        owner_id         uuid not null constraint lot_owner_is_known references organisation,
        holder_id        uuid not null constraint lot_holder_is_known references organisation,
        made_by          uuid not null constraint lot_maker_is_known references organisation,
        custody          text not null default 'in-stock' constraint lot_custody_is_known
                         check (custody in ('in-stock', 'in-transit')),
        region           text not null constraint lot_region_is_a_division_code check (region ~ '^[1-9][0-9]{1,11}$'),
        by_product       boolean not null default false,
        born_at          timestamptz not null,
        born_fact        uuid not null,
        act_id           uuid not null,
        born_xact        xid8 not null default pg_current_xact_id(),
        recorded_at      timestamptz not null default transaction_timestamp(),
        constraint lot_never_more_than_at_birth check (remaining <= initial_quantity)
      );
      create index lot_by_owner on lot (owner_id, ordinal desc);
      create index lot_by_holder on lot (holder_id, ordinal desc);
      create index lot_by_act on lot (act_id);

      create table lot_edge (
        child  uuid not null constraint lot_edge_child_exists references lot,
        parent uuid not null constraint lot_edge_parent_exists references lot,
        kind   text not null constraint lot_edge_kind_is_known check (kind in ('matter', 'origin')),
        grams  bigint,
        primary key (child, parent, kind),
        constraint lot_edge_not_to_itself check (child <> parent),
        -- Matter may be 0: less than half a gram of a blended input reached this output, and it stays on the list.
        constraint lot_edge_only_matter_weighs check ((kind = 'matter') = (grams is not null) and grams >= 0)
      );
      create index lot_edge_by_parent on lot_edge (parent, child);

      create table lot_origin (
        lot     uuid not null constraint lot_origin_lot_exists references lot,
        kind    text not null,
        subject uuid not null,
        primary key (lot, kind, subject)
      );
      create index lot_origin_by_subject on lot_origin (subject, kind, lot);

      create table lot_movement (
        id          bigint generated always as identity primary key,
        act_id      uuid not null,
        fact_id     uuid not null,
        lot         uuid constraint lot_movement_lot_exists references lot,
        kind        text not null,
        delta       bigint not null constraint lot_movement_moves check (delta <> 0),
        reason      text,
        recorded_at timestamptz not null default transaction_timestamp(),
        -- A line with a lot changes its balance; a line without one is where the grams came from or went.
        constraint lot_movement_kind_is_known check (case
          when lot is null then kind in ('source', 'gain', 'loss', 'sample', 'waste', 'planted', 'used', 'destroyed')
          else kind in ('born', 'drawn') end)
      );
      comment on table lot_movement is
        'Double entry: the lines of one act sum to 0, the lines of one lot sum to lot.remaining. verify-ledger replays it.';
      create index lot_movement_by_lot on lot_movement (lot);
      create index lot_movement_by_act on lot_movement (act_id);

      create table lot_quality (
        id          bigint generated always as identity primary key,
        lot         uuid not null constraint lot_quality_lot_exists references lot,
        quality     text not null,
        fact_id     uuid not null,
        recorded_at timestamptz not null default transaction_timestamp()
      );
      create index lot_quality_by_lot on lot_quality (lot, id);

      create table hold (
        id              uuid primary key,
        scope           text not null constraint hold_scope_is_known
                        check (scope in ('lot', 'plot', 'planting', 'input', 'organisation')),
        subject         uuid not null,
        authority       text not null constraint hold_authority_is_known
                        check (authority in ('company', 'finding', 'regulator', 'recall')),
        organisation_id uuid not null constraint hold_comes_from_somebody references organisation,
        -- Division prefix of the placing regulator.
        region          text constraint hold_by_a_regulator_has_a_region check (authority <> 'regulator' or region is not null),
        reason          text not null constraint hold_says_why check (btrim(reason) <> ''),
        placed_at       timestamptz not null default transaction_timestamp(),
        placed_fact     uuid not null,
        lifted_at       timestamptz,
        lifted_by       uuid,
        lifted_fact     uuid,
        lift_reason     text,
        constraint hold_lifted_as_a_whole check (
          (lifted_at is null and lifted_by is null and lifted_fact is null and lift_reason is null) or
          (lifted_at is not null and lifted_by is not null and lifted_fact is not null and btrim(lift_reason) <> ''))
      );
      -- Births ask only for holds that still stand.
      create index hold_standing on hold (subject, scope) where lifted_at is null;

      create table hold_mark (
        hold_id uuid not null constraint hold_mark_hold_exists references hold,
        lot_id  uuid not null constraint hold_mark_lot_exists references lot,
        -- The act at which this lot was born into the hold; null when the lot existed as the hold was placed.
        by_act  uuid,
        primary key (hold_id, lot_id)
      );
      create index hold_mark_by_lot on hold_mark (lot_id);

      -- What stands on a lot now. Binding is not stored: it follows the lot when its owner or holder changes.
      create view active_hold as
        select m.lot_id, h.id as hold_id, h.scope, h.subject, h.authority, h.organisation_id, h.reason, h.placed_at,
               h.placed_fact,
               h.authority in ('regulator', 'recall') or h.organisation_id in (l.owner_id, l.holder_id) as binding
        from hold_mark m
        join hold h on h.id = m.hold_id and h.lifted_at is null
        join lot l on l.id = m.lot_id;

      grant select on ${[...TABLES, 'active_hold'].join(', ')} to bencao_system;

      ${APPEND_ONLY.map((table) => refuseChanges(table, 'update or delete')).join('\n')}
      ${['lot', 'hold'].map((table) => refuseChanges(table, 'delete')).join('\n')}

      create function lot_birth_is_final() returns trigger language plpgsql as $$
      begin
        raise exception 'lot % : only balance, quality, owner, holder and custody may change after birth', old.id
          using errcode = 'restrict_violation';
      end $$;
      create trigger lot_birth_is_never_changed
        before update of id, ordinal, kind, herb, variant, number, unit, initial_quantity, matter_in, made_by, region,
          by_product, born_at, born_fact, act_id, born_xact, recorded_at on lot
        for each row execute function lot_birth_is_final();
      alter table lot enable always trigger lot_birth_is_never_changed;

      create function hold_is_lifted_once() returns trigger language plpgsql as $$
      begin
        if old.lifted_at is not null or
           (old.id, old.scope, old.subject, old.authority, old.organisation_id, old.region, old.reason, old.placed_at, old.placed_fact)
           is distinct from
           (new.id, new.scope, new.subject, new.authority, new.organisation_id, new.region, new.reason, new.placed_at, new.placed_fact)
        then
          raise exception 'hold % : it may be lifted once, and nothing else', old.id using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create trigger hold_is_never_rewritten before update on hold for each row execute function hold_is_lifted_once();
      alter table hold enable always trigger hold_is_never_rewritten;

      -- A lot gets its parents in the transaction in which it is born, and never another one. Transaction ids start
      -- again in a restored cluster, therefore the time is compared as well.
      create function lot_edge_points_to_newborn() returns trigger language plpgsql as $$
      declare wrong record;
      begin
        select e.parent, e.child into wrong from added e
          join lot c on c.id = e.child join lot p on p.id = e.parent
          where c.born_xact <> pg_current_xact_id() or c.recorded_at <> transaction_timestamp() or p.ordinal >= c.ordinal
          limit 1;
        if found then
          raise exception 'lot % was not born from % : a lot gets its parents at birth only', wrong.child, wrong.parent
            using errcode = 'restrict_violation';
        end if;
        return null;
      end $$;
      create trigger lot_edge_only_to_newborn after insert on lot_edge referencing new table as added
        for each statement execute function lot_edge_points_to_newborn();
      alter table lot_edge enable always trigger lot_edge_only_to_newborn;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view active_hold;
      ${[...TABLES]
        .reverse()
        .map((table) => `drop table ${table};`)
        .join('\n')}
      drop function lot_edge_points_to_newborn();
      drop function hold_is_lifted_once();
      drop function lot_birth_is_final();
    `);
  }
}

function refuseChanges(table: string, events: string): string {
  return `
      create trigger ${table}_is_never_changed before ${events} on ${table} for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table} for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`;
}
