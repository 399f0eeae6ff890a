import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HerbsService } from '../herbs/herbs.service.js';
import type { Fact } from '../ledger/fact.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { ErasureRefused, NoSuchRecord } from './quality.errors.js';
import {
  clockOf,
  expiryOf,
  keptUntil,
  type ClockDays,
  type RecordKind,
  type RetentionClock,
} from './retention-clock.js';

/** How long a record is kept, and why. */
export interface RetentionView {
  factId: string;
  type: string;
  record: string;
  citation: string;
  /** Last day it is kept; null while its clock has not begun to run. */
  keptUntil: string | null;
  erased: boolean;
}

interface Kept {
  factId: string;
  erased: boolean;
  keepUntil: Date | null;
}

/** sealed values (names, prices, plots) are erased when their clock has run out, and not a day before. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly ledger: Ledger,
    private readonly herbs: HerbsService,
    private readonly clock: Clock,
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** @throws NoSuchRecord unless the caller's organisation recorded the fact */
  retention(actor: Actor, factId: string): Promise<RetentionView> {
    return inTx(this.db, scopeOf(actor), (tx) => this.view(tx, actor, factId));
  }

  /**
   * Erases the sealed values of one fact of one's own. The fact and its commitments stay, so the log verifies as before.
   * Erased twice is erased once. @throws ErasureRefused before the clock has run out, NoSuchRecord
   */
  async erase(actor: Actor, factId: string): Promise<RetentionView> {
    const view = await this.retention(actor, factId);
    if (view.keptUntil === null || view.keptUntil >= chineseDay(this.clock.now())) throw new ErasureRefused(view);
    await inTx(this.system, 'system', (tx) =>
      tx.query(
        `update sealed_value set value = null, salt = null, erased_at = clock_timestamp()
         where fact_id = $1 and organisation_id = $2 and erased_at is null and keep_until <= clock_timestamp()`,
        [factId, actor.organisation.id],
      ),
    );
    return this.retention(actor, factId);
  }

  private async view(tx: Tx, actor: Actor, factId: string): Promise<RetentionView> {
    const [fact] = await this.ledger.facts(tx, [factId]);
    if (fact?.organisation !== actor.organisation.id) throw new NoSuchRecord(factId);
    const { recordKinds = [], retentionClocks = [] } = (await this.herbs.document('quality', tx)) as {
      recordKinds?: RecordKind[];
      retentionClocks?: RetentionClock[];
    };
    const [kept]: Kept[] = await tx.query(
      `select fact_id as "factId", bool_and(erased_at is not null) as erased, max(keep_until) as "keepUntil"
       from sealed_value where fact_id = $1 group by 1`,
      [factId],
    );
    const clock = clockOf(fact.type, recordKinds, retentionClocks);
    const byClock = clock && keptUntil(clock, await this.daysOf(tx, fact));
    // What the ledger promised when it recorded the value, and the clock of its kind: whichever is later.
    const promised = kept?.keepUntil ? chineseDay(kept.keepUntil) : undefined;
    const until = byClock === undefined ? undefined : [byClock, promised ?? byClock].sort()[1];
    return {
      ...{ factId: fact.id, type: fact.type, record: clock?.record ?? 'unknown', citation: clock?.citation ?? '' },
      ...{ keptUntil: until ?? null, erased: kept?.erased ?? true },
    };
  }

  /** The days the clocks count from, as the facts about the same goods tell them. */
  private async daysOf(tx: Tx, fact: Fact): Promise<ClockDays> {
    const related = await this.ledger.factsAbout(tx, fact.subjects, [
      ...['batches.batch-made', 'batches.label-set', 'batches.packed', 'planting.harvested', 'custody.shipped'],
    ]);
    const days: ClockDays = { record: chineseDay(new Date(fact.recordedAt)) };
    let months: number | undefined;
    let packed: string | undefined;
    for (const { type, open, occurredAt } of related) {
      const day = chineseDay(new Date(occurredAt));
      if (type === 'planting.harvested') days.harvest = later(days.harvest, day);
      if (type === 'custody.shipped') days['last-dispatch'] = later(days['last-dispatch'], day);
      if (type === 'batches.packed') packed = later(packed, day);
      months = monthsOf(open) ?? months;
    }
    if (packed !== undefined && months !== undefined) days.expiry = expiryOf(packed, months);
    return days;
  }
}

function monthsOf(open: Fact['open']): number | undefined {
  const set = open['shelfLifeMonths'];
  if (typeof set === 'number') return set;
  const months = (open['shelfLife'] as { months?: unknown } | null | undefined)?.months;
  return typeof months === 'number' ? months : undefined;
}

const later = (one: string | undefined, other: string): string => (one === undefined || one < other ? other : one);
