/** One farmer's field in one season. All names are invented. */
export interface Field {
  name: string;
  grower: string;
  mu: number;
  /** Fresh grams gathered; 0: a field without a harvest that year. */
  freshGrams: number;
  /** This field's own harvest day, where it is not the season's. */
  pickedOn?: string;
}

/** An act of the growing year, on every field of the season or on the named one. */
export interface Work {
  kind: string;
  /** ISO 8601 with zone. */
  at: string;
  reason?: string;
  weather?: string;
  details?: Record<string, string>;
  /** Takes this much of the delivery, per 亩. */
  input?: { delivery: string; perMu: string; unit: string; method: string; target?: string };
  /** Only on the field of this name. */
  only?: string;
}

/** A delivery into the input store, as POST /api/input-lots takes it, without its id. */
export interface Delivery {
  key: string;
  kind: '农药' | '肥料';
  product: string;
  manufacturer: string;
  lotNumber: string;
  amount: string;
  unit: string;
  supplier: string;
  receivedAt: string;
  registrationNumber?: string;
  expiresOn?: string;
  label?: object;
}

/** A step of the run; `from` and `to` are hours after its start. */
export interface Step {
  kind: string;
  from: number;
  to: number;
  celsius?: string;
  [parameter: string]: string | number | undefined;
}

/** [item, value or null for a qualitative item, unit, method]. */
export type Result = readonly [item: string, value: string | null | 'below', unit: string, method: string];

export interface Certificate {
  number: string;
  takenAt: string;
  testedOn: string;
  edition: string;
  results: readonly Result[];
}

export interface Season {
  /** Keeps the ids of two seasons apart, e.g. "2024". */
  key: string;
  establishedOn: string;
  pickedOn: string;
  harvest: { method: string; stage?: string; variant?: string; grade: string; price: string };
  fields: readonly Field[];
  deliveries: readonly Delivery[];
  works: readonly Work[];
  run: {
    method: string;
    facility: string;
    startsAt: string;
    steps: readonly Step[];
    freshPerDry: number;
    waste: string;
  };
  batch: { number: string; madeAt: string; packedAt: string; gramsEach: number; material: string };
  certificate: Certificate;
  outcome: { kind: 'released' } | { kind: 'rejected'; reason: string } | { kind: 'waiting' };
  /** A second person takes the warnings of the run on, with this reason. */
  overrides?: string;
}

/** A herb of the plans at one place, over its seasons. */
export interface HerbYears {
  key: string;
  herb: string;
  species: string;
  part: string;
  division: string;
  /** South-west corner of the first field, WGS-84 degrees. */
  corner: readonly [longitude: number, latitude: number];
  base: { name: string; mode: string; form: string };
  seed: {
    supplier: string;
    originDivisionCode: string;
    receivedAt: string;
    quantity: { grams: number } | { pieces: number };
    papers: readonly { kind: string; number: string; date: string }[];
  };
  seasons: readonly Season[];
}
