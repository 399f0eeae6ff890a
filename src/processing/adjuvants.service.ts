import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { regionOfWork } from '../identity/workplace.queries.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { inZone, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { AdjuvantLotEntity } from './adjuvant-lot.entity.js';
import { ReceiveAdjuvantDto } from './adjuvants.dto.js';
import { noAdjuvant } from './processing.errors.js';
import type { ProcessingFacts } from './processing.facts.js';
import { adjuvantOf, processingReference } from './processing-reference.queries.js';

export interface AdjuvantAnswer extends ActAnswer {
  lot: string;
  adjuvant: string;
  grams: number;
}

export interface AdjuvantLotView {
  id: string;
  factId: string;
  adjuvant: string;
  supplier: string;
  batchNumber: string | null;
  standard: string | null;
  grams: number;
  receivedAt: string;
  expiresOn: string | null;
  documents: { kind: string; number: string }[];
  recordedAt: string;
}

type Received = ProcessingFacts['processing.adjuvant-received'];

/** Owns adjuvants as they come in: each delivery is a lot with a balance, drawn by runs like the herb itself. */
@Injectable()
export class AdjuvantsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** Throws InvalidInput for an adjuvant the reference data does not have. */
  receive(actor: Actor, dto: ReceiveAdjuvantDto): Promise<Recorded<AdjuvantAnswer>> {
    refuseFuture('receivedAt', dto.receivedAt, this.clock.now());
    const organisationId = actor.organisation.id;
    return this.acts.perform(actor, { id: dto.id, kind: 'adjuvant', body: dto }, async (tx) => {
      const { adjuvants } = await processingReference(tx);
      const known = adjuvantOf(adjuvants, dto.adjuvant);
      if (known === undefined) throw noAdjuvant(dto.adjuvant, adjuvants);
      const { id, grams, supplier, batchNumber, standard, receivedAt, expiresOn, documents = [] } = dto;
      const region = await regionOfWork(tx, organisationId, [{ region: UNKNOWN_SEAT, initialQuantity: grams }]);
      const open: Received = {
        ...{ lot: id, adjuvant: known.code, grams, receivedAt },
        ...(batchNumber === undefined ? {} : { batchNumber }),
        ...(standard === undefined ? {} : { standard }),
        ...(expiresOn === undefined ? {} : { expiresOn }),
        documents: documents.map(({ kind, number }) => ({ kind, number })),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'processing.adjuvant-received',
          visibility: 'public',
          occurredAt: receivedAt,
          subjects: [id],
          open,
          sealed: { supplier },
        },
        lots: [id],
        subject: `adjuvant:${id}`,
      });
      await this.lots.born(tx, actor, {
        ...{ id, kind: 'adjuvant', herb: known.code, quantity: grams, region, bornAt: receivedAt },
        ...{ factId, actId: id, origins: [] },
      });
      await tx.insert(AdjuvantLotEntity, {
        ...{ organisationId, id, adjuvant: known.code, supplier, grams: String(grams), factId },
        ...{ batchNumber: batchNumber ?? null, standard: standard ?? null, expiresOn: expiresOn ?? null },
        ...{ receivedAt: new Date(receivedAt), receivedZone: zoneOf(receivedAt), documents: open.documents },
      });
      return { id, factId, findings, lot: id, adjuvant: known.code, grams };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<AdjuvantLotView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, AdjuvantLotEntity, own, page));
    return pageOf(rows, page.limit, toView);
  }
}

/** For an organisation without a seat in the directory: the whole country. */
const UNKNOWN_SEAT = '10';

function toView(row: AdjuvantLotEntity): AdjuvantLotView {
  const { id, factId, adjuvant, supplier, batchNumber, standard, expiresOn, documents } = row;
  return {
    ...{ id, factId, adjuvant, supplier, batchNumber, standard, grams: Number(row.grams), expiresOn, documents },
    ...{ receivedAt: inZone(row.receivedAt, row.receivedZone), recordedAt: row.recordedAt.toISOString() },
  };
}
