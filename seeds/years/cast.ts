import type { DemoPerson } from '../demo-client.js';

/** Who records a herb's years: one cooperative's people, and the laboratory that tests for it. */
export interface Cast {
  /** Keeps the base, the fields and the input store. */
  coop: DemoPerson;
  /** Buys, blends, packs and samples. */
  clerk: DemoPerson;
  processor: DemoPerson;
  quality: DemoPerson;
  lab: DemoPerson;
  /** The laboratory's organisation. */
  laboratory: string;
  /** For the quality head's signature. */
  password: string;
}
