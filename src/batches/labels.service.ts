import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BatchCodes } from '../lots/batch-codes.js';
import { BatchLabels, type BatchLabel, type PackageLabel } from '../lots/batch-label.js';
import { labelFields, missingFields, type LabelField } from '../lots/label-fields.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { BatchLabelEntity, PackingEntity } from './batch.entity.js';
import type { SetLabelDto } from './batches.dto.js';
import { emptyLabel, LabelFrozen, noBatch } from './batches.errors.js';
import type { BatchesFacts } from './batches.facts.js';
import { readLabelRow, type LabelRow } from './label-of-batch.queries.js';

/** A batch's labels as its own desk sees them. */
export interface LabelView extends BatchLabel {
  complete: boolean;
  /** Nobody entered a shelf life: the reference data's figure stands, and the reader is told. */
  shelfLifeByReference: boolean;
}

export interface LabelAnswer extends ActAnswer {
  batch: string;
}

type LabelSet = BatchesFacts['batches.label-set'];

/** Owns what labels say: computed from what stands on record, decided by people only until the batch is decided on. */
@Injectable()
export class LabelsService extends BatchLabels {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly codes: BatchCodes,
  ) {
    super();
  }

  /** Throws NotFound, LabelFrozen, InvalidInput for a body that decides nothing. */
  setLabel(actor: Actor, batchId: string, dto: SetLabelDto): Promise<Recorded<LabelAnswer>> {
    const { id, ...given } = dto;
    const decided = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    if (Object.keys(decided).length === 0) throw emptyLabel();
    const batch = batchId.toLowerCase();
    const organisationId = actor.organisation.id;
    return this.acts.perform(actor, { id, kind: 'batch-label', path: batch, body: dto }, async (tx) => {
      const row = await readLabelRow(tx, organisationId, batch);
      if (row === undefined) throw noBatch(batchId);
      // Under the lot's lock: no release can come between the question and the answer.
      if ((await this.lots.lotForUpdate(tx, batch)).quality !== 'pending') throw new LabelFrozen(row.number);
      const open: LabelSet = { batch, label: id, ...(decided as Partial<LabelSet>) };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'batches.label-set',
          visibility: 'public',
          occurredAt: await databaseNow(tx),
          subjects: [batch, id],
          open,
        },
        lots: [batch],
        subject: `batch-label:${id}`,
      });
      const { specification = null, shelfLifeMonths = null, storage = null } = open;
      await tx.insert(BatchLabelEntity, {
        ...{ organisationId, id, batchId: batch, specification, shelfLifeMonths, storage, factId },
      });
      return { id, factId, findings, batch };
    });
  }

  /** Throws NotFound. */
  label(actor: Actor, batchId: string): Promise<LabelView> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const row = await readLabelRow(tx, actor.organisation.id, batchId);
      const label = row && (await this.toLabel(tx, actor, batchId.toLowerCase(), row));
      if (row === undefined || label === undefined) throw noBatch(batchId);
      const complete = label.packings.length > 0 && label.packings.every(({ missing }) => missing.length === 0);
      return { ...label, complete, shelfLifeByReference: row.shelfLifeByReference };
    });
  }

  override async labelOf(tx: Tx, actor: Actor, batch: string): Promise<BatchLabel | undefined> {
    const row = await readLabelRow(tx, actor.organisation.id, batch);
    return row && this.toLabel(tx, actor, batch.toLowerCase(), row);
  }

  /** The eleven fields of packages that are being filled, before their row stands. */
  async fieldsOf(
    tx: Tx,
    actor: Actor,
    batch: string,
    packing: { gramsEach: number; packedAt: string },
  ): Promise<LabelField[]> {
    const row = await readLabelRow(tx, actor.organisation.id, batch);
    if (row === undefined) throw noBatch(batch);
    const code = (await this.codes.codeOfBatch(tx, batch)) ?? null;
    return fieldsOf(row, code, packing.gramsEach, chineseDay(new Date(packing.packedAt)));
  }

  private async toLabel(tx: Tx, actor: Actor, lot: string, row: LabelRow): Promise<BatchLabel> {
    const packed = await tx.find(PackingEntity, {
      where: { organisationId: actor.organisation.id, batchId: lot },
      order: { firstSerial: 'ASC' },
    });
    const code = (await this.codes.codeOfBatch(tx, lot)) ?? null;
    const view = await this.lots.view(tx, actor, lot);
    const packings = packed.map(({ firstSerial, lastSerial, gramsEach, packedAt }): PackageLabel => {
      const fields = fieldsOf(row, code, Number(gramsEach), chineseDay(packedAt));
      return {
        ...{ firstSerial: Number(firstSerial), lastSerial: Number(lastSerial), gramsEach: Number(gramsEach) },
        ...{ fields, missing: missingFields(fields) },
      };
    });
    const frozen = view.disclosure === 'full' && view.quality !== 'pending';
    return { lot, number: row.number, frozen, storage: row.storage, packings };
  }
}

function fieldsOf(row: LabelRow, code: string | null, gramsEach: number, packedOn: string): LabelField[] {
  const { number: batchNumber, specification, variant, ...told } = row;
  return labelFields({ ...told, batchNumber, form: specification ?? variant, gramsEach, packedOn, code });
}
