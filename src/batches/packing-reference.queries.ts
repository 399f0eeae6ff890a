import { readDocument } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import type { Tx } from '../platform/db/tx.js';
import type { ForbiddenMaterials } from './packing-material.js';

/** The reference file "packing" as it is in force (seeds/reference/packing.json). */
interface PackingFile {
  shelfLife: { herb: string | null; months: number; certainty: string }[];
  oneBatch: { harvestWindowDays: number; certainty: string };
  forbiddenMaterials: ForbiddenMaterials & { certainty: string };
}

export interface PackingReference {
  /** Months, where neither the batch nor anybody since says one; undefined when the data has no figure it may enforce. */
  shelfLifeOf(herb: string): number | undefined;
  /** Days between the first and the last harvest of one batch; undefined when nothing is to be enforced. */
  harvestWindowDays: number | undefined;
  forbiddenMaterials: ForbiddenMaterials;
}

/** Reads it in the act's transaction, so that an act is judged by one version. */
export async function packingReference(tx: Tx): Promise<PackingReference> {
  const file = (await readDocument(tx, 'packing')) as unknown as PackingFile | undefined;
  const lives = (file?.shelfLife ?? []).filter(({ certainty }) => isEnforceable(certainty));
  const { oneBatch, forbiddenMaterials } = file ?? {};
  return {
    shelfLifeOf: (herb) =>
      (lives.find((line) => line.herb === herb) ?? lives.find((line) => line.herb === null))?.months,
    harvestWindowDays: oneBatch && isEnforceable(oneBatch.certainty) ? oneBatch.harvestWindowDays : undefined,
    forbiddenMaterials: forbiddenMaterials ?? { held: [], containers: [] },
  };
}
