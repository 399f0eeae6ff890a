import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IdentityService } from '../identity/identity.service.js';
import { HerbsService } from '../herbs/herbs.service.js';
import type { ApplicableLimits } from '../herbs/limits-for.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import { judgeReport, type JudgedItem, type JudgedReport, type Judgement, type NotJudged } from './judge-report.js';
import { namedResults, type ItemNames } from './named-results.js';
import { NoSuchReport, NoSuchSample, NotTheNamedLaboratory } from './quality.errors.js';
import type { ReportIssued } from './quality.facts.js';
import {
  gramsDrawnBefore,
  insertResults,
  listReports,
  lockQualityOf,
  readReport,
  readSample,
  reportsOfNumber,
  type ReportRow,
  type SampleRow,
} from './quality.queries.js';
import type { IssueReportDto } from './quality.dto.js';
import { reportFindings } from './report-findings.js';
import { reportReuse } from './report-reuse.js';
import { ReportEntity } from './report.entity.js';
import { personMeant } from './tester-is-not-reviewer.js';

export interface ReportAnswer extends ActAnswer {
  number: string;
  sample: string;
  lot: string;
  judgement: Judgement;
  /** The edition the lines were judged by; null when it is not held, for the reason in `notJudged`. */
  judgedUnder: string | null;
  notJudged: NotJudged | null;
  items: JudgedItem[];
  /** The hold it placed on goods that were released before; null when there was nothing to hold. */
  hold: string | null;
}

