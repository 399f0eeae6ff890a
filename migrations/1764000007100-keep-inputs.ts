import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.js';

/**
 * Field inputs: the register (reference data), what a cooperative received, the ledger of its stock, and what field work
 * says of the input it used.
 *
 * The balance of an input lot is kept by the database: it changes only by a movement, and never below zero. What was
 * used beyond the stock is `uncovered` and a finding.
 */
export class KeepInputs1764000007100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reference_version add column edited_by uuid, add column edit_reason text,
        add constraint reference_version_edit_has_its_reason check ((edited_by is null) = (edit_reason is null));

      create table input_product (
        registration_number text not null,
        kind                text not null constraint input_product_kind_known check (kind in ('农药', '肥料')),
        name_zh             text not null,
        manufacturer        text,
        label               jsonb not null constraint input_product_label_is_an_object check (jsonb_typeof(label) = 'object'),
        effective_from      date not null,
        effective_to        date,
        certainty           text not null,
        source              jsonb,
        primary key (registration_number, effective_from),
        constraint input_product_ends_after_it_begins check (effective_to is null or effective_to >= effective_from)
      );
      comment on table input_product is 'The register of inputs by registration number: what labels say, and from when to when.';
      grant select on input_product to bencao_app, bencao_system;
      grant insert, update, delete on input_product to bencao_system;

      create table input_lot (
        organisation_id     uuid not null,
        id                  uuid not null,
        kind                text not null,
        product             text not null,
        registration_number text,
        manufacturer        text,
        lot_number          text,
        expires_on          date,
        label               jsonb not null,
        unit                text not null,
        received            numeric(18, 3) not null constraint input_lot_is_something check (received > 0),
        balance             numeric(18, 3) not null default 0 constraint input_lot_balance_not_negative check (balance >= 0),
        issued              numeric(18, 3) not null default 0 constraint input_lot_issued_not_negative check (issued >= 0),
        supplier            text not null,
        received_at         timestamptz not null,
        at_zone             text not null,
        broken_rules        text[] not null default '{}',
        fact_id             uuid not null,
        recorded_at         timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id)
      );
      comment on column input_lot.issued is 'Handed out and not yet used; balance is what the store still has.';

      create table input_movement (
        organisation_id uuid not null,
        id              uuid not null,
        input_lot_id    uuid not null,
        kind            text not null constraint input_movement_kind_known
          check (kind in ('received', 'used', 'issued', 'returned', 'destroyed', 'counted')),
        amount          numeric(18, 3) not null,
        uncovered       numeric(18, 3) not null default 0 constraint input_movement_uncovered_not_negative check (uncovered >= 0),
        store_delta     numeric(18, 3) not null,
        issued_delta    numeric(18, 3) not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default clock_timestamp(),
        primary key (organisation_id, id),
        constraint input_movement_is_of_a_lot foreign key (organisation_id, input_lot_id) references input_lot
      );
      comment on column input_movement.uncovered is 'The part of a use that the stock could not explain.';
      create index input_movement_by_lot on input_movement (organisation_id, input_lot_id);

      create function input_balance_follows() returns trigger language plpgsql as $$
      begin
        update input_lot set balance = balance + new.store_delta, issued = issued + new.issued_delta
         where organisation_id = new.organisation_id and id = new.input_lot_id;
        return null;
      end $$;
      revoke all on function input_balance_follows() from public;
      create trigger input_balance_follows after insert on input_movement
        for each row execute function input_balance_follows();

      create function input_balance_by_movement_only() returns trigger language plpgsql as $$
      begin
        if pg_trigger_depth() < 2 then raise exception 'the balance of an input lot changes by its movements'; end if;
        return new;
      end $$;
      revoke all on function input_balance_by_movement_only() from public;
      create trigger input_balance_by_movement_only before update on input_lot
        for each row execute function input_balance_by_movement_only();

      alter table field_work
        add column input_lot_id uuid,
        add column input_area_mu numeric,
        add column input_dilution integer,
        add column input_target text,
        add column input_method text,
        add constraint field_work_used_an_input_lot foreign key (organisation_id, input_lot_id) references input_lot;
      create index field_work_by_input on field_work (organisation_id, input_lot_id) where input_lot_id is not null;

      ${['input_lot', 'input_movement'].map(tenantTable).join('\n')}
      grant update (balance, issued) on input_lot to bencao_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table field_work
        drop column input_lot_id, drop column input_area_mu, drop column input_dilution, drop column input_target,
        drop column input_method;
      drop table input_movement;
      drop table input_lot;
      drop function input_balance_follows();
      drop function input_balance_by_movement_only();
      drop table input_product;
      alter table reference_version drop column edited_by, drop column edit_reason;
    `);
  }
}
