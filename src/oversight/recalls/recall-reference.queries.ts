import { readDocument } from '../../herbs/herbs.queries.js';
import type { Bilingual } from '../../platform/errors.js';
import type { Tx } from '../../platform/db/tx.js';
import type { RecallClass } from '../oversight.facts.js';
import type { ScoreWeights } from './drill-score.js';

/** A class of recall with its time limits (seeds/reference/recall.json). */
export interface ClassLimits {
  class: RecallClass;
  meaning: Bilingual;
  /** Hours after publication in which every holder has been told, and says so. */
  noticeHours: number;
  /** Hours between reports of progress. */
  progressHours: number;
  certainty: string;
  source: { id: string; at?: string };
}

interface RecallFile {
  classes: ClassLimits[];
  drillScore: ScoreWeights;
}

/** The reference file "recall" as it is in force. */
export async function recallReference(
  tx: Pick<Tx, 'query'>,
): Promise<{ limitsOf(wanted: RecallClass): ClassLimits; score: ScoreWeights }> {
  const file = (await readDocument(tx, 'recall')) as unknown as RecallFile | undefined;
  return {
    limitsOf(wanted) {
      const limits = file?.classes.find((line) => line.class === wanted);
      if (limits === undefined) throw new RangeError(`the reference data has no class ${wanted} of a recall`);
      return limits;
    },
    score: file?.drillScore ?? { located: 0, acknowledged: 0, inTime: 0 },
  };
}
