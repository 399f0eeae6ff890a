import { Injectable } from '@nestjs/common';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import type { Actor } from '../platform/http/actor.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { FindingDecisions } from '../rules/finding-decisions.service.js';
import { correctionFault } from './correction-fault.js';
import { ReportWithdrawn as AlreadyWithdrawn, NoSuchReport } from './quality.errors.js';
import type { WithdrawReportDto } from './quality.dto.js';
import type { ReportWithdrawn } from './quality.facts.js';
import { lockQualityOf, readReport, releaseRestsOn, type ReportRow } from './quality.queries.js';
import { ReportWithdrawalEntity } from './report-correction.entity.js';

export interface WithdrawalAnswer extends ActAnswer {
  report: string;
  number: string;
  replacement: string | null;
}

/** Corrections of reports: the laboratory withdraws what it entered by mistake. Both stay on record. */
@Injectable()
export class CorrectionsService {
  constructor(
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly decisions: FindingDecisions,
  ) {}

  /**
   * Withdraws a report of one's own laboratory; what it opened as findings is cured by that. A batch that was released on
   * it gets a finding. @throws NoSuchReport, AlreadyWithdrawn, InvalidInput (a replacement that is none)
   */
  withdraw(actor: Actor, id: string, dto: WithdrawReportDto): Promise<Recorded<WithdrawalAnswer>> {
    const act = { id: dto.id, kind: 'quality.withdraw', path: id.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const report = await readReport(tx, id, actor.organisation.id);
      if (report === undefined || report.organisationId !== actor.organisation.id) throw new NoSuchReport(id);
      await lockQualityOf(tx, report.lotId);
      const now = (await readReport(tx, id, actor.organisation.id)) ?? report;
      const replacement =
        dto.replacement === undefined ? undefined : await readReport(tx, dto.replacement, actor.organisation.id);
      const fault = correctionFault(now, dto.replacement === undefined ? undefined : (replacement ?? null));
      if (fault === 'corrected-before') throw new AlreadyWithdrawn(report.number);
      if (fault === 'no-replacement') throw noReplacement(dto.replacement);
      const fact = await this.record(tx, actor, dto, report, replacement);
      await tx.insert(ReportWithdrawalEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, ownerId: report.ownerId, reportId: report.id },
        ...{ lotId: report.lotId, replacementId: replacement?.id ?? null, reason: dto.reason },
        ...{ factId: fact.factId, withdrawnBy: actor.personId },
      });
      await this.decisions.cure(tx, actor, report.factId, {
        factId: fact.factId,
        reason: `报告 ${report.number} 已撤回：${dto.reason}`,
      });
      return { id: dto.id, ...fact, report: report.id, number: report.number, replacement: replacement?.id ?? null };
    });
  }

  private async record(
    tx: Tx,
    actor: Actor,
    dto: WithdrawReportDto,
    report: ReportRow,
    replacement: ReportRow | undefined,
  ) {
    const fact: ReportWithdrawn = {
      type: 'quality.report-withdrawn',
      open: {
        ...{ withdrawal: dto.id, report: report.id, number: report.number, lot: report.lotId },
        ...{ replacement: replacement?.id ?? null, reason: dto.reason },
      },
    };
    const released = await releaseRestsOn(tx, report.lotId, report.number);
    return this.evidence.record(tx, actor, {
      fact: {
        ...fact,
        visibility: 'public',
        occurredAt: await databaseNow(tx),
        subjects: [report.lotId, report.id, ...(replacement ? [replacement.id] : [])],
        parties: [report.ownerId],
      },
      drafts: released
        ? [
            {
              ruleId: 'R-21',
              level: 'block',
              message: {
                zh: `本批据以放行的报告 ${report.number} 已被检验机构撤回`,
                en: `report ${report.number}, on which the batch was released, was withdrawn by its laboratory`,
              },
            },
          ]
        : [],
      lots: [report.lotId],
      subject: `report:${report.id}`,
      concerns: report.ownerId,
    });
  }
}

function noReplacement(value: string | undefined): InvalidInput {
  return new InvalidInput([
    {
      path: 'replacement',
      value,
      message: {
        zh: '应为本机构就同一样品另行出具、未撤回的报告',
        en: 'must be another report of this laboratory on the same sample, not withdrawn',
      },
    },
  ]);
}
