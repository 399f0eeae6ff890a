import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { inTx, mayBeLost } from '../db/tx.js';
import { Loop } from '../loop.js';
import { RelayBell } from './relay-bell.js';

/** How often the outbox is looked at when nobody rings. */
const PERIOD_MS = 200;
/** Rows taken in one transaction. */
const TAKE = 500;
/** A job that has not reported its effect after this long is sent again under a new job id. */
const RESEND_AFTER_SECONDS = 60;
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
 * long ago and is still not done (the reconciler), so a queue may be emptied at any moment.
 */
@Injectable()
export class Relay {
  private readonly loop = new Loop('relay', PERIOD_MS, (stopping) => this.drain(stopping));

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly modules: ModuleRef,
    bell: RelayBell,
  ) {
    bell.onRing(() => this.loop.wakeSoon());
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
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
    const queue = this.modules.get<Queue>(getQueueToken(topic), { strict: false });
    const jobs = rows.map(({ id, payload, sends }) => ({
      name: topic,
      data: { ...payload, outboxId: id },
      // A finished job that is still kept blocks its id, so each sending has its own.
      opts: { jobId: `${id}-${sends}` },
    }));
    await withTimeout(queue.addBulk(jobs), ADD_TIMEOUT_MS, topic);
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
