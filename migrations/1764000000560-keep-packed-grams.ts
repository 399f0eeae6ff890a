import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is packed stays in its packages: a lot never falls below what its packages hold, whoever draws and for whatever.
 * A trigger, because every draw comes down to this one column; each holds the row's lock by then, as packing does, so
 * the packages it reads are all there are.
 */
export class KeepPackedGrams1764000000560 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function lot_keeps_its_packages() returns trigger language plpgsql as $$
      declare packed numeric;
      begin
        select coalesce(sum(count::numeric * grams_each), 0) into packed from lot_package where lot = old.id;
        if new.remaining < packed then
          perform lot_refuse('BL012', 'it is packed', jsonb_build_object('lot', old.id, 'packed', packed,
            'asked', old.remaining - new.remaining, 'left', greatest(old.remaining - packed, 0)));
        end if;
        return new;
      end $$;
      revoke all on function lot_keeps_its_packages() from public;

      create trigger lot_packages_are_not_drawn before update of remaining on lot for each row
        when (new.remaining < old.remaining and old.kind in ('batch', 'consignment'))
        execute function lot_keeps_its_packages();
      alter table lot enable always trigger lot_packages_are_not_drawn;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger lot_packages_are_not_drawn on lot;
      drop function lot_keeps_its_packages();
    `);
  }
}
