import { Injectable } from '@nestjs/common';
import type { Tx } from '../db/tx.js';
import { newId } from '../ids.js';
import { RelayBell } from './relay-bell.js';

/** An effect to be executed after commit. `topic` is the name of a BullMQ queue; the payload holds ids only. */
export interface Effect {
  topic: string;
  payload: Record<string, string | number | string[]>;
}

/** Writes owed effects inside the act's own transaction. Never touches a queue: that is the relay's work, after commit. */
@Injectable()
export class Outbox {
  constructor(private readonly bell: RelayBell) {}

  async send(tx: Tx, effect: Effect): Promise<void> {
    await tx.query(`insert into outbox (id, topic, payload) values ($1, $2, $3)`, [
      newId(),
      effect.topic,
      JSON.stringify(effect.payload),
    ]);
    this.bell.ring();
  }
}

/** Runs `effect` unless this outbox row's effect was done before; both commit together, so a job may run twice. */
export async function once(tx: Tx, outboxId: string, effect: () => Promise<void>): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `update outbox set done_at = now() where id = $1 and done_at is null returning 1`,
    [outboxId],
  );
  if (rows.length === 0) return false;
  await effect();
  return true;
}

/** Whether this outbox row's effect was done, or swept away since: a job that was sent twice need not do it again. */
export async function isDone(tx: Tx, outboxId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(`select 1 from outbox where id = $1 and done_at is null`, [outboxId]);
  return rows.length === 0;
}
