import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { tenantTable } from './tenant-table.js';

const TABLES = [
  'shipment',
  'shipment_line',
  'journey_entry',
  'receipt',
  'receipt_line',
  'receipt_check',
  'partner_licence',
  'partner_audit',
  'erp_hook',
];
/** Rows of one party that the other parties of the hand-over read as well, by the columns that name them. */
const SHARED: [table: string, parties: string[]][] = [
  ['shipment', ['to_id', 'carrier_id']],
  ['shipment_line', ['to_id', 'carrier_id']],
  ['journey_entry', ['sender_id', 'to_id']],
  ['receipt', ['sender_id']],
  ['receipt_line', ['sender_id']],
];

/** Shipments, what happened on the way, receipts, and what is on file about partners. */
export class ShipAndReceive1764000016200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shipment (
        organisation_id uuid not null,
        id              uuid not null,
        document_number text not null,
        reason          text not null,
        to_id           uuid not null constraint shipment_goes_to_somebody references organisation,
        carrier_id      uuid constraint shipment_carrier_is_known references organisation,
        carrier         text,
        vehicle         text,
        address         text,
        climate         text,
        shipped_at      timestamptz not null,
        shipped_zone    text not null,
        note_code       text not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint shipment_number_is_used_once unique (organisation_id, document_number),
        constraint shipment_leaves_the_house check (to_id <> organisation_id)
      );
      create index shipment_to on shipment (to_id, id desc);
      create index shipment_by_note on shipment (note_code);

      create table shipment_line (
        organisation_id uuid not null,
        shipment_id     uuid not null,
        position        int not null,
        to_id           uuid not null,
        carrier_id      uuid,
        lot_id          uuid not null constraint shipment_line_lot_exists references lot,
        from_lot        uuid not null constraint shipment_line_source_exists references lot,
        herb            text not null,
        variant         text,
        number          text,
        grams           bigint not null constraint shipment_line_weighs_something check (grams > 0),
        packages        jsonb not null,
        primary key (organisation_id, shipment_id, position),
        foreign key (organisation_id, shipment_id) references shipment
      );
      create index shipment_line_by_lot on shipment_line (lot_id);

      create table journey_entry (
        organisation_id uuid not null,
        id              uuid not null,
        shipment_id     uuid not null,
        sender_id       uuid not null,
        to_id           uuid not null,
        kind            text not null constraint journey_entry_kind_is_known check (kind in ('pickup', 'position', 'temperature')),
        at              timestamptz not null,
        at_zone         text not null,
        place           text,
        celsius         text,
        humidity        text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id)
      );
      create index journey_of_shipment on journey_entry (shipment_id, at);

      create table receipt (
        organisation_id uuid not null,
        id              uuid not null,
        shipment_id     uuid not null,
        sender_id       uuid not null,
        received_at     timestamptz not null,
        received_zone   text not null,
        external_number text,
        -- Recorded without a signal: 暂收待核, judged when it arrived here.
        provisional     boolean not null,
        verdict         text not null,
        reasons         jsonb not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id),
        constraint receipt_external_number_is_used_once unique (organisation_id, external_number)
      );
      create index receipt_of_shipment on receipt (shipment_id);

      create table receipt_line (
        organisation_id uuid not null,
        receipt_id      uuid not null,
        position        int not null,
        sender_id       uuid not null,
        -- The lot that was sent, and the lot these grams are now.
        lot_id          uuid not null constraint receipt_line_lot_exists references lot,
        part_id         uuid constraint receipt_line_part_exists references lot,
        verdict         text not null constraint receipt_line_verdict_is_known check (verdict in ('accepted', 'quarantined', 'rejected', 'short', 'over')),
        grams           bigint not null,
        exception       text,
        reason          text,
        hold_id         uuid,
        primary key (organisation_id, receipt_id, position),
        foreign key (organisation_id, receipt_id) references receipt
      );
      create index receipt_line_by_lot on receipt_line (lot_id);
      create index receipt_line_by_part on receipt_line (part_id);

      create table receipt_check (
        organisation_id uuid not null,
        id              uuid not null,
        receipt_id      uuid not null,
        lot_id          uuid not null,
        kind            text not null constraint receipt_check_kind_is_known check (kind in ('inspection', 'retained-sample')),
        grams           bigint,
        sample_id       uuid,
        report_id       uuid,
        result          text,
        place           text,
        at              timestamptz not null,
        at_zone         text not null,
        fact_id         uuid not null,
        primary key (organisation_id, id),
        foreign key (organisation_id, receipt_id) references receipt
      );

      create table partner_licence (
        organisation_id uuid not null,
        id              uuid not null,
        partner_id      uuid not null constraint partner_licence_partner_is_known references organisation,
        kind            text not null,
        number          text not null,
        scope           text,
        expires_on      date not null,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id)
      );
      create table partner_audit (
        organisation_id uuid not null,
        id              uuid not null,
        partner_id      uuid not null constraint partner_audit_partner_is_known references organisation,
        audited_on      date not null,
        valid_until     date not null,
        result          text not null constraint partner_audit_result_is_known check (result in ('passed', 'conditional', 'failed')),
        summary         text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id)
      );
      -- Where the ERP of an organisation is told of receipts; the newest row is in force, one without an address ends it.
      create table erp_hook (
        organisation_id uuid not null,
        id              uuid not null,
        url             text,
        secret          text,
        fact_id         uuid not null,
        recorded_at     timestamptz not null default transaction_timestamp(),
        primary key (organisation_id, id)
      );
      -- What became of telling it. Made again by asking again, hence no evidence.
      create table erp_delivery (
        organisation_id uuid not null,
        receipt_id      uuid not null,
        attempts        int not null default 0,
        delivered_at    timestamptz,
        last_status     text,
        primary key (organisation_id, receipt_id)
      );
      create index partner_licence_of on partner_licence (organisation_id, partner_id);
      create index partner_audit_of on partner_audit (organisation_id, partner_id);

      ${TABLES.map(tenantTable).join('\n')}
      ${tenantTable('erp_delivery')}
      grant insert, update on erp_delivery to bencao_system;
      create policy erp_delivery_marks on erp_delivery to bencao_system using (true) with check (true);
      ${TABLES.map(appendOnly).join('\n')}
      ${SHARED.map(
        ([table, parties]) => `
      create policy ${table}_party on ${table} for select to bencao_app
        using ((select app_tenant()) in (${parties.join(', ')}));`,
      ).join('')}

      -- A delivery note stands for a shipment, which may be of many lots.
      alter table code_range drop constraint code_range_has_its_lot_unless_it_is_loose;
      alter table code_range add constraint code_range_has_its_lot_unless_it_is_loose
        check ((kind in ('roll', 'carton', 'pallet', 'delivery-note')) = (lot_id is null));

      -- Where goods come from is asked by the system's role before they are the receiver's.
      grant execute on function lot_walk(uuid, boolean) to bencao_system;

      -- A receiver judges by its own limits, which are facts of its own among all others.
      create index fact_of_internal_limits on fact (organisation_id) where type = 'quality.internal-limit-set';

      -- Sealed values that a party to a hand-over may open; who recorded the fact says which, and to whom.
      create table sealed_share (
        organisation_id uuid not null,
        fact_id         uuid not null,
        name            text not null,
        party_id        uuid not null,
        primary key (organisation_id, fact_id, name, party_id),
        foreign key (organisation_id, fact_id, name) references sealed_value
      );
      ${tenantTable('sealed_share')}
      ${appendOnly('sealed_share')}
      create policy sealed_share_party on sealed_share for select to bencao_app using (party_id = (select app_tenant()));
      create policy sealed_value_shared on sealed_value for select to bencao_app
        using (exists (select from sealed_share s where s.organisation_id = sealed_value.organisation_id
          and s.fact_id = sealed_value.fact_id and s.name = sealed_value.name and s.party_id = (select app_tenant())));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy sealed_value_shared on sealed_value;
      alter table code_range drop constraint code_range_has_its_lot_unless_it_is_loose;
      alter table code_range add constraint code_range_has_its_lot_unless_it_is_loose
        check ((kind in ('roll', 'carton', 'pallet')) = (lot_id is null));
      drop index fact_of_internal_limits;
      revoke execute on function lot_walk(uuid, boolean) from bencao_system;
      drop table erp_delivery, sealed_share, ${TABLES.toReversed().join(', ')};
    `);
  }
}
