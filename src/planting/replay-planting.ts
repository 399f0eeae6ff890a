import type { Fact } from '../ledger/fact.js';
import type { ActTable, Told } from '../ledger/verify/act-rows.queries.js';
import { baseAmount } from './input-amount.js';
import type { PlantingFacts } from './planting.facts.js';

const open = <T extends keyof PlantingFacts>(fact: Fact): PlantingFacts[T] => fact.open as unknown as PlantingFacts[T];

/** A line of the stock ledger comes of a delivery, of a movement, or of field work that used a delivery. */
function movementOf(fact: Fact): Record<string, Told> {
  if (fact.type === 'planting.input-moved') {
    const { movement, inputLot, kind, amount, uncovered } = open<'planting.input-moved'>(fact);
    return { id: movement, input_lot_id: inputLot, kind, amount, uncovered };
  }
  if (fact.type === 'planting.input-received') {
    const { inputLot, amount } = open<'planting.input-received'>(fact);
    return { id: inputLot, input_lot_id: inputLot, kind: 'received', amount, uncovered: '0' };
  }
  const { input } = open<'planting.field-work-done'>(fact);
  const amount = input && baseAmount(input.amount, input.unit, input.areaMu)?.amount;
  return { input_lot_id: input?.lot, kind: 'used', amount, uncovered: input?.uncovered ?? '0' };
}

