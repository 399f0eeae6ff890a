import type { MigrationInterface, QueryRunner } from 'typeorm';

const FOR_APP = ['lot_pack(jsonb)', 'lot_packages(uuid)'];

/**
 * How a batch was packed. Packages are counted, not listed: serials 1 to n within the lot, in the order of packing. The table
 * stands with the lots because two rooms of one floor meet here: batches packs, codes gives each package its code.
 */
export class CreateLotPackages1764000000550 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lot_package (
        lot          uuid not null constraint lot_package_lot_exists references lot,
        act_id       uuid not null,
        fact_id      uuid not null,
        first_serial bigint not null constraint lot_package_serials_begin_at_1 check (first_serial >= 1),
        count        bigint not null constraint lot_package_counts_something check (count >= 1),
        grams_each   bigint not null constraint lot_package_weighs_something check (grams_each >= 1),
        recorded_at  timestamptz not null default transaction_timestamp(),
        primary key (lot, first_serial),
        constraint lot_package_serials_fit_32_bits check (first_serial + count - 1 <= 4294967295)
      );
      comment on table lot_package is 'Packages of a lot as ranges of serials; a package itself has no row.';
      create trigger lot_package_is_never_changed before update or delete on lot_package
        for each row execute function refuse_change();
      create trigger lot_package_is_never_emptied before truncate on lot_package
        for each statement execute function refuse_change();
      alter table lot_package enable always trigger lot_package_is_never_changed;
      alter table lot_package enable always trigger lot_package_is_never_emptied;
      grant select on lot_package to bencao_system;

      -- Packs part of a batch. The lot row is locked first, so two packings get different serials and together cannot hold
      -- more than the batch ever weighed; one alone not more than is left of it.
      create function lot_pack(pack jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        l lot := lot_lock_mine((pack->>'lot')::uuid);
        asked bigint := (pack->>'count')::bigint;
        each bigint := (pack->>'gramsEach')::bigint;
        grams numeric := asked::numeric * each;
        packed numeric;
        next bigint;
      begin
        if l.kind not in ('batch', 'consignment') or l.unit <> 'gram' then
          perform lot_refuse('BL010', 'only batches are packed', jsonb_build_object('lot', l.id, 'kind', l.kind));
        end if;
        select coalesce(sum(count::numeric * grams_each), 0), coalesce(max(first_serial + count), 1) into packed, next
          from lot_package where lot = l.id;
        if grams > least(l.remaining, l.initial_quantity - packed) then
          perform lot_refuse('BL011', 'more packed than there is', jsonb_build_object(
            'lot', l.id, 'asked', grams, 'left', least(l.remaining, l.initial_quantity - packed)));
        end if;
        insert into lot_package (lot, act_id, fact_id, first_serial, count, grams_each)
        values (l.id, (pack->>'actId')::uuid, (pack->>'factId')::uuid, next, asked, each);
        return jsonb_build_object('firstSerial', next, 'lastSerial', next + asked - 1);
      end $$;

      -- The serials of all packages of a lot, for whoever owns, holds or made it.
      create function lot_packages(wanted uuid) returns int8multirange
      language sql stable security definer set search_path = public, pg_temp as $$
        select coalesce(range_agg(int8range(p.first_serial, p.first_serial + p.count)), '{}')
        from lot_package p join lot l on l.id = p.lot
        where p.lot = wanted and lot_tenant() in (l.owner_id, l.holder_id, l.made_by);
      $$;

      revoke all on function ${FOR_APP.join(', ')} from public;
      grant execute on function ${FOR_APP.join(', ')} to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function ${FOR_APP.join(', ')};
      drop table lot_package;
    `);
  }
}
