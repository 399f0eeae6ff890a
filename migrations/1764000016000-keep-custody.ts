import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';

/**
 * Who holds and who owns a lot, at every instant. A lot begins with whoever made it; from then on each change is a row of
 * lot_custody, numbered without a gap and later than the one before, and the period of a row lasts until the next: so
 * there is exactly one holder at each instant, and nothing can be said otherwise. The columns of the lot itself follow the
 * newest row and cannot be set to anything else.
 *
 * Packages that go along with a part of a lot are ranges here: a package leaves a lot once.
 */
export class KeepCustody1764000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lot add column towards_id uuid constraint lot_goes_to_somebody_known references organisation;
      alter table lot add constraint lot_in_transit_goes_somewhere check ((custody = 'in-transit') = (towards_id is not null));
      comment on column lot.towards_id is 'To whom it is under way; only while it is in transit. The holder is who sent it.';
      create index lot_under_way on lot (towards_id, ordinal) where towards_id is not null;

      create table lot_custody (
        lot         uuid not null constraint lot_custody_lot_exists references lot,
        n           int not null constraint lot_custody_counts_from_0 check (n >= 0),
        step        text not null constraint lot_custody_step_is_known
                    check (step in ('born', 'dispatched', 'accepted', 'quarantined', 'refused', 'returned')),
        -- From when on, by the database's clock; until the next row of the lot.
        since       timestamptz not null,
        -- When it happened, as it was said.
        occurred_at timestamptz not null,
        holder_id   uuid not null constraint lot_custody_holder_is_known references organisation,
        owner_id    uuid not null constraint lot_custody_owner_is_known references organisation,
        custody     text not null,
        towards_id  uuid constraint lot_custody_goes_to_somebody_known references organisation,
        -- Whose it will be once it is accepted; null when it stays its owner's.
        passes_to   uuid constraint lot_custody_passes_to_somebody_known references organisation,
        act_id      uuid not null,
        fact_id     uuid not null,
        recorded_at timestamptz not null default transaction_timestamp(),
        primary key (lot, n),
        constraint lot_custody_one_at_an_instant unique (lot, since),
        constraint lot_custody_in_transit_goes_somewhere check (custody in ('in-stock', 'in-transit')
          and (custody = 'in-transit') = (towards_id is not null))
      );
      create index lot_custody_by_fact on lot_custody (fact_id);
      comment on table lot_custody is 'Periods without gap and overlap; a lot without a row is with its maker since birth.';
      ${appendOnly('lot_custody')}

      create view lot_custody_period as
        select c.*, tstzrange(c.since, lead(c.since) over (partition by c.lot order by c.n)) as during from lot_custody c;

      create table lot_consigned (
        -- The part that was split off, what it was split from, and whose packages they are: serials count within \`root\`.
        lot        uuid not null constraint lot_consigned_lot_exists references lot,
        parent     uuid not null constraint lot_consigned_parent_exists references lot,
        root       uuid not null constraint lot_consigned_root_exists references lot,
        serials    int8range not null constraint lot_consigned_has_packages check (not isempty(serials)),
        grams_each bigint not null constraint lot_consigned_weighs_something check (grams_each >= 1),
        primary key (lot, root, serials)
      );
      create index lot_consigned_by_parent on lot_consigned (parent, root);
      ${appendOnly('lot_consigned')}

      grant select on lot_custody, lot_custody_period, lot_consigned to bencao_system;

      -- The chain of one lot: each row the next number and a later instant. Its writer holds the lot's lock; were there
      -- none, the primary key would refuse the second.
      create function lot_custody_follows() returns trigger language plpgsql as $$
      declare last lot_custody;
      begin
        select * into last from lot_custody where lot = new.lot order by n desc limit 1;
        if new.n <> coalesce(last.n + 1, 0) or new.since <= last.since then
          raise exception 'custody of lot % : row % does not follow row %', new.lot, new.n, last.n
            using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create trigger lot_custody_is_a_chain before insert on lot_custody
        for each row execute function lot_custody_follows();
      alter table lot_custody enable always trigger lot_custody_is_a_chain;

      create function lot_follows_custody() returns trigger language plpgsql as $$
      declare last lot_custody;
      begin
        select * into last from lot_custody where lot = new.id order by n desc limit 1;
        if (new.holder_id, new.owner_id, new.custody, new.towards_id) is distinct from
           (last.holder_id, last.owner_id, last.custody, last.towards_id) then
          raise exception 'lot % : its holder changes by a hand-over only', new.id using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create trigger lot_holder_changes_by_custody before update of owner_id, holder_id, custody, towards_id on lot
        for each row when ((new.owner_id, new.holder_id, new.custody, new.towards_id)
          is distinct from (old.owner_id, old.holder_id, old.custody, old.towards_id))
        execute function lot_follows_custody();
      alter table lot enable always trigger lot_holder_changes_by_custody;

      -- Work on goods of somebody else: whose they are at birth is said at birth. Everything else begins with its maker.
      create function lot_custody_begins() returns trigger language plpgsql as $$
      begin
        insert into lot_custody (lot, n, step, since, occurred_at, holder_id, owner_id, custody, act_id, fact_id)
        values (new.id, 0, 'born', new.recorded_at, new.born_at, new.holder_id, new.owner_id, new.custody, new.act_id, new.born_fact);
        return null;
      end $$;
      create trigger lot_of_another_says_whose after insert on lot
        for each row when (new.custody = 'in-stock' and (new.owner_id <> new.made_by or new.holder_id <> new.made_by))
        execute function lot_custody_begins();
      alter table lot enable always trigger lot_of_another_says_whose;

      -- Nobody works on goods that are on the road, or that lie in somebody else's store.
      create function lot_is_drawn_by_its_holder() returns trigger language plpgsql as $$
      begin
        if app_tenant() is null then return new; end if;
        if old.custody = 'in-transit' then
          perform lot_refuse('BL031', 'it is under way', jsonb_build_object('lot', old.id));
        end if;
        if old.holder_id <> app_tenant() then
          perform lot_refuse('BL030', 'held by another', jsonb_build_object('lot', old.id));
        end if;
        return new;
      end $$;
      create trigger lot_is_drawn_where_it_is before update of remaining on lot for each row
        when (new.remaining < old.remaining and (old.custody <> 'in-stock' or old.holder_id <> old.owner_id))
        execute function lot_is_drawn_by_its_holder();
      alter table lot enable always trigger lot_is_drawn_where_it_is;

      create function lot_package_leaves_once() returns trigger language plpgsql as $$
      begin
        perform from lot where id = new.parent for no key update;
        if exists (select from lot_consigned where parent = new.parent and root = new.root and serials && new.serials) then
          raise exception 'packages % of lot % have left lot %', new.serials, new.root, new.parent using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create trigger lot_package_leaves_a_lot_once before insert on lot_consigned
        for each row execute function lot_package_leaves_once();
      alter table lot_consigned enable always trigger lot_package_leaves_a_lot_once;

      revoke all on function lot_custody_follows(), lot_follows_custody(), lot_custody_begins(),
        lot_is_drawn_by_its_holder(), lot_package_leaves_once() from public;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger lot_is_drawn_where_it_is on lot;
      drop trigger lot_of_another_says_whose on lot;
      drop trigger lot_holder_changes_by_custody on lot;
      drop view lot_custody_period;
      drop table lot_consigned, lot_custody;
      drop function lot_custody_follows(), lot_follows_custody(), lot_custody_begins(),
        lot_is_drawn_by_its_holder(), lot_package_leaves_once();
      drop index lot_under_way;
      alter table lot drop constraint lot_in_transit_goes_somewhere, drop column towards_id;
    `);
  }
}
