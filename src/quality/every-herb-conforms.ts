import type { Bilingual } from '../platform/errors.js';

/** A batch of another herb in the formula of a compound product, with what is claimed of it. */
export interface Component {
  batch: string;
  /** Codes of the claims that stand in its public record. */
  claims: readonly string[];
}

/**
 * a compound product is claimed to conform only when every herb of its formula is (公告2022年第22号: 中药复方制剂
 * 所有处方成份均符合). What is missing, one line for each batch without the claim.
 */
export function everyHerbConforms(claim: string, components: readonly Component[]): Bilingual[] {
  return components
    .filter(({ claims }) => !claims.includes(claim))
    .map(({ batch }) => ({
      zh: `复方药味批次 ${batch} 未作此声称`,
      en: `batch ${batch} of the formula does not claim it`,
    }));
}
