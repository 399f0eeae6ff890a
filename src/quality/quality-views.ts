import { inZone } from '../platform/occurred-at.js';
import type { JudgedItem, Judgement, NotJudged } from './judge-report.js';
import type { ReportRow, SampleRow } from './quality.queries.js';

export interface SampleView {
  id: string;
  lot: string;
  lotNumber: string | null;
  herb: string;
  variant: string | null;
  grams: number;
  takenAt: string;
  takenBy: string;
  packages: number | null;
  seal: string | null;
  retestOf: string | null;
  /** How it arrived at its laboratory; null until that is recorded. */
  received: SampleRow['received'];
  /** Who took it, and who is to test it. */
  organisation: string;
  laboratory: string;
  factId: string;
  recordedAt: string;
}

export interface ReportView {
  id: string;
  number: string;
  sample: string;
  lot: string;
  herb: string;
  variant: string | null;
  laboratory: string;
  testedOn: string;
  standard: { edition: string };
  judgedUnder: string | null;
  notJudged: NotJudged | null;
  judgement: Judgement;
  tester: string;
  reviewer: string;
  representsGrams: number | null;
  instruments: ReportRow['instruments'];
  /** The fact by which the reviewer signed; null until then. */
  signed: string | null;
  items: JudgedItem[];
  /** Withdrawn by its laboratory as entered by mistake; null when it stands. */
  withdrawn: ReportRow['withdrawn'];
  /** Files of the printed report, newest first; the newest is at /api/reports/:id/original. */
  originals: ReportRow['originals'];
  factId: string;
  recordedAt: string;
}

export function toSampleView(row: SampleRow): SampleView {
  return {
    id: row.id,
    lot: row.lotId,
    lotNumber: row.lotNumber,
    herb: row.herb,
    variant: row.variant,
    grams: Number(row.grams),
    takenAt: inZone(row.takenAt, row.takenZone),
    takenBy: row.takenBy,
    ...{ packages: row.packages, seal: row.seal, retestOf: row.retestOf, received: row.received },
    organisation: row.organisationId,
    laboratory: row.laboratoryId,
    factId: row.factId,
    recordedAt: row.recordedAt.toISOString(),
  };
}

export function toReportView(row: ReportRow): ReportView {
  return {
    id: row.id,
    number: row.number,
    sample: row.sampleId,
    lot: row.lotId,
    herb: row.herb,
    variant: row.variant,
    laboratory: row.organisationId,
    testedOn: row.testedOn,
    standard: { edition: row.edition },
    judgedUnder: row.judgedUnder,
    notJudged: row.notJudged,
    judgement: row.judgement,
    tester: row.tester,
    reviewer: row.reviewer,
    representsGrams: row.representsGrams === null ? null : Number(row.representsGrams),
    ...{ instruments: row.instruments, signed: row.signed },
    items: row.items,
    withdrawn: row.withdrawn,
    originals: row.originals,
    factId: row.factId,
    recordedAt: row.recordedAt.toISOString(),
  };
}
