import type { Fact } from '../ledger/fact.js';
import type { Json } from '../platform/canonical-json.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { ProcessingFacts } from './processing.facts.js';

type Finished = ProcessingFacts['processing.run-finished'];
const finished = (fact: Fact): Finished => fact.open as unknown as Finished;

/** The rows of this room, as its facts tell of them. */
export const processingTables: readonly ActTable[] = [
  {
    table: 'run',
    types: ['processing.run-finished'],
    says(fact) {
      const { run, method, facility, startedAt, endedAt, balance, ratio, reference, rework, entry } = finished(fact);
      const times = { started_at: new Date(startedAt), ended_at: new Date(endedAt) };
      return {
        ...{ id: run, method, facility, ...times, balance: balance.map((line) => ({ ...line })), ratio },
        ...{ reference, rework_reason: rework, entry: entry && { ...entry } },
      };
    },
    parts: [
      {
        table: 'run_step',
        parent: 'run_id',
        key: 'position',
        says: (fact) =>
          finished(fact).steps.map(({ kind, ...parameters }, position) => ({
            ...{ position, kind, parameters: { ...parameters } },
            ...{ started_at: new Date(parameters.startedAt), ended_at: new Date(parameters.endedAt) },
          })),
        view: ({ parameters, ...row }) => ({ ...row, parameters: withoutSealed(parameters) }),
        sealed: { "parameters ->> 'operator'": 'operators', "parameters ->> 'note'": 'notes' },
      },
      {
        table: 'run_input',
        parent: 'run_id',
        key: 'lot_id',
        says: (fact) => finished(fact).inputs.map(({ lot, grams }) => ({ lot_id: lot, grams })),
      },
      {
        table: 'run_owner',
        parent: 'run_id',
        key: 'owner_id',
        says: (fact) =>
          (finished(fact).owners ?? []).map((share) => ({
            ...{ owner_id: share.owner, in_grams: share.inGrams, added_grams: share.addedGrams },
            ...{ gain_grams: share.gainGrams, product_grams: share.productGrams },
            ...{ by_product_grams: share.byProductGrams, waste_grams: share.wasteGrams, loss_grams: share.lossGrams },
          })),
      },
      {
        table: 'run_output',
        parent: 'run_id',
        key: 'lot_id',
        says: (fact) =>
          finished(fact).outputs.map(({ lot, herb, variant, grams, byProduct, use }) => ({
            ...{ lot_id: lot, herb, variant, grams, by_product: byProduct ?? false },
            // Before uses were told, a by-product was all an output could be besides a product.
            use: use ?? (byProduct === true ? 'by-product' : 'product'),
          })),
      },
    ],
  },
  {
    table: 'toll_agreement',
    types: ['processing.toll-agreed'],
    says(fact) {
      const { agreement, workshop, work, mayMix, validFrom, validUntil } =
        fact.open as unknown as ProcessingFacts['processing.toll-agreed'];
      return {
        ...{ organisation_id: fact.organisation, id: agreement, workshop_id: workshop, work },
        ...{ may_mix: mayMix, valid_from: validFrom, valid_until: validUntil },
      };
    },
  },
  {
    table: 'adjuvant_lot',
    types: ['processing.adjuvant-received'],
    says(fact) {
      const { lot, adjuvant, grams, receivedAt, batchNumber, standard, expiresOn, documents } =
        fact.open as unknown as ProcessingFacts['processing.adjuvant-received'];
      return {
        ...{ id: lot, adjuvant, grams, received_at: new Date(receivedAt), batch_number: batchNumber, standard },
        ...{ expires_on: expiresOn, documents: documents.map((paper) => ({ ...paper })) },
      };
    },
    sealed: { supplier: 'supplier' },
  },
];

/** A step's parameters as they are told: who worked and what was noted is sealed. */
function withoutSealed(parameters: Json | undefined): Json {
  const { operator: _operator, note: _note, ...told } = parameters as Record<string, Json>;
  return told;
}
