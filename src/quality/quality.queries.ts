import type { Tx } from '../platform/db/tx.js';
import type { JudgedItem, Judgement, NotJudged, Verdict } from './judge-report.js';
import type { Instrument } from './instrument-calibration.js';
import type { EarlierReport, Figures } from './report-reuse.js';
import type { ReportEvidence } from './release-evidence.js';

export interface SampleRow {
  organisationId: string;
  id: string;
  laboratoryId: string;
  lotId: string;
  lotNumber: string | null;
  herb: string;
  variant: string | null;
  grams: string;
  takenAt: Date;
  takenZone: string;
  takenBy: string;
  /** What the lot weighed when it was drawn; null in samples older than this column. */
  lotGrams: string | null;
  packages: number | null;
  seal: string | null;
  /** The failing report it was drawn to test again. */
  retestOf: string | null;
  /** How it arrived at its laboratory. */
  received: { at: string; grams: number; sealIntact: boolean; factId: string } | null;
  factId: string;
  recordedAt: Date;
}

const SAMPLE = `organisation_id as "organisationId", id, laboratory_id as "laboratoryId", lot_id as "lotId",
  lot_number as "lotNumber", herb, variant, grams, taken_at as "takenAt", taken_zone as "takenZone",
  taken_by as "takenBy", lot_grams as "lotGrams", packages, seal, retest_of as "retestOf",
  (select json_build_object('at', r.received_at, 'grams', r.grams, 'sealIntact', r.seal_intact, 'factId', r.fact_id)
   from sample_receipt r where r.organisation_id = sample.laboratory_id and r.sample_id = sample.id) as received, fact_id as "factId", recorded_at as "recordedAt"`;

/** Which rows of a list, for one viewer. */
export interface Window {
  viewer: string;
  after?: string | undefined;
  lot?: string | undefined;
  /** Rows to give; one more than a page, to see whether there is a next one. */
  limit: number;
}

/** The sample, if this organisation took it or is to test it. */
export async function readSample(tx: Tx, id: string, viewer: string): Promise<SampleRow | undefined> {
  const rows: SampleRow[] = await tx.query(
    `select ${SAMPLE} from sample where id = $1 and $2::uuid in (organisation_id, laboratory_id)`,
    [id, viewer],
  );
  return rows[0];
}

export function listSamples(tx: Tx, { viewer, after, lot, limit }: Window): Promise<SampleRow[]> {
  return tx.query(
    `select ${SAMPLE} from sample
     where (organisation_id = $1 or laboratory_id = $1)
       and ($2::uuid is null or id < $2) and ($3::uuid is null or lot_id = $3)
     order by id desc limit $4`,
    [viewer, after ?? null, lot ?? null, limit],
  );
}

export interface ReportRow {
  organisationId: string;
  id: string;
  ownerId: string;
  sampleId: string;
  lotId: string;
  herb: string;
  variant: string | null;
  number: string;
  testedOn: string;
  edition: string;
  judgedUnder: string | null;
  notJudged: NotJudged | null;
  judgement: Judgement;
  tester: string;
  reviewer: string;
  factId: string;
  enteredBy: string;
  recordedAt: Date;
  items: JudgedItem[];
  representsGrams: string | null;
  instruments: Instrument[];
  testerPerson: string | null;
  reviewerPerson: string | null;
  /** The fact by which the reviewer signed. */
  signed: string | null;
  /** Entered by mistake, as its laboratory said later. */
  withdrawn: { reason: string; at: string; replacement: string | null; factId: string } | null;
  /** The printed report, newest first. */
  originals: { sha256: string; bytes: number; shown: boolean; factId: string }[];
}

