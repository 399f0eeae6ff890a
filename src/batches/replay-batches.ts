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
      const { lot, number, herb, variant, grams, inputs, balance, divisionCode } = open<'batches.batch-made'>(fact);
      const matter = { inputs: inputs.map((line) => ({ ...line })), balance: balance.map((line) => ({ ...line })) };
      return { id: lot, number, herb, variant, grams, division_code: divisionCode, ...matter };
    },
  },
  {
    table: 'packing',
    types: ['batches.packed'],
    says(fact) {
      const { lot, packing, count, gramsEach, material, packedAt, firstSerial, lastSerial } =
        open<'batches.packed'>(fact);
      const serials = { first_serial: firstSerial, last_serial: lastSerial };
      return {
        ...{ id: packing, batch_id: lot, count, grams_each: gramsEach, material },
        ...{ packed_at: new Date(packedAt), ...serials },
      };
    },
  },
];
