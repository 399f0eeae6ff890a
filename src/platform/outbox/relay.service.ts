import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { inTx, mayBeLost } from '../db/tx.js';
import { Loop } from '../loop.js';
import { forgetLostJobs, jobIdOf } from './lost-jobs.js';
import { RelayBell } from './relay-bell.js';

/** How often the outbox is looked at when nobody rings. */
const PERIOD_MS = 200;
/** Rows taken in one transaction. */
const TAKE = 500;
/** A job that has not reported its effect after this long is sent again under a new job id. */
const RESEND_AFTER_SECONDS = 60;
/** How often sent jobs that do not report are asked for in their queue. */
const ASK_EVERY_MS = 1_000;
/** The queue must answer within this time; Redis clients otherwise wait for ever while the server is away. */
const ADD_TIMEOUT_MS = 5_000;

interface OwedRow {
  id: string;
  topic: string;
  payload: Record<string, unknown>;
  sends: number;
}

/**
 * Carries owed effects from the outbox to BullMQ. Rows are taken FOR UPDATE SKIP LOCKED, never by `id > cursor`: a
 * lower id may commit later and would be skipped. Adding happens before the commit that marks the row sent, so a crash
 * between the two sends twice, never zero times; `once` makes twice harmless. The same query re-sends what was sent
 * long ago and is still not done (the reconciler), so a queue may be emptied at any moment; what its queue no longer knows
 * is sent again within seconds.
 */
@Injectable()
export class Relay {
  private readonly loop = new Loop('relay', PERIOD_MS, (stopping) => this.drain(stopping));
  private readonly asking = new Loop('relay-asks', ASK_EVERY_MS, () => this.askForLost());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly modules: ModuleRef,
    bell: RelayBell,
  ) {
    bell.onRing(() => this.loop.wakeSoon());
  }

  start(): void {
    this.loop.start();
    this.asking.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.loop.stop(), this.asking.stop()]);
  }

  /** Sends everything that is owed now, or what is taken until the signal; returns how many rows were sent. */
  async drain(stopping?: AbortSignal): Promise<number> {
    let sent = 0;
    for (;;) {
      const batch = await this.sendBatch();
      sent += batch;
      if (batch < TAKE || stopping?.aborted === true) return sent;
    }
  }

  /** Sends at once what its queue has lost; gives how many rows. */
  async askForLost(): Promise<number> {
    const lost = await inTx(this.db, 'system', (tx) =>
      withTimeout(
        forgetLostJobs(tx, (topic) => this.queueOf(topic)),
        ADD_TIMEOUT_MS,
        'of sent jobs',
      ),
    );
    if (lost > 0) this.loop.wakeSoon();
    return lost;
  }

  private queueOf(topic: string): Queue {
    return this.modules.get<Queue>(getQueueToken(topic), { strict: false });
  }

  private async sendBatch(): Promise<number> {
    return inTx(this.db, 'system', async (tx) => {
      const rows: OwedRow[] = await tx.query(
        `select o.id, o.topic, o.payload, o.sends from outbox o
          where o.done_at is null
            and (o.sent_at is null or o.sent_at < now() - make_interval(secs => $1 * least(o.sends, 20)))
          order by o.sent_at nulls first, o.id limit $2 for update of o skip locked`,
        [RESEND_AFTER_SECONDS, TAKE],
      );
      for (const [topic, owed] of groupByTopic(rows)) await this.add(topic, owed);
      if (rows.length > 0) {
        await mayBeLost(tx); // what is not marked is sent again
        await tx.query(`update outbox set sent_at = now(), sends = sends + 1 where id = any($1)`, [
          rows.map((r) => r.id),
        ]);
      }
      return rows.length;
    });
  }

  private async add(topic: string, rows: OwedRow[]): Promise<void> {
    const jobs = rows.map(({ id, payload, sends }) => ({
      name: topic,
      data: { ...payload, outboxId: id },
      opts: { jobId: jobIdOf(id, sends) },
    }));
    await withTimeout(this.queueOf(topic).addBulk(jobs), ADD_TIMEOUT_MS, topic);
  }
}

function groupByTopic(rows: OwedRow[]): Map<string, OwedRow[]> {
  const groups = new Map<string, OwedRow[]>();
  for (const row of rows) groups.set(row.topic, [...(groups.get(row.topic) ?? []), row]);
  return groups;
}

async function withTimeout<T>(promise: Promise<T>, ms: number, topic: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`queue ${topic} did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