const REPORT = `organisation_id as "organisationId", id, owner_id as "ownerId", sample_id as "sampleId", lot_id as "lotId",
  herb, variant, number, tested_on::text as "testedOn", edition, judged_under as "judgedUnder", not_judged as "notJudged",
  judgement, tester, reviewer, represents_grams as "representsGrams", instruments, tester_person as "testerPerson",
  reviewer_person as "reviewerPerson",
  (select g.fact_id from report_signature g
   where g.organisation_id = report.organisation_id and g.report_id = report.id) as signed, fact_id as "factId", entered_by as "enteredBy", recorded_at as "recordedAt",
  (select coalesce(json_agg(json_build_object(
      'item', r.item, 'mandatory', r.mandatory, 'value', r.value, 'rounded', r.rounded, 'qualitative', r.qualitative,
      'belowLoq', r.below_loq, 'basis', r.basis, 'dried', r.dried, 'unit', r.unit, 'method', r.method, 'verdict', r.verdict,
      'name', case when r.name_zh is not null then json_build_object('zh', r.name_zh, 'en', r.name_en) end,
      'limit', case when r.limit_kind is not null then json_build_object('kind', r.limit_kind, 'value', r.limit_value,
        'unit', r.limit_unit, 'decimals', r.limit_decimals) end) order by r.position), '[]')
   from report_result r where r.organisation_id = report.organisation_id and r.report_id = report.id) as items,
  (select json_build_object('reason', w.reason, 'at', w.recorded_at, 'replacement', w.replacement_id, 'factId', w.fact_id)
   from report_withdrawal w where w.organisation_id = report.organisation_id and w.report_id = report.id) as withdrawn,
  (select coalesce(json_agg(json_build_object('sha256', o.sha256, 'bytes', o.bytes, 'shown', o.shown, 'factId', o.fact_id)
      order by o.recorded_at desc), '[]')
   from report_original o where o.laboratory_id = report.organisation_id and o.report_id = report.id) as originals`;

/** The report, if this organisation issued it or it is about its sample. */
export async function readReport(tx: Tx, id: string, viewer: string): Promise<ReportRow | undefined> {
  const rows: ReportRow[] = await tx.query(
    `select ${REPORT} from report where id = $1 and $2::uuid in (organisation_id, owner_id)`,
    [id, viewer],
  );
  return rows[0];
}

export function listReports(tx: Tx, { viewer, after, lot, limit }: Window): Promise<ReportRow[]> {
  return tx.query(
    `select ${REPORT} from report
     where (organisation_id = $1 or owner_id = $1)
       and ($2::uuid is null or id < $2) and ($3::uuid is null or lot_id = $3)
     order by id desc limit $4`,
    [viewer, after ?? null, lot ?? null, limit],
  );
}

/** This laboratory's standing reports of a number. */
export async function reportsOfNumber(tx: Tx, laboratory: string, number: string): Promise<EarlierReport[]> {
  return tx.query(
    `select p.number, p.lot_id as lot, p.sample_id as sample from report p
     where p.organisation_id = $1 and p.number = $2
       and not exists (select from report_withdrawal w where w.organisation_id = p.organisation_id and w.report_id = p.id)`,
    [laboratory, number],
  );
}

/** Grams of a lot's samples, for a laboratory or retained, that were on record before the fact of one of them. */
export async function gramsDrawnBefore(tx: Tx, lot: string, factId: string): Promise<number> {
  const rows: { grams: string }[] = await tx.query(
    `select coalesce(sum((f.body -> 'open' ->> 'grams')::bigint), 0) as grams
     from fact f join fact_subject s on s.fact_id = f.id
     where s.subject_id = $1 and f.type in ('quality.sample-taken', 'batches.sample-retained')
       and f.body -> 'open' ->> 'lot' = s.subject_id::text and f.id < $2`,
    [lot, factId],
  );
  return Number(rows[0]?.grams ?? 0);
}

/** What was measured in this owner's other lots of a herb: the newest reports, with their figures. */
export async function figuresOfOthers(
  tx: Tx,
  { owner, herb, lot }: { owner: string; herb: string; lot: string },
): Promise<{ number: string; values: Figures }[]> {
  return tx.query(
    `select p.number, (select coalesce(json_object_agg(r.item, r.value), '{}') from report_result r
                       where r.organisation_id = p.organisation_id and r.report_id = p.id and not r.below_loq) as values
     from (select * from report where owner_id = $1 and herb = $2 and lot_id <> $3 order by id desc limit 200) p`,
    [owner, herb, lot],
  );
}

