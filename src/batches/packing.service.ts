import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BatchCodes } from '../lots/batch-codes.js';
import { LotsService } from '../lots/lots.service.js';
import { LotPackages } from '../lots/packages.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { entryDisclosure } from '../rules/entry-disclosure.js';
import { bornHeldBecause } from '../rules/finding.js';
import { timeOrder } from '../rules/time-order.js';
import { labelComplete } from '../rules/label-complete.js';
import { BatchEntity, PackingEntity } from './batch.entity.js';
import type { PackDto } from './batches.dto.js';
import { noBatch } from './batches.errors.js';
import type { BatchesFacts } from './batches.facts.js';
import { toBatchView, toPackingView, type WholeBatchView } from './batch-view.js';
import { LabelsService } from './labels.service.js';
import { packingMaterial } from './packing-material.js';
import { packingReference } from './packing-reference.queries.js';
import { packingRejected } from './packing-rejected.js';

export interface PackingAnswer extends ActAnswer {
  lot: string;
  count: number;
  gramsEach: number;
  firstSerial: number;
  lastSerial: number;
}

/** Owns packings. Packages are counted, never listed: they get serials, and codes of their own only when asked for. */
@Injectable()
export class PackingService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly packages: LotPackages,
    private readonly codes: BatchCodes,
    private readonly labels: LabelsService,
  ) {}

  /** Throws PackedMoreThanThereIs with the figures. A forbidden bag or a rejected batch is recorded, and the batch held for it. */
  pack(actor: Actor, batchId: string, dto: PackDto): Promise<Recorded<PackingAnswer>> {
    refuseFuture('packedAt', dto.packedAt, this.clock.now());
    const act = { id: dto.id, kind: 'packing', path: batchId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const batch = await batchOf(tx, actor.organisation.id, batchId);
      const lot = await this.lots.lotForUpdate(tx, batch.id);
      const { count, gramsEach, material, packedAt } = dto;
      // Serials are drawn under the lot's lock, and the fact names them: so its id is made first.
      const packing = { id: newId(), lot: batch.id, count, gramsEach, actId: dto.id };
      const serials = await this.packages.pack(tx, actor, { ...packing, factId: packing.id });
      const { forbiddenMaterials } = await packingReference(tx);
      const drafts = [...packingMaterial(material, forbiddenMaterials), ...packingRejected(lot.quality, batch.number)];
      drafts.push(...timeOrder({ name: { zh: '包装', en: 'the packing' }, at: packedAt }, [lot]));
      drafts.push(...labelComplete(await this.labels.fieldsOf(tx, actor, batch.id, { gramsEach, packedAt })));
      const entry = entryDisclosure(dto.entry, { at: packedAt, now: this.clock.now() }, undefined);
      const open: BatchesFacts['batches.packed'] = {
        lot: batch.id,
        packing: dto.id,
        count,
        gramsEach,
        material,
        packedAt,
        ...serials,
        ...(entry === undefined ? {} : { entry }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          id: packing.id,
          type: 'batches.packed',
          visibility: 'public',
          occurredAt: packedAt,
          subjects: [batch.id, dto.id],
          open,
        },
        drafts,
        lots: [batch.id],
        subject: `packing:${dto.id}`,
      });
      await tx.insert(PackingEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, batchId: batch.id, material, factId },
        ...{
          count: String(count),
          gramsEach: String(gramsEach),
          packedAt: new Date(packedAt),
          packedZone: zoneOf(packedAt),
        },
        ...{ firstSerial: String(serials.firstSerial), lastSerial: String(serials.lastSerial) },
        entry: entry ?? null,
      });
      const reason = bornHeldBecause(drafts)?.zh;
      if (reason !== undefined)
        await this.lots.hold(tx, actor, { id: newId(), scope: 'lot', subject: batch.id, authority: 'finding', reason });
      return { id: dto.id, factId, findings, lot: batch.id, count, gramsEach, ...serials };
    });
  }

  /** The batch with its packings, its code and the state of its lot. Throws NotFound. */
  batch(actor: Actor, id: string): Promise<WholeBatchView> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const batch = await batchOf(tx, organisationId, id);
      const lot = await this.lots.lotForUpdate(tx, batch.id);
      const rows = await tx.find(PackingEntity, {
        where: { organisationId, batchId: batch.id },
        order: { firstSerial: 'ASC' },
      });
      const code = (await this.codes.codeOfBatch(tx, batch.id)) ?? null;
      const { remaining, quality, custody, holds } = lot;
      const packages = rows.reduce((sum, { count }) => sum + Number(count), 0);
      return {
        ...toBatchView(batch),
        code,
        remaining,
        quality,
        custody,
        holds,
        packages,
        packings: rows.map(toPackingView),
      };
    });
  }
}

async function batchOf(tx: Tx, organisationId: string, id: string): Promise<BatchEntity> {
  const batch = await tx.findOneBy(BatchEntity, { organisationId, id });
  if (batch === null) throw noBatch(id);
  return batch;
}
