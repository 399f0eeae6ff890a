import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { systemActor } from '../../identity/identity.facts.js';
import { databaseNow, inTx, type Tx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { Loop } from '../../platform/loop.js';
import { chineseDay } from '../../platform/occurred-at.js';
import { Clock } from '../../platform/clock.js';
import { EvidenceService } from '../../rules/evidence.service.js';
import { SealClimate } from './climate/seal-climate.service.js';
import type { StorageFacts } from './storage.facts.js';
import { storageReference } from './storage-reference.queries.js';
import type { StorageTask } from './storage-tasks.js';
import { StoreState } from './store-state.service.js';

/** Days are what is watched: a look every ten minutes is soon enough. */
const PERIOD_MS = 10 * 60_000;
/** Months for which readings find their partition made. */
const MONTHS_AHEAD = 2;
/** Lots that one notice names. */
const MOST_LOTS = 500;

/**
 * Looks after the stores of everybody, whoever looks or not: what is overdue becomes a finding of R-30, once for each thing and
 * day; the climate of days that are over goes into the ledger; partitions of readings are made ahead and dropped in their time. It acts as the system in the organisation concerned, under that organisation's row-level security.
 */
@Injectable()
export class StorageWatch {
  private readonly loop = new Loop('storage-watch', PERIOD_MS, (stopping) => this.round(stopping));

  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly evidence: EvidenceService,
    private readonly state: StoreState,
    private readonly climate: SealClimate,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** One look at all stores; gives how many things it told. */
  async round(stopping?: AbortSignal): Promise<number> {
    await this.keepPartitions();
    const keepers: { id: string; name: string; kind: string }[] = await this.system.query(
      `select o.id, o.name, o.kind from organisation o
        where exists (select from facility f where f.organisation_id = o.id)
           or exists (select from sensor s where s.organisation_id = o.id) order by o.id`,
    );
    let told = 0;
    for (const keeper of keepers) {
      if (stopping?.aborted === true) break;
      const actor = systemActor(keeper);
      told += await inTx(this.db, scopeOf(actor), (tx) => this.look(tx, actor));
      const today = chineseDay(this.clock.now());
      told += await inTx(this.db, scopeOf(actor), (tx) => this.climate.seal(tx, actor, today));
    }
    return told;
  }

  /** Partitions of readings: this month and the two after it are there, and those whose time is over are gone. */
  private async keepPartitions(): Promise<void> {
    const now = this.clock.now();
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);
      await inTx(this.system, 'system', (tx) => tx.query(`select climate_month($1)`, [month]));
    }
    const { keepMonths } = await storageReference(this.system);
    const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keepMonths, now.getUTCDate()));
    await inTx(this.system, 'system', (tx) =>
      tx.query(`select climate_forget($1)`, [before.toISOString().slice(0, 10)]),
    );
  }

  private async look(tx: Tx, actor: Actor): Promise<number> {
    // Several workers look; of each organisation one at a time tells.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 30))`, [`storage:${actor.organisation.id}`]);
    let told = 0;
    for (const task of await this.state.tasks(tx, actor.organisation.id)) told += await this.tell(tx, actor, task);
    return told;
  }

  private async tell(tx: Tx, actor: Actor, task: StorageTask): Promise<number> {
    const { kind, subject, dueOn } = task;
    const organisationId = actor.organisation.id;
    const { drafts, lots } = await this.state.broken(tx, organisationId, task);
    if (drafts.length === 0) return 0;
    const known: unknown[] = await tx.query(
      `select from storage_notice where organisation_id = $1 and kind = $2 and subject = $3 and due_on = $4`,
      [organisationId, kind, subject, dueOn],
    );
    if (known.length > 0) return 0;
    const id = newId();
    const open: StorageFacts['storage.action-due'] = { notice: id, kind, subject, dueOn };
    const concerned = lots.slice(0, MOST_LOTS);
    const { factId } = await this.evidence.record(tx, actor, {
      fact: {
        type: 'storage.action-due',
        visibility: 'party',
        occurredAt: await databaseNow(tx),
        subjects: [id, subject, ...concerned],
        open,
      },
      drafts,
      lots: concerned,
      subject: `storage-${kind}:${subject}`,
    });
    await tx.query(
      `insert into storage_notice (organisation_id, id, kind, subject, due_on, fact_id) values ($1, $2, $3, $4, $5, $6)`,
      [organisationId, id, kind, subject, dueOn, factId],
    );
    return 1;
  }
}
