import type { CultivationMode, OrganisationForm } from './base.dto.js';
import type { Medium } from './environment.dto.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { FieldWorkKind } from './field-work-kind.js';
import type { Germplasm } from './germplasm-allowed.js';
import type { HarvestCondition } from './harvested-apart.js';
import type { InputKind } from './input.dto.js';
import type { InputLabel } from './input-label.js';
import type { PlotChangeKind } from './plot-change.dto.js';
import type { PlotFileFormat } from './plot-file.js';
import type { Photographed } from './record-photos.queries.js';
import type { SopScope, SopState } from './sop-state.js';
import type { MovementKind } from './stock-draw.js';

/** The open parts of this room's facts, by type. Names of people, boundaries and prices are sealed, never here. */
export interface PlantingFacts {
  'planting.base-registered': {
    base: string;
    name: string;
    divisionCode: string;
    cultivationMode: CultivationMode;
    organisationForm: OrganisationForm;
    daodi?: boolean;
    daodiEvidence?: string;
  };
  'planting.plot-registered': {
    plot: string;
    base: string;
    areaMu: string;
    /** The area stated by the cooperative, where it stated one. */
    statedMu?: string;
    /** The import it came with. */
    import?: string;
  };
  'planting.plots-imported': {
    import: string;
    /** SHA-256 of the file; the file holds names and stays with the organisation. */
    file: string;
    format: PlotFileFormat;
    plots: number;
    areaMu: string;
  };
  'planting.sop-drafted': {
    sop: string;
    code: string;
    version: number;
    title: string;
    scope: SopScope;
    herb?: string;
    documentSha256?: string;
  };
  'planting.sop-stepped': {
    step: string;
    sop: string;
    code: string;
    version: number;
    state: SopState;
    at: string;
    reason?: string;
  };
  'planting.environment-tested': {
    test: string;
    base: string;
    plot?: string;
    medium: Medium;
    sampledOn: string;
    validUntil: string;
    reportNumber: string;
    laboratory: string;
    ph?: string;
    results: { item: string; value: string; unit: string; period?: string }[];
    verdict: string;
    exceeded: string[];
  };
  'planting.base-qualified': {
    qualification: string;
    base: string;
    seasons: { year: number; reportNumber: string }[];
    qualified: boolean;
  };
  'planting.seed-lot-received': {
    lot: string;
    herb: string;
    species: string;
    quantity: number;
    unit: 'gram' | 'piece';
    supplier: string;
    originDivisionCode: string;
    germplasm?: Germplasm;
    variety?: string;
    /** The seed lot it was raised from, in the nursery. */
    raisedFrom?: string;
    inputs?: { lot: string; grams: number }[];
  };
  'planting.planted': {
    planting: string;
    base: string;
    plots: string[];
    herb: string;
    species: string;
    establishedOn: string;
    seedLot?: string;
    /** Grams or pieces said to be sown; what the lot gave stands in `inputs`. */
    seedQuantity?: number;
    inputs?: { lot: string; grams: number }[];
    sop?: string;
  };
  'planting.field-work-done': {
    planting: string;
    base: string;
    kind: FieldWorkKind;
    at: string;
    input?: {
      product: string;
      amount: string;
      unit: string;
      registrationNumber?: string;
      /** As it holds: the longest of label, register and record. */
      safetyIntervalDays?: number;
      /** The delivery it was taken from. */
      lot?: string;
      areaMu?: string;
      dilution?: number;
      target?: string;
      method?: string;
      /** Part of the amount, in the unit of the delivery, that its stock could not explain. */
      uncovered?: string;
    };
    reason?: string;
    details?: Record<string, string>;
    weather?: string;
    /** SHA-256 of photos. */
    photos?: string[];
    /** The procedure in force, code and version. */
    sop?: string;
    entry?: EntryDisclosure;
  };
  'planting.checklist-marked': {
    mark: string;
    base: string;
    season: number;
    list: string;
    line: string;
    met: boolean;
    documentSha256?: string;
  };
  /** Names, trainer and effect are sealed. */
  'planting.staff-trained': {
    training: string;
    topic: string;
    heldOn: string;
    hours: string;
    validUntil: string;
    attendees: number;
    documentSha256?: string;
  };
  /** Who, and whether fit, is sealed. */
  'planting.health-checked': { check: string; checkedOn: string; validUntil: string };
  'planting.plot-changed': {
    change: string;
    plot: string;
    base: string;
    kind: PlotChangeKind;
    /** Chinese calendar day from which it holds. */
    at: string;
    areaMu?: string;
  };
  'planting.harvest-planned': {
    plan: string;
    planting: string;
    base: string;
    plots: { plot: string; grams: number }[];
    herb: string;
    variant?: string;
    part: string;
    plannedOn: string;
  };
  'planting.input-received': {
    inputLot: string;
    kind: InputKind;
    product: string;
    /** In `unit`: g, ml, or pieces of a name. */
    amount: string;
    unit: string;
    registrationNumber?: string;
    manufacturer?: string;
    lotNumber?: string;
    expiresOn?: string;
    label?: InputLabel;
  };
  'planting.input-moved': {
    movement: string;
    inputLot: string;
    kind: MovementKind;
    amount: string;
    unit: string;
    uncovered: string;
    reason?: string;
  };
  'planting.base-photographed': {
    picture: string;
    base: string;
    /** SHA-256 of the picture as it is shown. */
    photo: string;
    bytes: number;
    width: number;
    height: number;
  };
  'planting.record-photographed': {
    picture: string;
    kind: Photographed;
    record: string;
    /** SHA-256 of the picture as it is kept: without EXIF. */
    photo: string;
    bytes: number;
    width: number;
    height: number;
    /** The camera's calendar day. */
    takenOn?: string;
    /** Metres from where it was taken to the nearest plot, rounded up to ten; the place is not kept. */
    deviceMetres?: number;
  };
  'planting.harvested': {
    lot: string;
    planting: string;
    base: string;
    baseName: string;
    divisionCode: string;
    plots: { plot: string; grams: number }[];
    herb: string;
    variant?: string;
    part: string;
    method: string;
    grams: number;
    at: string;
    plan?: string;
    weather?: string;
    stage?: string;
    baskets?: number;
    condition?: HarvestCondition;
    /** The procedure in force, code and version. */
    sop?: string;
    entry?: EntryDisclosure;
  };
  'planting.purchased': {
    purchase: string;
    harvest?: string;
    lot?: string;
    grossGrams: number;
    tareGrams: number;
    netGrams: number;
    grade: string;
    sacks?: { number: number; grossGrams: number; tareGrams: number }[];
    signed?: boolean;
  };
}
