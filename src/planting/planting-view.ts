import { inZone } from '../platform/occurred-at.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { HarvestEntity, PurchaseEntity } from './harvest.entity.js';
import type { FieldWorkEntity, PlantingEntity, SeedLotEntity } from './planting.entity.js';
import type { SeedDocument } from './quarantine-certificate.js';

/** How the rows of this room are shown to the organisation that owns them. Times in the zone they were written in. */

export interface SeedLotView {
  id: string;
  factId: string;
  herb: string;
  species: string;
  quantity: number;
  unit: 'gram' | 'piece';
  supplier: string;
  originDivisionCode: string;
  documents: SeedDocument[];
  recordedAt: string;
}

export function toSeedLotView(row: SeedLotEntity): SeedLotView {
  const { id, factId, herb, species, unit, supplier, originDivisionCode, documents } = row;
  const recordedAt = row.recordedAt.toISOString();
  const quantity = Number(row.quantity);
  return { id, factId, herb, species, quantity, unit, supplier, originDivisionCode, documents, recordedAt };
}

export interface PlantingView {
  id: string;
  factId: string;
  base: string;
  herb: string;
  species: string;
  seedLot: string | null;
  establishedOn: string;
  sop: string | null;
  recordedAt: string;
}

export function toPlantingView(row: PlantingEntity): PlantingView {
  const { id, factId, herb, species, establishedOn, sop } = row;
  const recordedAt = row.recordedAt.toISOString();
  return { id, factId, base: row.baseId, herb, species, seedLot: row.seedLotId, establishedOn, sop, recordedAt };
}

export interface FieldWorkView {
  id: string;
  factId: string;
  planting: string;
  kind: string;
  at: string;
  input?: {
    product: string;
    amount: string;
    unit: string;
    registrationNumber?: string;
    safetyIntervalDays?: number;
    lot?: string;
    areaMu?: string;
    dilution?: number;
    target?: string;
    method?: string;
  };
  reason?: string;
  operator: string;
  note?: string;
  details?: Record<string, string>;
  weather?: string;
  photos?: string[];
  entry?: EntryDisclosure;
  sop?: string;
  recordedAt: string;
}

export function toFieldWorkView(row: FieldWorkEntity): FieldWorkView {
  const { id, factId, kind, operator, reason, note } = row;
  return {
    ...{ id, factId, planting: row.plantingId, kind, at: inZone(row.at, row.atZone) },
    ...(row.inputProduct === null ? {} : { input: inputOf(row) }),
    ...(reason === null ? {} : { reason }),
    ...{ operator, ...(note === null ? {} : { note }) },
    ...(row.details === null ? {} : { details: row.details }),
    ...(row.weather === null ? {} : { weather: row.weather }),
    ...(row.photos.length === 0 ? {} : { photos: row.photos }),
    ...(row.entry === null ? {} : { entry: row.entry }),
    ...(row.sop === null ? {} : { sop: row.sop }),
    recordedAt: row.recordedAt.toISOString(),
  };
}

function inputOf(row: FieldWorkEntity): NonNullable<FieldWorkView['input']> {
  return {
    product: row.inputProduct!,
    amount: row.inputAmount!,
    unit: row.inputUnit!,
    ...(row.registrationNumber === null ? {} : { registrationNumber: row.registrationNumber }),
    ...(row.safetyIntervalDays === null ? {} : { safetyIntervalDays: row.safetyIntervalDays }),
    ...(row.inputLotId === null ? {} : { lot: row.inputLotId }),
    ...(row.inputAreaMu === null ? {} : { areaMu: row.inputAreaMu }),
    ...(row.inputDilution === null ? {} : { dilution: row.inputDilution }),
    ...(row.inputTarget === null ? {} : { target: row.inputTarget }),
    ...(row.inputMethod === null ? {} : { method: row.inputMethod }),
  };
}

export interface HarvestView {
  id: string;
  factId: string;
  lot: string;
  planting: string;
  variant: string | null;
  at: string;
  part: string;
  method: string;
  operator: string;
  grams: number;
  plan: string | null;
  weather: string | null;
  stage: string | null;
  baskets: number | null;
  condition: string | null;
  sop: string | null;
  entry: EntryDisclosure | null;
  recordedAt: string;
}

export function toHarvestView(row: HarvestEntity): HarvestView {
  const { id, factId, variant, part, method, operator, weather, stage, baskets, condition, sop, entry } = row;
  const at = inZone(row.at, row.atZone);
  const grams = Number(row.grams);
  const recordedAt = row.recordedAt.toISOString();
  return {
    ...{ id, factId, lot: id, planting: row.plantingId, variant, at, part, method, operator, grams },
    ...{ plan: row.planId, weather, stage, baskets, condition, sop, entry, recordedAt },
  };
}

export interface PurchaseView {
  id: string;
  factId: string;
  grower: string;
  harvest: string | null;
  gross: number;
  tare: number;
  net: number;
  grade: string;
  /** 元 per kilogram, decimal string. */
  price: string;
  at: string;
  signedBy: string | null;
  recordedAt: string;
}

export function toPurchaseView(row: PurchaseEntity): PurchaseView {
  const { id, factId, grade } = row;
  return {
    ...{ id, factId, grower: row.growerId, harvest: row.harvestId },
    ...{ gross: Number(row.grossGrams), tare: Number(row.tareGrams), net: Number(row.netGrams), grade },
    ...{
      price: row.price,
      at: inZone(row.at, row.atZone),
      signedBy: row.signedBy,
      recordedAt: row.recordedAt.toISOString(),
    },
  };
}