/** Reports: a laboratory says what it measured, and each line is judged there and then. Never releases, never rejects. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly herbs: HerbsService,
    private readonly identity: IdentityService,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /**
   * Records and judges a report. A failing one opens a finding that stops the release; one that comes after the release
   * holds the goods at once, wherever they are. The rejection is the quality head's act. @throws InvalidInput (units, words, doubles, a day to come), NoSuchSample, NotTheNamedLaboratory
   */
  issue(actor: Actor, dto: IssueReportDto): Promise<Recorded<ReportAnswer>> {
    if (dto.testedOn > chineseDay(this.clock.now()))
      throw new InvalidInput([
        {
          path: 'testedOn',
          value: dto.testedOn,
          message: { zh: '检验日期不能晚于今天', en: 'must not lie in the future' },
        },
      ]);
    return this.acts.perform(actor, { id: dto.id, kind: 'quality.report', body: dto }, (tx) =>
      this.judgeAndRecord(tx, actor, dto),
    );
  }

  list(actor: Actor, page: { after?: string; lot?: string; limit: number }): Promise<ReportRow[]> {
    return inTx(this.db, scopeOf(actor), (tx) => listReports(tx, { ...page, viewer: actor.organisation.id }));
  }

  /** @throws NoSuchReport unless this organisation issued it or it is about its sample */
  async report(actor: Actor, id: string): Promise<ReportRow> {
    const row = await inTx(this.db, scopeOf(actor), (tx) => readReport(tx, id, actor.organisation.id));
    if (row === undefined) throw new NoSuchReport(id);
    return row;
  }

  private async judgeAndRecord(tx: Tx, actor: Actor, dto: IssueReportDto): Promise<ReportAnswer> {
    const sample = await this.sampleFor(tx, actor, dto.sample);
    const { judged, judgedUnder } = await this.judge(tx, sample, dto);
    await lockQualityOf(tx, sample.lotId);
    const people = await this.peopleMeant(tx, actor, dto);
    const drafts = [
      ...reportFindings({
        ...{
          number: dto.number,
          testedOn: dto.testedOn,
          tester: dto.tester,
          reviewer: dto.reviewer,
          judged,
          ...people,
        },
        sampledOn: chineseDay(sample.takenAt),
        receivedOn: sample.received && chineseDay(new Date(sample.received.at)),
        instruments: dto.instruments ?? [],
      }),
      ...(await this.reuse(tx, actor, dto, sample)),
    ];
    const { factId, findings } = await this.evidence.record(tx, actor, {
      fact: factOf(actor, dto, sample, judged, judgedUnder),
      drafts,
      lots: [sample.lotId],
      subject: `report:${dto.id}`,
      concerns: sample.organisationId,
    });
    await this.insert(tx, actor, dto, { sample, judged, judgedUnder, factId, ...people });
    const held =
      judged.judgement === 'fail'
        ? await this.lots.holdFailed(tx, actor, {
            ...{ lot: sample.lotId, reportFact: factId },
            reason: `放行后检验报告 ${dto.number} 不合格`,
          })
        : undefined;
    return {
      id: dto.id,
      factId,
      findings,
      number: dto.number,
      sample: sample.id,
      lot: sample.lotId,
      judgement: judged.judgement,
      judgedUnder,
      notJudged: judged.notJudged,
      items: judged.items,
      hold: held?.hold ?? null,
    };
  }

  private async sampleFor(tx: Tx, actor: Actor, id: string): Promise<SampleRow> {
    const sample = await readSample(tx, id, actor.organisation.id);
    if (sample === undefined) throw new NoSuchSample(id);
    if (sample.laboratoryId !== actor.organisation.id) throw new NotTheNamedLaboratory(id);
    return sample;
  }

  /** Whom tester and reviewer are in the laboratory, when the written names mean somebody there. */
  private async peopleMeant(tx: Tx, actor: Actor, { tester, reviewer }: IssueReportDto) {
    const colleagues = await this.identity.colleagues(tx, actor.organisation.id);
    return { testerPerson: personMeant(tester, colleagues), reviewerPerson: personMeant(reviewer, colleagues) };
  }

  private async reuse(
    tx: Tx,
    actor: Actor,
    { number, representsGrams }: IssueReportDto,
    { id, lotId, lotGrams, factId }: SampleRow,
  ): Promise<FindingDraft[]> {
    const earlier = await reportsOfNumber(tx, actor.organisation.id, number);
    const weight = {
      representsGrams: representsGrams ?? null,
      lotGrams: lotGrams === null ? null : Number(lotGrams),
      drawnBefore: representsGrams === undefined ? 0 : await gramsDrawnBefore(tx, lotId, factId),
    };
    return reportReuse({ number, lot: lotId, sample: id, ...weight }, earlier);
  }

  private async judge(
    tx: Tx,
    sample: SampleRow,
    dto: IssueReportDto,
  ): Promise<{ judged: JudgedReport; judgedUnder: string | null }> {
    const { edition, reason } = await this.herbs.editionFor(dto.testedOn, dto.standard.edition, tx);
    const limits: ApplicableLimits | null =
      edition &&
      (await this.herbs.limitsFor(sample.herb, sample.variant, { edition: edition.code, on: dto.testedOn }, tx));
    const names: ItemNames = await this.herbs.document('items', tx);
    const { results, faults } = namedResults(dto.results, limits, names);
    if (faults.length > 0) throw new InvalidInput(faults);
    return {
      judged: judgeReport(results, limits ?? reason ?? 'edition-not-held'),
      judgedUnder: edition?.code ?? null,
    };
  }

  private async insert(
    tx: Tx,
    actor: Actor,
    dto: IssueReportDto,
    { sample, judged, judgedUnder, factId, testerPerson, reviewerPerson }: Judged & Meant,
  ): Promise<void> {
    const organisationId = actor.organisation.id;
    await tx.insert(ReportEntity, {
      organisationId,
      id: dto.id,
      ownerId: sample.organisationId,
      sampleId: sample.id,
      lotId: sample.lotId,
      herb: sample.herb,
      variant: sample.variant,
      number: dto.number,
      testedOn: dto.testedOn,
      edition: dto.standard.edition,
      judgedUnder,
      notJudged: judged.notJudged,
      judgement: judged.judgement,
      tester: dto.tester,
      reviewer: dto.reviewer,
      representsGrams: dto.representsGrams === undefined ? null : String(dto.representsGrams),
      instruments: dto.instruments ?? [],
      testerPerson,
      reviewerPerson,
      factId,
      enteredBy: actor.personId,
    });
    await insertResults(tx, { organisationId, id: dto.id, ownerId: sample.organisationId }, judged.items);
  }
}

interface Meant {
  factId: string;
  testerPerson: string | null;
  reviewerPerson: string | null;
}

interface Judged {
  sample: SampleRow;
  judged: JudgedReport;
  judgedUnder: string | null;
}

function factOf(
  actor: Actor,
  dto: IssueReportDto,
  sample: SampleRow,
  judged: JudgedReport,
  judgedUnder: string | null,
) {
  const body: ReportIssued = {
    type: 'quality.report-issued',
    open: {
      report: dto.id,
      number: dto.number,
      sample: sample.id,
      lot: sample.lotId,
      herb: sample.herb,
      variant: sample.variant,
      testedOn: dto.testedOn,
      edition: dto.standard.edition,
      judgedUnder,
      notJudged: judged.notJudged,
      judgement: judged.judgement,
      laboratory: { id: actor.organisation.id, name: actor.organisation.name },
      ...(dto.representsGrams === undefined ? {} : { representsGrams: dto.representsGrams }),
      ...(dto.instruments === undefined ? {} : { instruments: dto.instruments.map((one) => ({ ...one })) }),
      items: judged.items,
    },
    sealed: { tester: dto.tester, reviewer: dto.reviewer },
  };
  return {
    visibility: 'public' as const,
    occurredAt: `${dto.testedOn}T00:00:00+08:00`,
    subjects: [sample.lotId, sample.id, dto.id],
    parties: [sample.organisationId],
    ...body,
  };
}
