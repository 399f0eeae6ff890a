import type { Edition, LimitKind, Variant } from './limit.js';

/** Shapes of the files in seeds/reference (its README says what each holds). */
export interface SourceRef {
  id: string;
  at?: string;
}

export interface FileLimit {
  code?: string;
  item: string;
  nameZh?: string;
  nameEn?: string;
  kind: LimitKind;
  value?: string;
  decimals?: number;
  unit?: string;
  method?: string;
  variant?: string;
  appliesTo?: string[] | string;
  scope?: string;
  mandatory: boolean;
  edition: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  certainty: string;
  source: SourceRef;
  note?: string;
}

export interface FileBand {
  min: string;
  typical: string | null;
  max: string;
  unit: string;
  certainty: string;
  source: SourceRef;
}

export interface FileHerb {
  code: string;
  name: { zh: string; pinyin: string; latin: string };
  species: { latin: string; zh?: string }[];
  family: Record<string, string>;
  part: { zh: string; en: string };
  minimumGrowthYears: number;
  harvestMonths: number[];
  harvest: Record<string, unknown>;
  conditions?: string[];
  variants: Variant[];
  bands: Partial<Record<'freshToDry' | 'dryKgPerMu' | 'stoneToKernel', FileBand>>;
  notes?: string[];
  limits: FileLimit[];
}

/** A product of the register, by its registration number, with what its label says while the entry is valid. */
export interface FileInputProduct {
  registrationNumber: string;
  kind: '农药' | '肥料';
  nameZh: string;
  manufacturer?: string;
  label: Record<string, unknown>;
  effectiveFrom: string;
  effectiveTo: string | null;
  certainty: string;
  source: SourceRef;
}

export interface ReferenceFiles {
  editions: { editions: Edition[] };
  items: {
    items: { code: string; name: { zh: string; en: string } }[];
    /** Other names an item goes by on certificates. */
    aliases?: { item: string; names: string[] }[];
  };
  herbs: { herbs: FileHerb[] };
  'general-limits': { limits: FileLimit[] };
  'banned-inputs': {
    inputs: {
      list: string;
      nameZh: string;
      bannedFrom: string | null;
      scope?: string;
      basis?: string;
      certainty: string;
      source?: SourceRef;
      note?: string;
    }[];
  };
  inputs: { products: FileInputProduct[] } & Record<string, unknown>;
  'harvest-rules': Record<string, unknown>;
  environment: Record<string, unknown>;
  practice: Record<string, unknown>;
  quality: Record<string, unknown>;
  packing: Record<string, unknown>;
  processing: Record<string, unknown>;
  recall: Record<string, unknown>;
  'county-extents': Record<string, unknown>;
  checklists: Record<string, unknown>;
  storage: Record<string, unknown>;
  custody: Record<string, unknown>;
}

export type ReferenceName = keyof ReferenceFiles;

/** In the order of loading: limits point to editions and herbs. */
export const REFERENCE_NAMES: readonly ReferenceName[] = [
  'editions',
  'items',
  'herbs',
  'general-limits',
  'banned-inputs',
  'inputs',
  'harvest-rules',
  'environment',
  'practice',
  'quality',
  'packing',
  'processing',
  'recall',
  'county-extents',
  'checklists',
  'storage',
  'custody',
];
