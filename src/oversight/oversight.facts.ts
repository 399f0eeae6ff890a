import type { HoldScope } from '../lots/lot-state.js';

export type RecallClass = '一级' | '二级' | '三级';

/** The open parts of this room's facts, by type. Drills leave none. */
export interface OversightFacts {
  /** A regulator gave a reason for looking into what belongs to others. Visible to the office alone. */
  'oversight.case-opened': { case: string; reason: string };
  /** Somebody wants a recall; it binds nobody yet. Visible to the opener alone. */
  'oversight.recall-drafted': {
    recall: string;
    root: string;
    scope: HoldScope;
    subject: string;
    class: RecallClass;
    authority: 'company' | 'regulator';
    reason: string;
  };
  /** A second person published it; the hold of the same id is told by lots.held. */
  'oversight.recall-published': {
    recall: string;
    step: string;
    root: string;
    class: RecallClass;
    authority: 'company' | 'regulator';
    reason: string;
    dueAt: string;
    /** What is covered by weight now: lots in grams, what is left of them, with how many organisations. */
    lots: number;
    presentGrams: number;
    holders: number;
    /** SHA-256 over `lot holder grams`, by lot ascending, one a line. */
    digest: string;
  };
  'oversight.recall-withdrawn': { recall: string; step: string; reason: string };
  /** All is accounted for, or what is not is explained. Public. */
  'oversight.recall-closed': {
    recall: string;
    step: string;
    reason?: string;
    presentGrams: number;
    returnedGrams: number;
    usedGrams: number;
    destroyedGrams: number;
    missingGrams: number;
    openGrams: number;
  };
  /** The goods are free again; public. */
  'oversight.recall-lifted': { recall: string; step: string; reason: string };
  'oversight.recall-acknowledged': { recall: string; acknowledgement: string };
  /** `grams`, where it stands, is what the report drew from the lot. The witness is sealed. */
  'oversight.recall-reported': {
    recall: string;
    report: string;
    lot: string;
    grams?: number;
    returnedGrams: number;
    usedGrams: number;
    destroyedGrams: number;
    missingGrams: number;
    photo?: string;
    at: string;
  };
}