/** All reports on this organisation's samples of a lot, as evidence for its release. */
export async function reportEvidence(tx: Tx, owner: string, lot: string): Promise<ReportEvidence[]> {
  const rows: ReportRow[] = await tx.query(
    `select ${REPORT} from report where owner_id = $1 and lot_id = $2 order by tested_on, id`,
    [owner, lot],
  );
  return rows.map((row) => ({
    id: row.id,
    factId: row.factId,
    number: row.number,
    withdrawn: row.withdrawn && { reason: row.withdrawn.reason, replacement: row.withdrawn.replacement },
    testedOn: row.testedOn,
    edition: row.edition,
    judgedUnder: row.judgedUnder,
    answered: false,
    judgement: row.judgement,
    notJudged: row.notJudged,
    tester: row.tester,
    reviewer: row.reviewer,
    enteredBy: row.enteredBy,
    laboratory: row.organisationId,
    sample: row.sampleId,
    testerPerson: row.testerPerson,
    reviewerPerson: row.reviewerPerson,
    representsGrams: row.representsGrams === null ? null : Number(row.representsGrams),
    instruments: row.instruments.length,
    signed: row.signed !== null,
    originals: row.originals.length,
    items: row.items.map(({ name, ...line }) => ({ ...line, nameZh: name?.zh ?? line.item })),
  }));
}

/** What failed in any report on a lot of this organisation. */
export function failedItems(
  tx: Tx,
  owner: string,
  lot: string,
): Promise<{ report: string; item: string; name: { zh: string; en: string } | null }[]> {
  return tx.query(
    `select p.number as report, r.item,
            case when r.name_zh is not null then json_build_object('zh', r.name_zh, 'en', r.name_en) end as name
     from report p join report_result r on r.organisation_id = p.organisation_id and r.report_id = p.id
     where p.owner_id = $1 and p.lot_id = $2 and r.verdict = $3
       and not exists (select from report_withdrawal w where w.organisation_id = p.organisation_id and w.report_id = p.id)
     order by p.tested_on, p.id, r.position`,
    [owner, lot, 'fail' satisfies Verdict],
  );
}

/** Writes the lines of a report in one statement. */
export async function insertResults(
  tx: Tx,
  report: { organisationId: string; id: string; ownerId: string },
  items: readonly JudgedItem[],
): Promise<void> {
  await tx.query(
    `insert into report_result (organisation_id, report_id, position, owner_id, item, name_zh, name_en, mandatory, limit_kind,
       limit_value, limit_unit, limit_decimals, value, rounded, qualitative, below_loq, unit, method, verdict, basis, dried)
     select $1, $2, e.position, $3, r.item, r.name ->> 'zh', r.name ->> 'en', r.mandatory, r.limit ->> 'kind',
       r.limit ->> 'value', r.limit ->> 'unit', (r.limit ->> 'decimals')::smallint, r.value, r.rounded, r.qualitative,
       r."belowLoq", r.unit, r.method, r.verdict, r.basis, r.dried
     from jsonb_array_elements($4::jsonb) with ordinality e(line, position),
       jsonb_to_record(e.line) as r(item text, name jsonb, mandatory boolean, "limit" jsonb, value text, rounded text,
         qualitative text, "belowLoq" boolean, unit text, method text, verdict text, basis text, dried text)`,
    [report.organisationId, report.id, report.ownerId, JSON.stringify(items)],
  );
}

/**
 * One decision or report about a lot at a time: a report that comes in while the quality head signs is either in the
 * checklist or sees the lot released. The laboratory cannot lock the lot itself, which it may not see.
 */
export async function lockQualityOf(tx: Tx, lot: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(900, hashtext($1))`, [lot]);
}

/** Whether a release of this lot that still stands named this report; asked by a laboratory, which sees no decision. */
export async function releaseRestsOn(tx: Tx, lot: string, number: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `select from fact f join fact_subject s on s.fact_id = f.id
     where s.subject_id = $1 and f.type = 'quality.lot-released' and f.body -> 'open' -> 'reports' ? $2 limit 1`,
    [lot, number],
  );
  return rows.length > 0;
}
