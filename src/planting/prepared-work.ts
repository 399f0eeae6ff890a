import type { ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import type { FieldWorkKind } from './field-work-kind.js';
import type { DoFieldWorkDto } from './planting.dto.js';

/** A planting and the base it stands in. */
export interface PlantingPlace {
  id: string;
  baseId: string;
  /** Chinese calendar day. */
  establishedOn: string;
}

export interface FieldWorkAnswer extends ActAnswer {
  planting: string;
  kind: FieldWorkKind;
}

/** One piece of work, worked out and not yet written. */
export interface PreparedWork {
  dto: DoFieldWorkDto;
  kind: FieldWorkKind;
  place: PlantingPlace;
  factId: string;
  drafts: FindingDraft[];
  answer: FieldWorkAnswer;
}
