import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { BatchesFacts } from './batches.facts.js';

const open = <T extends keyof BatchesFacts>(fact: Fact): BatchesFacts[T] => fact.open as unknown as BatchesFacts[T];

/** The rows of this room, as its facts tell of them. */
export const batchesTables: readonly ActTable[] = [
  {
    table: 'batch',
    types: ['batches.batch-made'],
    says(fact) {
      const { lot, number, herb, variant, grams, inputs, balance, divisionCode, ...label } =
        open<'batches.batch-made'>(fact);
      const matter = { inputs: inputs.map((line) => ({ ...line })), balance: balance.map((line) => ({ ...line })) };
      return {
        ...{ id: lot, number, herb, variant, grams, division_code: divisionCode, ...matter },
        ...{ species: label.species, origin: label.origin, specification: label.specification, storage: label.storage },
        ...{ harvested_from: label.harvested?.from, harvested_to: label.harvested?.to },
        ...{ shelf_life_months: label.shelfLife?.months, shelf_life_basis: label.shelfLife?.basis },
        entry: label.entry && { ...label.entry },
      };
    },
  },
  {
    table: 'batch_label',
    types: ['batches.label-set'],
    says(fact) {
      const { batch, label, specification, shelfLifeMonths, storage } = open<'batches.label-set'>(fact);
      return { id: label, batch_id: batch, specification, shelf_life_months: shelfLifeMonths, storage };
    },
  },
  {
    table: 'batch_number',
    types: ['batches.batch-made', 'batches.number-voided'],
    says(fact) {
      if (fact.type === 'batches.number-voided') {
        const { void: id, number, reason } = open<'batches.number-voided'>(fact);
        return { id, number, void_reason: reason };
      }
      const { lot, number } = open<'batches.batch-made'>(fact);
      return { id: lot, number, void_reason: undefined };
    },
  },
  {
    table: 'batch_number_scheme',
    types: ['batches.number-scheme-set'],
    says(fact) {
      const { scheme, pattern, herb } = open<'batches.number-scheme-set'>(fact);
      return { id: scheme, pattern, herb };
    },
  },
  {
    table: 'retained_sample',
    types: ['batches.sample-retained'],
    says(fact) {
      const { sample, lot, grams, location, takenAt, dueOn } = open<'batches.sample-retained'>(fact);
      return { id: sample, batch_id: lot, grams, location, taken_at: new Date(takenAt), due_on: dueOn };
    },
    sealed: { taken_by: 'takenBy' },
  },
  {
    table: 'retained_sample_step',
    types: ['batches.retained-destruction-asked', 'batches.retained-sample-destroyed'],
    says(fact) {
      const { step, sample, reason } = open<'batches.retained-destruction-asked'>(fact);
      const is = fact.type === 'batches.retained-destruction-asked' ? 'asked' : 'destroyed';
      return { id: step, sample_id: sample, reason, step: is };
    },
    sealed: { person_id: 'actor.person' },
  },
  {
    table: 'packing',
    types: ['batches.packed'],
    says(fact) {
      const { lot, packing, count, gramsEach, material, packedAt, firstSerial, lastSerial, entry } =
        open<'batches.packed'>(fact);
      const serials = { first_serial: firstSerial, last_serial: lastSerial };
      return {
        ...{ id: packing, batch_id: lot, count, grams_each: gramsEach, material },
        ...{ packed_at: new Date(packedAt), ...serials, entry: entry && { ...entry } },
      };
    },
  },
];
