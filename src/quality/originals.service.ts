import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { FileStore } from '../platform/storage/file-store.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { pdfFault } from './pdf-file.js';
import { AlreadyRecorded, NoSuchReport, NotAnOriginal } from './quality.errors.js';
import type { OriginalFiled } from './quality.facts.js';
import { readReport } from './quality.queries.js';
import { ReportOriginalEntity } from './report-correction.entity.js';

export interface OriginalAnswer extends ActAnswer {
  report: string;
  sha256: string;
  bytes: number;
  shown: boolean;
}

/** The printed reports, kept under their SHA-256. What the fact hashed is what the store hands out. */
@Injectable()
export class OriginalsService {
  constructor(
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly files: FileStore,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /**
   * Keeps the file the laboratory printed. Either side of the report may file it; a second file stands beside the first.
   * The file is stored before the act: what is left of an act that failed is a file nobody names.
   * @throws NotAnOriginal (no PDF, too large, cut off), NoSuchReport
   */
  async file(
    actor: Actor,
    report: string,
    { id, shown, bytes }: { id: string; shown: boolean; bytes: Uint8Array },
  ): Promise<Recorded<OriginalAnswer>> {
    const fault = pdfFault(bytes);
    if (fault !== undefined) throw new NotAnOriginal(fault);
    await inTx(this.db, scopeOf(actor), (tx) => this.reportOf(tx, actor, report));
    const sha256 = await this.files.keep('report-original', bytes);
    const body = { id, shown, sha256 };
    return this.acts.perform(actor, { id, kind: 'quality.original', path: report.toLowerCase(), body }, async (tx) => {
      const { organisationId, ownerId, lotId, originals } = await this.reportOf(tx, actor, report);
      if (originals.some((kept) => kept.sha256 === sha256))
        throw new AlreadyRecorded({
          zh: '该文件已作为本报告的原件保存',
          en: 'this file is kept for this report already',
        });
      const told = { original: id, report: report.toLowerCase(), lot: lotId, sha256, bytes: bytes.length, shown };
      const fact: OriginalFiled = { type: 'quality.original-filed', open: told };
      const recorded = await this.evidence.record(tx, actor, {
        fact: {
          ...fact,
          visibility: 'public',
          occurredAt: await databaseNow(tx),
          subjects: [lotId, told.report],
          parties: [organisationId, ownerId],
        },
        subject: `report:${told.report}`,
      });
      await tx.insert(ReportOriginalEntity, {
        ...{ organisationId: actor.organisation.id, id, laboratoryId: organisationId, ownerId, reportId: told.report },
        ...{ sha256, bytes: bytes.length, shown, factId: recorded.factId, filedBy: actor.personId },
      });
      return { id, ...recorded, report: told.report, sha256, bytes: bytes.length, shown };
    });
  }

  /** The newest original of a report, for both sides of it. @throws NoSuchReport when there is none */
  async open(actor: Actor, report: string): Promise<{ sha256: string; bytes: number; stream: Readable }> {
    const found = await inTx(this.db, scopeOf(actor), async (tx) => {
      await this.reportOf(tx, actor, report);
      return tx.findOne(ReportOriginalEntity, { where: { reportId: report }, order: { recordedAt: 'DESC' } });
    });
    const file = found && (await this.files.open(found.sha256));
    if (!found || !file) throw new NoSuchReport(report);
    return { sha256: found.sha256, ...file };
  }

  private async reportOf(tx: Tx, actor: Actor, report: string) {
    const row = await readReport(tx, report, actor.organisation.id);
    if (row === undefined) throw new NoSuchReport(report);
    return row;
  }
}
