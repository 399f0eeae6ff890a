import type { FindingDraft } from '../rules/finding.js';

/** What two scales may differ by. */
const SCALES_DIFFER = 0.01;

export interface SampleJourney {
  takenGrams: number;
  receivedGrams: number;
  sealIntact: boolean;
  takenAt: Date;
  receivedAt: Date;
}

/**
 * R-21 (GAP 2022, chapter 质量检验: samples stand for their batch): what happened to a sample between the warehouse and the
 * laboratory. A broken seal, or a weight two scales cannot explain, and nobody knows what was tested.
 */
export function sampleOnTheWay({
  takenGrams,
  receivedGrams,
  sealIntact,
  takenAt,
  receivedAt,
}: SampleJourney): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const found = (zh: string, en: string): void => {
    drafts.push({ ruleId: 'R-21', level: 'block', message: { zh, en } });
  };
  if (!sealIntact) found('样品到达时封签破损', 'the seal of the sample was broken on arrival');
  if (Math.abs(receivedGrams - takenGrams) > takenGrams * SCALES_DIFFER)
    found(
      `样品取出 ${takenGrams} 克，到达 ${receivedGrams} 克`,
      `the sample weighed ${takenGrams} g when taken and ${receivedGrams} g on arrival`,
    );
  if (receivedAt < takenAt) found('样品到达早于取样', 'the sample arrived before it was taken');
  return drafts;
}