/** The rows of this room, as its facts tell of them. Names, prices and notes are sealed; rows are held against what was sealed. */
export const plantingTables: readonly ActTable[] = [
  {
    table: 'base',
    types: ['planting.base-registered'],
    says(fact) {
      const { base, name, divisionCode, cultivationMode, organisationForm, daodi, daodiEvidence } =
        open<'planting.base-registered'>(fact);
      return {
        ...{ id: base, name, division_code: divisionCode },
        ...{
          cultivation_mode: cultivationMode,
          organisation_form: organisationForm,
          daodi,
          daodi_evidence: daodiEvidence,
        },
      };
    },
  },
  {
    table: 'base_photo',
    types: ['planting.base-photographed'],
    says(fact) {
      const { picture, base, photo } = open<'planting.base-photographed'>(fact);
      return { id: picture, base_id: base, sha256: photo };
    },
  },
  {
    table: 'record_photo',
    types: ['planting.record-photographed'],
    says(fact) {
      const { picture, kind, record, photo, takenOn, deviceMetres } = open<'planting.record-photographed'>(fact);
      return { id: picture, kind, record_id: record, sha256: photo, taken_on: takenOn, device_metres: deviceMetres };
    },
  },
  {
    table: 'plot',
    types: ['planting.plot-registered'],
    says(fact) {
      const told = open<'planting.plot-registered'>(fact);
      const { plot, base, areaMu, statedMu } = told;
      return { id: plot, base_id: base, area_mu: areaMu, stated_mu: statedMu, import_id: told.import };
    },
    sealed: { name: 'name', grower_id: 'grower.id', boundary: 'boundary' },
  },
  {
    table: 'plot_import',
    types: ['planting.plots-imported'],
    says(fact) {
      const told = open<'planting.plots-imported'>(fact);
      return { id: told.import, file_sha256: told.file, format: told.format, plots: told.plots, area_mu: told.areaMu };
    },
  },
  {
    table: 'environment_test',
    types: ['planting.environment-tested'],
    says(fact) {
      const told = open<'planting.environment-tested'>(fact);
      const { test, base, plot, medium, sampledOn, validUntil, reportNumber, laboratory, ph, results } = told;
      return {
        ...{ id: test, base_id: base, plot_id: plot, medium, sampled_on: sampledOn, valid_until: validUntil },
        ...{ report_number: reportNumber, laboratory, ph, results: results as never },
        ...{ verdict: told.verdict, exceeded: told.exceeded },
      };
    },
  },
  {
    table: 'base_qualification',
    types: ['planting.base-qualified'],
    says(fact) {
      const { qualification, base, seasons, qualified } = open<'planting.base-qualified'>(fact);
      return { id: qualification, base_id: base, seasons, qualified };
    },
  },
  {
    table: 'sop_version',
    types: ['planting.sop-drafted'],
    says(fact) {
      const { sop, code, version, title, scope, herb, documentSha256 } = open<'planting.sop-drafted'>(fact);
      return { id: sop, code, version, title, scope, herb, document_sha256: documentSha256 };
    },
  },
  {
    table: 'sop_step',
    types: ['planting.sop-stepped', 'planting.sop-drafted'],
    says(fact) {
      if (fact.type === 'planting.sop-drafted') {
        const { sop } = open<'planting.sop-drafted'>(fact);
        return { id: sop, sop_id: sop, state: 'draft' };
      }
      const { step, sop, state, at, reason } = open<'planting.sop-stepped'>(fact);
      return { id: step, sop_id: sop, state, at, reason };
    },
  },
  {
    table: 'checklist_mark',
    types: ['planting.checklist-marked'],
    says(fact) {
      const { mark, base, season, list, line, met, documentSha256 } = open<'planting.checklist-marked'>(fact);
      return { id: mark, base_id: base, season, list, line, met, document_sha256: documentSha256 };
    },
    sealed: { note: 'note' },
  },
  {
    table: 'training',
    types: ['planting.staff-trained'],
    says(fact) {
      const { training, topic, heldOn, hours, validUntil, documentSha256 } = open<'planting.staff-trained'>(fact);
      return {
        ...{ id: training, topic, held_on: heldOn, hours, valid_until: validUntil },
        document_sha256: documentSha256,
      };
    },
    sealed: { trainer: 'trainer', effect: 'effect' },
    parts: [
      {
        table: 'training_attendee',
        parent: 'training_id',
        key: 'position',
        says: (fact) =>
          Array.from({ length: open<'planting.staff-trained'>(fact).attendees }, (_, position) => ({ position })),
        sealed: { name: 'attendees' },
      },
    ],
  },
  {
    table: 'health_check',
    types: ['planting.health-checked'],
    says(fact) {
      const { check, checkedOn, validUntil } = open<'planting.health-checked'>(fact);
      return { id: check, checked_on: checkedOn, valid_until: validUntil };
    },
    sealed: { name: 'name', fit: 'fit', certificate: 'certificate' },
  },
  {
    table: 'plot_change',
    types: ['planting.plot-changed'],
    says(fact) {
      const { change, plot, kind, at, areaMu } = open<'planting.plot-changed'>(fact);
      return { id: change, plot_id: plot, kind, at, area_mu: areaMu };
    },
    sealed: { reason: 'reason' },
  },
  {
    table: 'harvest_plan',
    types: ['planting.harvest-planned'],
    says(fact) {
      const { plan, planting, variant, part, plannedOn, plots } = open<'planting.harvest-planned'>(fact);
      return { id: plan, planting_id: planting, variant, part, planned_on: plannedOn, plots };
    },
  },
  {
    table: 'seed_lot',
    types: ['planting.seed-lot-received'],
    says(fact) {
      const told = open<'planting.seed-lot-received'>(fact);
      const { lot, herb, species, quantity, unit, supplier, originDivisionCode, germplasm, variety, raisedFrom } = told;
      return {
        ...{ id: lot, herb, species, quantity, unit, supplier, origin_division_code: originDivisionCode },
        ...{ germplasm, variety, raised_from: raisedFrom },
      };
    },
    sealed: { documents: 'documents' },
  },
  {
    table: 'planting',
    types: ['planting.planted'],
    says(fact) {
      const { planting, base, herb, species, establishedOn, seedLot, seedQuantity, sop } =
        open<'planting.planted'>(fact);
      return {
        ...{ id: planting, base_id: base, herb, species, established_on: establishedOn },
        ...{ seed_lot_id: seedLot, seed_quantity: seedQuantity, sop },
      };
    },
    parts: [
      {
        table: 'planting_plot',
        parent: 'planting_id',
        key: 'plot_id',
        says: (fact) => open<'planting.planted'>(fact).plots.map((plot) => ({ plot_id: plot })),
      },
    ],
  },
  {
    table: 'field_work',
    types: ['planting.field-work-done'],
    says(fact) {
      const { planting, kind, at, input, reason, details, weather, photos, entry, sop } =
        open<'planting.field-work-done'>(fact);
      return {
        ...{ planting_id: planting, kind, at: new Date(at), reason },
        ...{ input_product: input?.product, input_amount: input?.amount, input_unit: input?.unit },
        registration_number: input?.registrationNumber,
        safety_interval_days: input?.safetyIntervalDays,
        ...{ input_lot_id: input?.lot, input_area_mu: input?.areaMu, input_dilution: input?.dilution },
        ...{ input_target: input?.target, input_method: input?.method },
        ...{ details, weather, photos: photos ?? [], entry: entry as never, sop },
      };
    },
    sealed: { operator: 'operator', note: 'note' },
  },
  {
    table: 'input_lot',
    types: ['planting.input-received'],
    says(fact) {
      const { inputLot, kind, product, amount, unit, registrationNumber, manufacturer, lotNumber, expiresOn, label } =
        open<'planting.input-received'>(fact);
      return {
        ...{ id: inputLot, kind, product, received: amount, unit, registration_number: registrationNumber },
        ...{ manufacturer, lot_number: lotNumber, expires_on: expiresOn, label: (label ?? {}) as never },
      };
    },
  },
  {
    table: 'input_movement',
    types: ['planting.input-moved', 'planting.input-received', 'planting.field-work-done'],
    optional: (fact) =>
      fact.type === 'planting.field-work-done' && open<'planting.field-work-done'>(fact).input?.lot === undefined,
    says: movementOf,
  },
  {
    table: 'harvest',
    types: ['planting.harvested'],
    says(fact) {
      const told = open<'planting.harvested'>(fact);
      const { lot, planting, variant, part, method, grams, at, plan, weather, stage, baskets, condition, entry, sop } =
        told;
      return {
        ...{ id: lot, planting_id: planting, variant, part, method, grams, at: new Date(at), plan_id: plan },
        ...{ weather, stage, baskets, condition, entry: entry as never, sop },
      };
    },
    sealed: { operator: 'operator' },
    parts: [
      {
        table: 'harvest_plot',
        parent: 'harvest_id',
        key: 'plot_id',
        says: (fact) => open<'planting.harvested'>(fact).plots.map(({ plot, grams }) => ({ plot_id: plot, grams })),
      },
    ],
  },
  {
    table: 'purchase',
    types: ['planting.purchased'],
    says(fact) {
      const { purchase, harvest, grossGrams, tareGrams, netGrams, grade } = open<'planting.purchased'>(fact);
      return {
        ...{ id: purchase, harvest_id: harvest, gross_grams: grossGrams },
        ...{ tare_grams: tareGrams, net_grams: netGrams, grade, at: new Date(fact.occurredAt) },
      };
    },
    sealed: { price: 'price', grower_id: 'grower.id', signed_by: 'signedBy', signature: 'signature' },
    parts: [
      {
        table: 'purchase_sack',
        parent: 'purchase_id',
        key: 'number',
        says: (fact) =>
          (open<'planting.purchased'>(fact).sacks ?? []).map(({ number, grossGrams, tareGrams }) => ({
            ...{ number, gross_grams: grossGrams, tare_grams: tareGrams },
          })),
      },
    ],
  },
];
