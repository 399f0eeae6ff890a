import type { Bilingual } from '../platform/errors.js';
import type { RuleId } from '../rules/catalogue.js';
import type { Judgement, Verdict } from './judge-report.js';
import type { Qualitative } from './qualitative-result.js';

/** One line of a report as a release looks at it. */
export interface ItemEvidence {
  item: string;
  nameZh: string;
  mandatory: boolean;
  verdict: Verdict;
  value: string | null;
  dried: string | null;
  unit: string | null;
  belowLoq: boolean;
  qualitative: Qualitative | null;
}

export interface ReportEvidence {
  id: string;
  factId: string;
  /** Entered by mistake, as its laboratory said; it is no evidence any more, but it is shown. */
  withdrawn: { reason: string; replacement: string | null } | null;
  /** Its failure was answered by the re-tests the procedure asks for. */
  answered: boolean;
  number: string;
  laboratory: string;
  sample: string;
  testedOn: string;
  edition: string;
  judgedUnder: string | null;
  judgement: Judgement;
  /** Why nothing was judged, when nothing was. */
  notJudged: string | null;
  tester: string;
  reviewer: string;
  testerPerson: string | null;
  reviewerPerson: string | null;
  /** The person who entered the report. */
  enteredBy: string;
  /** The reviewer signed with a login of their own. */
  signed: boolean;
  /** What it says it stands for. */
  representsGrams: number | null;
  /** Instruments named, and printed originals kept. */
  instruments: number;
  originals: number;
  items: ItemEvidence[];
}

/** An internal limit beside what was measured. */
export interface InternalEvidence {
  item: string;
  kind: 'max' | 'min';
  value: string;
  unit: string;
  decimals: number;
  results: readonly ItemEvidence[];
  /** The limit itself, and the reports that measured it. */
  id: string;
  factId: string;
  reports: readonly { id: string; factId: string }[];
}

export interface FindingEvidence {
  id: string;
  ruleId: RuleId;
  level: 'block' | 'warn';
  factId: string;
  message: Bilingual;
  closedAs: 'overridden' | 'cured' | null;
  closedReason: string | null;
  /** The finding of a failing report whose failure re-tests have answered; the release closes it. */
  answered: boolean;
}

/** Everything the record holds that bears on a release. */
export interface ReleaseEvidence {
  lot: string;
  quality: 'pending' | 'released' | 'rejected';
  /** The deciding quality head; names and login as written, for telling one person from another. */
  head: { personId: string; name: string; login: string };
  /** The batch is the deciding organisation's own. */
  ownedByHead: boolean;
  initialGrams: number;
  remainingGrams: number;
  holds: { id: string; reason: string }[];
  /** Holds of a recall. */
  recalls: { id: string }[];
  findings: FindingEvidence[];
  samples: {
    id: string;
    factId: string;
    grams: number;
    /** What the lot held when it was drawn; null in old samples. */
    lotGrams: number | null;
    packages: number | null;
    received: { sealIntact: boolean } | null;
  }[];
  /** What the sampling plan asks; undefined where it says nothing. */
  due: { packages: number; grams: number } | undefined;
  reports: ReportEvidence[];
  untestedPesticides: string[];
  /** Reports on the owner's other lots with the very figures of one on this lot. */
  twins: { id: string; factId: string; number: string; of: string }[];
  internal: InternalEvidence[];
  claims: { id: string; factId: string; name: Bilingual; missing: Bilingual[] }[];
  /** Packages packed so far. */
  packages: number;
  /** The acts that packed them. */
  packings: { id: string; factId: string }[];
  /** How complete the record is, and what it wants. */
  completeness: { percent: number; missing: Bilingual[]; late: Bilingual[] };
  /** Whether a batch is kept a sample of before its release (reference data; GAP 2022 质量检验章). */
  retainedDue: boolean;
  /** Retained samples on record. */
  retained: { id: string; factId: string; grams: number }[];
}
