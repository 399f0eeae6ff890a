import { Injectable } from '@nestjs/common';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { CustodyFacts } from './custody.facts.js';
import { noReceipt, wrongField } from './custody.errors.js';
import type { ReceiptCheckDto } from './receipts.dto.js';
import { receiptsWhere } from './receipts.queries.js';

/** The receiver's own inspection and its retained sample, bound to the receipt they belong to. */
@Injectable()
export class ReceiptChecks {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** A retained sample is taken from the lot, and its grams are in the books. @throws NotFound, MassExceeded, InvalidInput */
  check(
    actor: Actor,
    receiptId: string,
    dto: ReceiptCheckDto,
  ): Promise<Recorded<ActAnswer & { receipt: string; lot: string }>> {
    refuseFuture('at', dto.at, this.clock.now());
    if (dto.kind === 'retained-sample' && dto.grams === undefined)
      throw wrongField('grams', dto.kind, '请填留样重量', 'say how many grams are kept');
    const act = { id: dto.id, kind: 'receipt-check', path: receiptId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const own = actor.organisation.id;
      const [receipt] = await receiptsWhere(tx, 'r.id = $1 and r.organisation_id = $2', [receiptId, own], 1);
      if (receipt === undefined) throw noReceipt(receiptId);
      const lot = dto.lot.toLowerCase();
      if (receipt.lines.every(({ part }) => part !== lot))
        throw wrongField('lot', lot, '不在这张验收单中', 'is not in this receipt');
      const { kind, at, sample, report, result, place } = dto;
      const grams = kind === 'retained-sample' ? dto.grams : undefined;
      const id = newId();
      const open: CustodyFacts['custody.receipt-checked'] = {
        ...{ check: dto.id, receipt: receipt.id, lot, kind, at },
        ...(grams === undefined ? {} : { grams }),
        ...(sample === undefined ? {} : { sample }),
        ...(report === undefined ? {} : { report }),
        ...(result === undefined ? {} : { result }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{
            id,
            type: 'custody.receipt-checked',
            visibility: 'party',
            occurredAt: at,
            subjects: [dto.id, receipt.id, lot],
          },
          ...{ open, sealed: place === undefined ? {} : { place } },
        },
        drafts:
          result === 'failed'
            ? [
                {
                  ruleId: 'R-21',
                  level: 'warn',
                  message: { zh: '收货方自检不合格', en: "the receiver's own inspection failed" },
                },
              ]
            : [],
        ...{ lots: [lot], subject: `receipt:${receipt.id}` },
      });
      if (grams !== undefined) {
        const note = place ?? '验收留样';
        await this.lots.take(tx, actor, { lot, grams, reason: 'sample', note, actId: dto.id, factId });
      }
      await tx.query(
        `insert into receipt_check (organisation_id, id, receipt_id, lot_id, kind, grams, sample_id, report_id, result, place, at, at_zone, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...[own, dto.id, receipt.id, lot, kind, grams ?? null, sample ?? null, report ?? null, result ?? null],
          ...[place ?? null, at, zoneOf(at), factId],
        ],
      );
      return { id: dto.id, factId, findings, receipt: receipt.id, lot };
    });
  }
}
