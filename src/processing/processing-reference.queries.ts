import { readVersion } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import type { Tx } from '../platform/db/tx.js';
import type { AdjuvantRatio } from './adjuvant-ratio.js';
import type { MethodRule } from './monograph-process.js';
import { StepCatalogue, type ParameterDefinition, type StepDefinition } from './step-catalogue.js';

export interface Adjuvant {
  code: string;
  zh: string;
  words: string[];
}

interface ProcessingFile {
  parameters: ParameterDefinition[];
  steps: StepDefinition[];
  methods: MethodRule[];
  adjuvants: Adjuvant[];
  adjuvantRatios: AdjuvantRatio[];
}

/** The reference file "processing" as it is in force. */
export interface ProcessingReference {
  /** SHA-256 of the file; '' where none is loaded. */
  version: string;
  catalogue: StepCatalogue;
  /** Only what may be enforced: K-low figures are shown and never judged by. */
  methods: MethodRule[];
  adjuvants: Adjuvant[];
  ratios: AdjuvantRatio[];
}

/** Reads it in the act's transaction, so that an act is judged by one version and can say by which. */
export async function processingReference(tx: Tx): Promise<ProcessingReference> {
  const found = await readVersion(tx, 'processing');
  const file = found?.body as unknown as ProcessingFile | undefined;
  return {
    version: found?.sha256 ?? '',
    catalogue: new StepCatalogue(file?.steps ?? [], file?.parameters ?? []),
    methods: (file?.methods ?? []).filter(({ certainty }) => isEnforceable(certainty)),
    adjuvants: file?.adjuvants ?? [],
    ratios: file?.adjuvantRatios ?? [],
  };
}

/** By code, by name or by another word people use. */
export function adjuvantOf(adjuvants: readonly Adjuvant[], word: string): Adjuvant | undefined {
  return adjuvants.find(({ code, zh, words }) => code === word.toUpperCase() || zh === word || words.includes(word));
}
