import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * Toll processing in a shared workshop (共享车间): the owner's agreement with the workshop, which says whether goods may be
 * mixed with those of others, and for each run on goods of others what every owner brought, got and lost. The other side
 * of each row reads it and nobody else does.
 */
export class WorkForOthers1764000015200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table toll_agreement (
        -- The owner of the goods.
        organisation_id uuid not null,
        id              uuid not null,
        workshop_id     uuid not null constraint toll_agreement_workshop_is_known references organisation,
        work            text not null,
        may_mix         boolean not null,
        valid_from      date not null,
        valid_until     date not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint toll_agreement_is_with_another check (workshop_id <> organisation_id),
        constraint toll_agreement_ends_after_it_begins check (valid_until >= valid_from)
      );
      ${tenantTable('toll_agreement')}
      create policy toll_agreement_workshop on toll_agreement for select to bencao_app
        using (workshop_id = (select app_tenant()));
      create index toll_agreement_by_workshop on toll_agreement (workshop_id, organisation_id);

      create table run_owner (
        -- Who worked on the goods.
        organisation_id  uuid not null,
        run_id           uuid not null,
        owner_id         uuid not null constraint run_owner_is_known references organisation,
        in_grams         bigint not null constraint run_owner_brought_something check (in_grams > 0),
        added_grams      bigint not null constraint run_owner_added_not_negative check (added_grams >= 0),
        gain_grams       bigint not null constraint run_owner_gain_not_negative check (gain_grams >= 0),
        product_grams    bigint not null constraint run_owner_product_not_negative check (product_grams >= 0),
        by_product_grams bigint not null constraint run_owner_by_product_not_negative check (by_product_grams >= 0),
        waste_grams      bigint not null constraint run_owner_waste_not_negative check (waste_grams >= 0),
        -- Negative when more came out for this owner than went in; then another got less.
        loss_grams       bigint not null,
        primary key (organisation_id, run_id, owner_id),
        constraint run_owner_belongs_to_a_run foreign key (organisation_id, run_id) references run,
        constraint run_owner_balances check
          (in_grams + added_grams + gain_grams = product_grams + by_product_grams + waste_grams + loss_grams)
      );
      ${tenantTable('run_owner')}
      create policy run_owner_of_the_goods on run_owner for select to bencao_app
        using (owner_id = (select app_tenant()));
      create index run_owner_by_owner on run_owner (owner_id, organisation_id, run_id);

      create function lots_entrusted() returns jsonb
      language sql stable security definer set search_path = public, pg_temp as $$
        select coalesce(jsonb_agg(lot_as_json(l, true) || jsonb_build_object('holds', holds_on(array[l.id])) order by l.ordinal), '[]')
        from lot l where l.owner_id <> l.holder_id and lot_tenant() in (l.owner_id, l.holder_id) and l.remaining > 0;
      $$;
      comment on function lots_entrusted() is
        'The caller''s goods in other hands, and goods of others in the caller''s hands, as far as anything is left.';
      revoke all on function lots_entrusted() from public;
      grant execute on function lots_entrusted() to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function lots_entrusted();
      drop table run_owner;
      drop table toll_agreement;
    `);
  }
}
