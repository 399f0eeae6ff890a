import type { ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { FieldWorkKind } from './field-work-kind.js';
import type { DoFieldWorkDto } from './planting.dto.js';
import type { StockMove } from './stock-draw.js';

/** A planting and the base it stands in. */
export interface PlantingPlace {
  id: string;
  baseId: string;
  /** Chinese calendar day. */
  establishedOn: string;
  herb: string;
  herbZh: string;
  /** Whether anything was taken from it, so that a page may tell of it. */
  harvested: boolean;
}

/** An input as it was used, with what the label and the stock add. */
export interface PreparedUse {
  registrationNumber?: string | undefined;
  intervalDays?: number | undefined;
  drafts: FindingDraft[];
  /** The draw on the delivery it was taken from, in its unit. */
  draw?: { inputLot: string; amount: string; move: StockMove } | undefined;
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
  use?: PreparedUse | undefined;
  entry?: EntryDisclosure | undefined;
  /** The procedure in force on the day. */
  sop?: string | undefined;
  drafts: FindingDraft[];
  answer: FieldWorkAnswer;
}
