import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { toBalanceLine } from '../lots/matter.dto.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { sumGrams } from '../platform/quantity.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { entryDisclosure } from '../rules/entry-disclosure.js';
import { BatchEntity } from './batch.entity.js';
import { batchGrams, BatchMaking, type BatchAnswer } from './batch-making.service.js';
import { MakeBatchDto, type SplitBatchDto } from './batches.dto.js';
import { noBatch } from './batches.errors.js';
import { toBatchView, type BatchView } from './batch-view.js';
import { lostWeight } from './lost-weight.js';

/** What a batch was split into: the findings of all its parts together. */
export interface SplitAnswer {
  id: string;
  factId: string;
  findings: BatchAnswer['findings'];
  parts: Omit<BatchAnswer, 'findings'>[];
}

/** Owns batches: blends lots into one that is tested, released and coded as a whole, and splits one into several. */
@Injectable()
export class BatchesService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly making: BatchMaking,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: MakeBatchDto) => this.makeBatch(actor, dto);
    this.sync.register<MakeBatchDto>({ kind: 'batch', permission: 'batches:write', dto: MakeBatchDto, perform });
  }

  /** Throws what BatchMaking.make throws, and InvalidInput for a day to come. */
  makeBatch(actor: Actor, dto: MakeBatchDto): Promise<Recorded<BatchAnswer>> {
    const at = dto.madeAt ?? this.clock.now().toISOString();
    refuseFuture('madeAt', at, this.clock.now());
    const { id, madeAt: _at, entry: filled, ...said } = dto;
    const entry = entryDisclosure(filled, { at, now: this.clock.now() }, undefined);
    const inputs = dto.inputs.map(({ lot, grams }) => ({ lot: lot.toLowerCase(), grams }));
    const balance = (dto.balance ?? []).map(toBalanceLine);
    batchGrams(inputs, balance);
    return this.acts.perform(actor, { id, kind: 'batch', body: dto }, (tx) =>
      this.making.make(tx, actor, { ...said, id, actId: id, at, inputs, balance, entry }),
    );
  }

  /**
   * Splits part of a batch, or all of it, into new batches, each with its number and code; what is packed stays. The
   * parts are pending again, whatever the whole was: each is tested and released as the batch it now is. R-25 is asked
   * of the whole act. Throws NotFound, and what BatchMaking.make throws.
   */
  split(actor: Actor, batchId: string, dto: SplitBatchDto): Promise<Recorded<SplitAnswer>> {
    const at = dto.splitAt ?? this.clock.now().toISOString();
    refuseFuture('splitAt', at, this.clock.now());
    const organisationId = actor.organisation.id;
    const whole = batchId.toLowerCase();
    const entry = entryDisclosure(undefined, { at, now: this.clock.now() }, undefined);
    return this.acts.perform(actor, { id: dto.id, kind: 'batch-split', path: whole, body: dto }, async (tx) => {
      const batch = await tx.findOneBy(BatchEntity, { organisationId, id: whole });
      if (batch === null) throw noBatch(batchId);
      const lost = dto.loss?.grams ?? 0;
      const drawn = sumGrams(dto.parts.map(({ grams }) => grams)) + lost;
      const drafts = lostWeight(drawn, lost);
      const parts: BatchAnswer[] = [];
      for (const [index, { id, number, grams, variant, specification }] of dto.parts.entries()) {
        // The scales' difference is one figure for the whole act; it stands with the first part.
        const loss = index === 0 && dto.loss !== undefined ? dto.loss : undefined;
        const { herb, shelfLifeMonths, shelfLifeBasis, storage } = batch;
        parts.push(
          await this.making.make(tx, actor, {
            ...{ id, actId: dto.id, number, herb, variant: variant ?? batch.variant ?? undefined, at },
            inputs: [{ lot: whole, grams: grams + (loss?.grams ?? 0) }],
            balance: loss === undefined ? [] : [{ kind: 'loss', grams: loss.grams, reason: loss.reason }],
            specification: specification ?? batch.specification ?? undefined,
            shelfLifeMonths: shelfLifeBasis === 'entered' ? (shelfLifeMonths ?? undefined) : undefined,
            ...{ storage: storage ?? undefined, lossIsJudged: true, drafts, entry },
          }),
        );
      }
      const findings = parts.flatMap((part) => part.findings);
      return {
        ...{ id: dto.id, factId: parts[0]!.factId, findings },
        parts: parts.map(({ findings: _findings, ...part }) => part),
      };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<BatchView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, BatchEntity, own, page));
    return pageOf(rows, page.limit, toBatchView);
  }
}
