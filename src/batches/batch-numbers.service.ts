import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import { BatchNumberEntity, BatchNumberSchemeEntity } from './batch.entity.js';
import type { SetNumberSchemeDto, VoidNumberDto } from './batches.dto.js';
import { BatchNumberTaken, noNumberScheme, wrongPattern } from './batches.errors.js';
import {
  gapsOf,
  nextSequence,
  numbersOf,
  schemeFor,
  type NumberGap,
  type NumberLine,
} from './batch-numbers.queries.js';
import { numberFollowsScheme } from './number-follows-scheme.js';
import { numberScope, patternFault, rendered, sequenceOf } from './number-pattern.js';

/** A number as it will be kept. */
export interface Numbered {
  number: string;
  scope: string | null;
  sequence: number | null;
  drafts: FindingDraft[];
}

/** Owns the numbers of batches: what follows what, and that none is used twice. */
@Injectable()
export class BatchNumbers {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
  ) {}

  /**
   * The number of a new batch: the one that was given, or the next of the scheme. A given number of the scheme takes its
   * place in it, so the next one does not collide. Throws InvalidInput where none is given and no scheme is set.
   */
  async numberFor(
    tx: Tx,
    organisationId: string,
    given: string | undefined,
    batch: { herb: string; divisionCode: string; at: string; harvestedOn: string | null },
  ): Promise<Numbered> {
    const pattern = await schemeFor(tx, organisationId, batch.herb);
    if (pattern === undefined) {
      if (given === undefined) throw noNumberScheme();
      return { number: given, scope: null, sequence: null, drafts: [] };
    }
    const { herb, divisionCode, at, harvestedOn } = batch;
    const values = { herb, divisionCode, harvestedOn, madeOn: chineseDay(new Date(at)) };
    const scope = numberScope(pattern, values);
    if (given === undefined) {
      const sequence = await nextSequence(tx, organisationId, scope);
      return { number: rendered(pattern, values, sequence), scope, sequence, drafts: [] };
    }
    const sequence = sequenceOf(pattern, values, given);
    const drafts = numberFollowsScheme(given, pattern, sequence !== undefined);
    return { number: given, ...(sequence === undefined ? NOWHERE : { scope, sequence }), drafts };
  }

  /** Keeps the number for ever. Throws BatchNumberTaken, also for one that was declared void. */
  async keep(
    tx: Tx,
    organisationId: string,
    { id, factId, number, scope, sequence }: Numbered & { id: string; factId: string },
  ): Promise<void> {
    await this.insert(tx, { organisationId, id, factId, number, scope, sequence, voidReason: null });
  }

  /** Throws InvalidInput naming what is wrong with the pattern. */
  setScheme(actor: Actor, dto: SetNumberSchemeDto): Promise<Recorded<ActAnswer & { pattern: string }>> {
    const fault = patternFault(dto.pattern);
    if (fault !== undefined) throw wrongPattern(dto.pattern, fault);
    const { id, pattern } = dto;
    const herb = dto.herb?.toUpperCase();
    return this.acts.perform(actor, { id, kind: 'batch-number-scheme', body: dto }, async (tx) => {
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'batches.number-scheme-set',
          visibility: 'party',
          occurredAt: await databaseNow(tx),
          subjects: [id],
          open: { scheme: id, pattern, ...(herb === undefined ? {} : { herb }) },
        },
        subject: `batch-number-scheme:${id}`,
      });
      await tx.insert(BatchNumberSchemeEntity, {
        ...{ organisationId: actor.organisation.id, id, pattern, herb: herb ?? null, factId },
      });
      return { id, factId, findings, pattern };
    });
  }

  /** Declares that no batch will ever have a number, and why: a misprint, a sheet that was spoiled. Throws BatchNumberTaken. */
  voidNumber(actor: Actor, dto: VoidNumberDto): Promise<Recorded<ActAnswer & { number: string }>> {
    const { id, number, reason } = dto;
    const organisationId = actor.organisation.id;
    return this.acts.perform(actor, { id, kind: 'batch-number-void', body: dto }, async (tx) => {
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'batches.number-voided',
          visibility: 'party',
          occurredAt: await databaseNow(tx),
          subjects: [id],
          open: { void: id, number, reason },
        },
        subject: `batch-number:${id}`,
      });
      await this.insert(tx, {
        ...{ organisationId, id, factId, number, ...NOWHERE, voidReason: reason },
      });
      return { id, factId, findings, number };
    });
  }

  /** Numbers used and void, newest first, with the gaps in every series that nobody has explained. */
  async list(actor: Actor): Promise<{ items: NumberLine[]; gaps: NumberGap[] }> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const own = actor.organisation.id;
      return { items: await numbersOf(tx, own), gaps: await gapsOf(tx, own) };
    });
  }

  private async insert(tx: Tx, row: Omit<BatchNumberEntity, 'recordedAt'>): Promise<void> {
    try {
      await tx.insert(BatchNumberEntity, row);
    } catch (error) {
      const taken = ['batch_number_is_never_used_again', 'batch_number_runs_once'];
      throw taken.includes(violatedConstraint(error) ?? '') ? new BatchNumberTaken(row.number) : error;
    }
  }
}

const NOWHERE = { scope: null, sequence: null };
