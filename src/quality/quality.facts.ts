import type { JudgedItem, Judgement, NotJudged } from './judge-report.js';
import type { LineState } from './checklist-line.js';

/** Grams went to a laboratory. Subjects: lot, sample. Sealed: who took it. Public. */
export interface SampleTaken {
  type: 'quality.sample-taken';
  open: {
    sample: string;
    lot: string;
    herb: string;
    variant: string | null;
    grams: number;
    laboratory: { id: string; name: string };
    /** What the lot weighed before, how many packages were opened, under which seal, and for which failure again. */
    lotGrams?: number;
    packages?: number;
    seal?: string;
    retestOf?: string;
  };
  sealed: { takenBy: string };
}

/**
 * A laboratory issued a report and it was judged. Subjects: lot, sample, report. Sealed: tester, reviewer. Public.
 * occurredAt is the beginning of the test day in China; `items` hold the limit, the result and the verdict.
 */
export interface ReportIssued {
  type: 'quality.report-issued';
  open: {
    report: string;
    number: string;
    sample: string;
    lot: string;
    herb: string;
    variant: string | null;
    testedOn: string;
    /** The edition the report names. */
    edition: string;
    /** The edition it was judged by; null when none was, for the reason in `notJudged`. */
    judgedUnder: string | null;
    notJudged: NotJudged | null;
    judgement: Judgement;
    laboratory: { id: string; name: string };
    representsGrams?: number;
    instruments?: { name: string; number: string; calibratedUntil: string }[];
    items: JudgedItem[];
  };
  sealed: { tester: string; reviewer: string };
}

/** The quality head released a batch. Subjects: lot, decision. Public. */
export interface LotReleased {
  type: 'quality.lot-released';
  open: {
    lot: string;
    decision: string;
    /** Numbers of the reports the release rests on. */
    reports: string[];
    checklist: { ruleId: string; state: LineState }[];
    /** How complete the record was at the signature, with what was missing and what was entered late. */
    completeness?: { percent: number; missing: { zh: string; en: string }[]; late: { zh: string; en: string }[] };
  };
}

/** The quality head rejected a batch. Subjects: lot, decision. The reason, free text, is sealed; what failed is open. */
export interface LotRejected {
  type: 'quality.lot-rejected';
  open: {
    lot: string;
    decision: string;
    failed: { report: string; item: string; name: { zh: string; en: string } | null }[];
  };
  sealed: { reason: string };
}

/** The printed report was kept. Subjects: lot, report. `shown`: the public may read it while the report is shown. Public. */
export interface OriginalFiled {
  type: 'quality.original-filed';
  open: { original: string; report: string; lot: string; sha256: string; bytes: number; shown: boolean };
}

/**
 * A laboratory withdrew a report that was entered by mistake; the report stays, with this beside it. Subjects: lot,
 * report, replacement. The reason is open: it is shown wherever the report is. Public.
 */
export interface ReportWithdrawn {
  type: 'quality.report-withdrawn';
  open: { withdrawal: string; report: string; number: string; lot: string; replacement: string | null; reason: string };
}

/** The laboratory received the sample. Subjects: sample, lot. Sealed: who received it. Public. */
export interface SampleReceived {
  type: 'quality.sample-received';
  open: { receipt: string; sample: string; lot: string; grams: number; sealIntact: boolean };
  sealed: { receivedBy: string };
}

/** The reviewer signed a report, another person than whoever entered it. Subjects: report, lot. Public. */
export interface ReportSigned {
  type: 'quality.report-signed';
  open: { signature: string; report: string; number: string; lot: string };
}

/** An organisation set a limit of its own. Subjects: the limit. Of no concern to anybody else: party. */
export interface InternalLimitSet {
  type: 'quality.internal-limit-set';
  open: {
    limit: string;
    herb: string;
    variant: string | null;
    item: string;
    kind: 'max' | 'min';
    value: string;
    unit: string;
    effectiveFrom: string;
  };
}

/** Something is claimed of a batch beyond the law, on this evidence. Subjects: lot, claim. Public. */
export interface BatchClaimed {
  type: 'quality.batch-claimed';
  open: {
    claim: string;
    code: string;
    name: { zh: string; en: string };
    lot: string;
    evidence: { kind: string; number: string; validUntil?: string }[];
  };
}
