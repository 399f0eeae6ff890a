import type { Fact } from '../../ledger/fact.js';
import type { ActTable, Told } from '../../ledger/verify/act-rows.queries.js';
import type { StorageFacts } from './storage.facts.js';

const open = <T extends keyof StorageFacts>(fact: Fact): StorageFacts[T] => fact.open as unknown as StorageFacts[T];
const number = (text: string | undefined): Told => (text === undefined ? undefined : Number(text));

/** The rows of this room, as its facts tell of them. Movements and balances are replayed in replay-stock. */
export const storageTables: readonly ActTable[] = [
  {
    table: 'facility',
    types: ['storage.facility-registered'],
    says(fact) {
      const { facility, name, divisionCode } = open<'storage.facility-registered'>(fact);
      return { id: facility, name, division_code: divisionCode };
    },
  },
  {
    table: 'storage_zone',
    types: ['storage.zone-registered'],
    says(fact) {
      const { zone, facility, name, kind, celsius, humidity } = open<'storage.zone-registered'>(fact);
      return {
        ...{ id: zone, facility_id: facility, name, kind },
        ...{ celsius_min: number(celsius?.min), celsius_max: number(celsius?.max) },
        ...{ humidity_min: number(humidity?.min), humidity_max: number(humidity?.max) },
      };
    },
  },
  {
    table: 'storage_location',
    types: ['storage.location-registered'],
    says(fact) {
      const { location, zone, code } = open<'storage.location-registered'>(fact);
      return { id: location, zone_id: zone, code };
    },
  },
  {
    table: 'stock_take',
    types: ['storage.stock-taken'],
    says(fact) {
      const { take, location, version, countedAt } = open<'storage.stock-taken'>(fact);
      return { id: take, location_id: location, version, counted_at: new Date(countedAt) };
    },
    sealed: { counted_by: 'countedBy' },
    parts: [
      {
        table: 'stock_take_line',
        parent: 'take_id',
        key: 'lot',
        says: (fact) =>
          open<'storage.stock-taken'>(fact).lines.map(({ lot, booked, counted, outcome, reason }) => ({
            ...{ lot, booked, counted, outcome, reason },
          })),
      },
    ],
  },
  {
    table: 'storage_check',
    types: ['storage.checked'],
    says(fact) {
      const { check, zone, at, method, nextDueOn } = open<'storage.checked'>(fact);
      return { id: check, zone_id: zone, at: new Date(at), method, next_due_on: nextDueOn };
    },
    sealed: { inspector: 'inspector' },
    parts: [
      {
        table: 'storage_check_lot',
        parent: 'check_id',
        key: 'lot',
        says: (fact) =>
          open<'storage.checked'>(fact).lots.map(({ lot, signs, action }) => ({ lot, signs: [...signs], action })),
      },
    ],
  },
  {
    table: 'fumigation',
    types: ['storage.fumigated'],
    says(fact) {
      const { fumigation, zone, agent, dose, reason, startedAt, endedAt, rules } = open<'storage.fumigated'>(fact);
      return {
        ...{ id: fumigation, zone_id: zone, agent, dose, reason, broken_rules: [...rules] },
        ...{ started_at: new Date(startedAt), ended_at: new Date(endedAt) },
      };
    },
    sealed: { operator: 'operator' },
  },
  {
    table: 'lot_dating',
    types: ['storage.lot-dated'],
    says(fact) {
      const { dating, lot, expiresOn, retestOn, basis } = open<'storage.lot-dated'>(fact);
      return { id: dating, lot, expires_on: expiresOn, retest_on: retestOn, basis };
    },
  },
  {
    table: 'storage_notice',
    types: ['storage.action-due'],
    says(fact) {
      const { notice, kind, subject, dueOn } = open<'storage.action-due'>(fact);
      return { id: notice, kind, subject, due_on: dueOn };
    },
  },
];
