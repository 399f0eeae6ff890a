import type { Fact } from '../ledger/fact.js';
import type { ActTable } from '../ledger/verify/act-rows.queries.js';
import type {
  BatchClaimed,
  InternalLimitSet,
  LotRejected,
  LotReleased,
  OriginalFiled,
  ReportIssued,
  ReportSigned,
  ReportWithdrawn,
  SampleReceived,
  SampleTaken,
} from './quality.facts.js';

const open = <T extends { open: object }>(fact: Fact): T['open'] => fact.open as unknown as T['open'];

/** The rows of this room, as its facts tell of them. */
export const qualityTables: readonly ActTable[] = [
  {
    table: 'sample',
    types: ['quality.sample-taken'],
    says(fact) {
      const { sample, lot, herb, variant, grams, laboratory } = open<SampleTaken>(fact);
      const { lotGrams, packages, seal, retestOf } = open<SampleTaken>(fact);
      const told = { id: sample, lot_id: lot, herb, variant, grams, laboratory_id: laboratory.id };
      const more = { packages, seal, retest_of: retestOf, lot_grams: lotGrams };
      return { ...told, ...more, taken_at: new Date(fact.occurredAt) };
    },
    sealed: { taken_by: 'takenBy', recorded_by: 'actor.person' },
  },
  {
    table: 'report',
    types: ['quality.report-issued'],
    says(fact) {
      const { report, number, sample, lot, herb, variant, testedOn, edition, judgedUnder, notJudged, judgement } =
        open<ReportIssued>(fact);
      const { representsGrams, instruments } = open<ReportIssued>(fact);
      return {
        ...{ id: report, number, sample_id: sample, lot_id: lot, herb, variant, tested_on: testedOn, edition },
        ...{ judged_under: judgedUnder, not_judged: notJudged, judgement },
        ...{ represents_grams: representsGrams, instruments: instruments ?? [] },
      };
    },
    sealed: { tester: 'tester', reviewer: 'reviewer', entered_by: 'actor.person' },
    parts: [
      {
        table: 'report_result',
        parent: 'report_id',
        key: 'position',
        says: (fact) =>
          open<ReportIssued>(fact).items.map((line, index) => ({
            ...{ position: index + 1, item: line.item, value: line.value, rounded: line.rounded, unit: line.unit },
            ...{ qualitative: line.qualitative, below_loq: line.belowLoq, method: line.method, verdict: line.verdict },
            ...{ limit_value: line.limit?.value, limit_unit: line.limit?.unit, basis: line.basis, dried: line.dried },
          })),
      },
    ],
  },
  {
    table: 'release_decision',
    types: ['quality.lot-released', 'quality.lot-rejected'],
    says(fact) {
      const { lot, decision } = open<LotReleased | LotRejected>(fact);
      return { id: decision, lot_id: lot, decision: fact.type === 'quality.lot-released' ? 'released' : 'rejected' };
    },
    sealed: { reason: 'reason', decided_by: 'actor.person' },
  },
  {
    table: 'report_original',
    types: ['quality.original-filed'],
    says(fact) {
      const { original, report, sha256, bytes, shown } = open<OriginalFiled>(fact);
      return { id: original, report_id: report, sha256, bytes, shown };
    },
  },
  {
    table: 'report_withdrawal',
    types: ['quality.report-withdrawn'],
    says(fact) {
      const { withdrawal, report, lot, replacement, reason } = open<ReportWithdrawn>(fact);
      return { id: withdrawal, report_id: report, lot_id: lot, replacement_id: replacement, reason };
    },
  },
  {
    table: 'sample_receipt',
    types: ['quality.sample-received'],
    says(fact) {
      const { receipt, sample, grams, sealIntact } = open<SampleReceived>(fact);
      const told = { id: receipt, sample_id: sample, grams, seal_intact: sealIntact };
      return { ...told, received_at: new Date(fact.occurredAt) };
    },
    sealed: { received_by: 'receivedBy' },
  },
  {
    table: 'report_signature',
    types: ['quality.report-signed'],
    says(fact) {
      const { signature, report } = open<ReportSigned>(fact);
      return { id: signature, report_id: report };
    },
  },
  {
    table: 'internal_limit',
    types: ['quality.internal-limit-set'],
    says(fact) {
      const { limit, effectiveFrom, ...told } = open<InternalLimitSet>(fact);
      return { id: limit, ...told, effective_from: effectiveFrom };
    },
  },
  {
    table: 'batch_claim',
    types: ['quality.batch-claimed'],
    says(fact) {
      const { claim, code, lot, evidence } = open<BatchClaimed>(fact);
      return { id: claim, lot_id: lot, claim: code, evidence };
    },
  },
];
