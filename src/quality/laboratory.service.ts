import { Injectable } from '@nestjs/common';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { IdentityService } from '../identity/identity.service.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import {
  AlreadyRecorded,
  NoSuchReport,
  NoSuchSample,
  NotTheNamedLaboratory,
  SignatureRefused,
} from './quality.errors.js';
import type { ReceiveSampleDto, SignReportDto } from './quality.dto.js';
import type { ReportSigned, SampleReceived } from './quality.facts.js';
import { lockQualityOf, readReport, readSample, type SampleRow } from './quality.queries.js';
import { ReportSignatureEntity } from './report.entity.js';
import { sampleOnTheWay } from './sample-on-the-way.js';
import { SampleReceiptEntity } from './sample.entity.js';

export interface ReceiptAnswer extends ActAnswer {
  sample: string;
  grams: number;
  sealIntact: boolean;
}

export interface SignatureAnswer extends ActAnswer {
  report: string;
  number: string;
}

/** The laboratory's side besides the report itself: the sample that arrives, the reviewer who signs. */
@Injectable()
export class LaboratoryService {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly identity: IdentityService,
  ) {}

  /** @throws NoSuchSample, NotTheNamedLaboratory, IdAlreadyUsed when it was received before, InvalidInput (a time to come) */
  receive(actor: Actor, id: string, dto: ReceiveSampleDto): Promise<Recorded<ReceiptAnswer>> {
    refuseFuture('receivedAt', dto.receivedAt, this.clock.now());
    const act = { id: dto.id, kind: 'quality.receive', path: id.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const sample = await this.sampleFor(tx, actor, id);
      await lockQualityOf(tx, sample.lotId);
      if ((await readSample(tx, id, actor.organisation.id))?.received)
        throw new AlreadyRecorded({ zh: '该样品已登记收样', en: 'the arrival of this sample is on record' });
      const { grams, sealIntact } = dto;
      const open = { receipt: dto.id, sample: sample.id, lot: sample.lotId, grams, sealIntact };
      const fact: SampleReceived = {
        type: 'quality.sample-received',
        open,
        sealed: { receivedBy: dto.receivedBy },
      };
      const drafts: FindingDraft[] = sampleOnTheWay({
        ...{ takenGrams: Number(sample.grams), receivedGrams: grams, sealIntact, takenAt: sample.takenAt },
        receivedAt: new Date(dto.receivedAt),
      });
      const recorded = await this.evidence.record(tx, actor, {
        fact: {
          ...fact,
          ...{ visibility: 'public', occurredAt: dto.receivedAt, subjects: [sample.id, sample.lotId] },
          parties: [sample.organisationId],
        },
        drafts,
        lots: [sample.lotId],
        subject: `sample:${sample.id}`,
        concerns: sample.organisationId,
      });
      await tx.insert(SampleReceiptEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, ownerId: sample.organisationId, sampleId: sample.id },
        ...{ receivedAt: new Date(dto.receivedAt), receivedBy: dto.receivedBy, grams: String(grams), sealIntact },
        ...{ factId: recorded.factId, recordedBy: actor.personId },
      });
      return { id: dto.id, ...recorded, sample: sample.id, grams, sealIntact };
    });
  }

  /** The reviewer signs. @throws PasswordNotConfirmed, NoSuchReport, SignatureRefused (whoever entered it; withdrawn; twice) */
  async sign(actor: Actor, id: string, dto: SignReportDto): Promise<Recorded<SignatureAnswer>> {
    await this.identity.confirmPassword(actor, dto.password);
    const act = { id: dto.id, kind: 'quality.sign-report', path: id.toLowerCase(), body: { id: dto.id } };
    return this.acts.perform(actor, act, async (tx) => {
      const found = await readReport(tx, id, actor.organisation.id);
      if (found === undefined || found.organisationId !== actor.organisation.id) throw new NoSuchReport(id);
      await lockQualityOf(tx, found.lotId);
      const report = (await readReport(tx, id, actor.organisation.id)) ?? found;
      refuseSignature(actor, report);
      const open = { signature: dto.id, report: report.id, number: report.number, lot: report.lotId };
      const fact: ReportSigned = { type: 'quality.report-signed', open };
      const recorded = await this.evidence.record(tx, actor, {
        fact: {
          ...fact,
          ...{ visibility: 'public', occurredAt: await databaseNow(tx), subjects: [report.id, report.lotId] },
          parties: [report.ownerId],
        },
        subject: `report:${report.id}`,
      });
      await tx.insert(ReportSignatureEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, ownerId: report.ownerId, reportId: report.id },
        ...{ factId: recorded.factId, signedBy: actor.personId },
      });
      return { id: dto.id, ...recorded, report: report.id, number: report.number };
    });
  }

  private async sampleFor(tx: Tx, actor: Actor, id: string): Promise<SampleRow> {
    const sample = await readSample(tx, id, actor.organisation.id);
    if (sample === undefined) throw new NoSuchSample(id);
    if (sample.laboratoryId !== actor.organisation.id) throw new NotTheNamedLaboratory(id);
    return sample;
  }
}

/** Who entered or tested does not sign; a report is signed once, and not after it was withdrawn. */
function refuseSignature(
  actor: Actor,
  report: { enteredBy: string; testerPerson: string | null; withdrawn: object | null; signed: string | null },
): void {
  if (report.withdrawn !== null)
    throw new SignatureRefused({ zh: '报告已撤回，不能签字', en: 'the report was withdrawn' });
  if (report.signed !== null) throw new SignatureRefused({ zh: '报告已签字', en: 'the report is signed already' });
  if (actor.personId === report.enteredBy || actor.personId === report.testerPerson)
    throw new SignatureRefused({
      zh: '复核签字须由录入人、检验人以外的人作出',
      en: 'the reviewer who signs is neither the tester nor whoever entered the report',
    });
}
