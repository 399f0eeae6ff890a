import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A failing report on a batch that was released holds what is left of it, and everything made of it, in the very
 * transaction of the report. The laboratory neither owns nor holds the goods: the function asks that its failing report
 * stands, and the hold is the owner's.
 */
export class HoldFailedBatches1764000015400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy report_by_functions on report for select to bencao_owner using (true);

      create function lot_hold_failed(demand jsonb) returns jsonb
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare l lot; h uuid := (demand->>'id')::uuid; fact uuid := (demand->>'factId')::uuid;
      begin
        select * into l from lot where id = (demand->>'lot')::uuid for no key update;
        if l.id is null or not exists (select from report r where r.organisation_id = lot_tenant() and r.lot_id = l.id
             and r.fact_id = (demand->>'reportFact')::uuid and r.judgement = 'fail') then
          perform lot_refuse('BL002', 'no such lot', jsonb_build_object('lot', demand->>'lot'));
        end if;
        if l.quality <> 'released' then return null; end if;
        insert into hold (id, scope, subject, authority, organisation_id, reason, placed_fact)
        values (h, 'lot', l.id, 'finding', l.owner_id, demand->>'reason', fact);
        perform lot_mark(h, array[l.id]);
        return (select jsonb_build_object('hold', h, 'lots', count(*), 'digest',
                  encode(sha256(convert_to(coalesce(string_agg(lot_id::text, E'\\n' order by lot_id), ''), 'UTF8')), 'hex'))
                from hold_mark where hold_id = h);
      end $$;
      revoke all on function lot_hold_failed(jsonb) from public;
      grant execute on function lot_hold_failed(jsonb) to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function lot_hold_failed(jsonb);
      drop policy report_by_functions on report;
    `);
  }
}
