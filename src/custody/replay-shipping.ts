import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { CustodyFacts } from './custody.facts.js';

const open = <T extends keyof CustodyFacts>(fact: Fact): CustodyFacts[T] => fact.open as unknown as CustodyFacts[T];

/** The rows of this room, as its facts tell of them; who held what is replayed with the lots. */
export const custodyTables: readonly ActTable[] = [
  {
    table: 'shipment',
    types: ['custody.dispatched'],
    says(fact) {
      const { shipment, reason, at, climate } = open<'custody.dispatched'>(fact);
      return { id: shipment, reason, shipped_at: new Date(at), climate };
    },
    sealed: {
      document_number: 'documentNumber',
      to_id: 'to',
      carrier: 'carrier',
      vehicle: 'vehicle',
      address: 'address',
    },
    parts: [
      {
        table: 'shipment_line',
        parent: 'shipment_id',
        key: 'lot_id',
        says: (fact) =>
          open<'custody.dispatched'>(fact).outputs.map(({ lot, from, grams, packages }) => ({
            ...{ lot_id: lot, from_lot: from, grams },
            packages: packages.map((range) => ({ ...range })),
          })),
      },
    ],
  },
  {
    table: 'journey_entry',
    types: ['custody.journey-noted'],
    says(fact) {
      const { entry, shipment, kind, at, celsius, humidity } = open<'custody.journey-noted'>(fact);
      return { id: entry, shipment_id: shipment, kind, at: new Date(at), celsius, humidity };
    },
    sealed: { place: 'place' },
  },
  {
    table: 'receipt',
    types: ['custody.received'],
    says(fact) {
      const { receipt, shipment, at, provisional, verdict } = open<'custody.received'>(fact);
      return { id: receipt, shipment_id: shipment, received_at: new Date(at), provisional, verdict };
    },
    sealed: { external_number: 'externalNumber' },
    parts: [
      {
        table: 'receipt_line',
        parent: 'receipt_id',
        key: 'position',
        says: (fact) =>
          open<'custody.received'>(fact).lines.map(({ lot, part, verdict, grams, exception, hold }, index) => ({
            ...{ position: index + 1, lot_id: lot, part_id: part, verdict, grams, exception, hold_id: hold },
          })),
      },
    ],
  },
  {
    table: 'receipt_check',
    types: ['custody.receipt-checked'],
    says(fact) {
      const { check, receipt, lot, kind, at, grams, sample, report, result } = open<'custody.receipt-checked'>(fact);
      const about = { id: check, receipt_id: receipt, lot_id: lot, kind, at: new Date(at) };
      return { ...about, grams, sample_id: sample, report_id: report, result };
    },
    sealed: { place: 'place' },
  },
  {
    table: 'partner_licence',
    types: ['custody.licence-filed'],
    says(fact) {
      const { licence, kind, expiresOn, scope } = open<'custody.licence-filed'>(fact);
      return { id: licence, kind, expires_on: expiresOn, scope };
    },
    sealed: { partner_id: 'partner', number: 'number' },
  },
  {
    table: 'partner_audit',
    types: ['custody.partner-audited'],
    says(fact) {
      const { audit, auditedOn, validUntil, result } = open<'custody.partner-audited'>(fact);
      return { id: audit, audited_on: auditedOn, valid_until: validUntil, result };
    },
    sealed: { partner_id: 'partner', summary: 'summary' },
  },
  {
    table: 'erp_hook',
    types: ['custody.erp-hook-set'],
    says: (fact) => ({ id: String(fact.open['hook']) }),
    sealed: { url: 'url' },
  },
];
