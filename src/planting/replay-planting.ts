import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type { PlantingFacts } from './planting.facts.js';

const open = <T extends keyof PlantingFacts>(fact: Fact): PlantingFacts[T] => fact.open as unknown as PlantingFacts[T];

/** The rows of this room, as its facts tell of them. Names, prices and notes are sealed; rows are held against what was sealed. */
export const plantingTables: readonly ActTable[] = [
  {
    table: 'base',
    types: ['planting.base-registered'],
    says(fact) {
      const { base, name, divisionCode, cultivationMode, organisationForm } = open<'planting.base-registered'>(fact);
      return {
        ...{ id: base, name, division_code: divisionCode },
        ...{ cultivation_mode: cultivationMode, organisation_form: organisationForm },
      };
    },
  },
  {
    table: 'plot',
    types: ['planting.plot-registered'],
    says(fact) {
      const { plot, base, areaMu } = open<'planting.plot-registered'>(fact);
      return { id: plot, base_id: base, area_mu: areaMu };
    },
    sealed: { name: 'name' },
  },
  {
    table: 'seed_lot',
    types: ['planting.seed-lot-received'],
    says(fact) {
      const { lot, herb, species, quantity, unit, supplier, originDivisionCode } =
        open<'planting.seed-lot-received'>(fact);
      return { id: lot, herb, species, quantity, unit, supplier, origin_division_code: originDivisionCode };
    },
  },
  {
    table: 'planting',
    types: ['planting.planted'],
    says(fact) {
      const { planting, base, herb, species, establishedOn, seedLot, sop } = open<'planting.planted'>(fact);
      return { id: planting, base_id: base, herb, species, established_on: establishedOn, seed_lot_id: seedLot, sop };
    },
  },
  {
    table: 'field_work',
    types: ['planting.field-work-done'],
    says(fact) {
      const { planting, kind, at, input, reason } = open<'planting.field-work-done'>(fact);
      return {
        ...{ planting_id: planting, kind, at: new Date(at), reason },
        ...{ input_product: input?.product, input_amount: input?.amount, input_unit: input?.unit },
        registration_number: input?.registrationNumber,
        safety_interval_days: input?.safetyIntervalDays,
      };
    },
    sealed: { operator: 'operator', note: 'note' },
  },
  {
    table: 'harvest',
    types: ['planting.harvested'],
    says(fact) {
      const { lot, planting, variant, part, method, grams, at } = open<'planting.harvested'>(fact);
      return { id: lot, planting_id: planting, variant, part, method, grams, at: new Date(at) };
    },
    sealed: { operator: 'operator' },
    parts: {
      table: 'harvest_plot',
      parent: 'harvest_id',
      key: 'plot_id',
      says: (fact) => open<'planting.harvested'>(fact).plots.map(({ plot, grams }) => ({ plot_id: plot, grams })),
    },
  },
  {
    table: 'purchase',
    types: ['planting.purchased'],
    says(fact) {
      const { purchase, harvest, grossGrams, tareGrams, netGrams, grade } = open<'planting.purchased'>(fact);
      return {
        ...{ id: purchase, harvest_id: harvest, gross_grams: grossGrams },
        ...{ tare_grams: tareGrams, net_grams: netGrams, grade },
      };
    },
    sealed: { price: 'price' },
  },
];
