import type { DataSource } from 'typeorm';
import type { Tx } from '../platform/db/tx.js';
import type { PartLengths } from './artifacts/artifact.js';
import { LIST_ONLY, type PrintOrder } from './artifacts/print-order.js';
import type { PrintableRun } from './serial-run.js';
import type { Actor } from '../platform/http/actor.js';

/** A run that is not heard of for this long is taken for dead. A chunk with its checkpoint takes milliseconds. */
export const LEASE_SECONDS = 6;
/**
 * Runs that failed one after the other, without a chunk in between, before the job is given up. With the pauses of BullMQ and the
 * relay that is more than half an hour: time to make room on a full disk.
 */
export const MAX_FAILURES = 40;

/** One run's claim on a job, and how far it is. */
export interface Turn {
  organisationId: string;
  id: string;
  run: number;
  /** The run whose draft holds what is done. */
  writtenBy: number;
  done: number;
  total: number;
  order: PrintOrder;
  /** How long the drafts were at the last checkpoint, and of which plan they are. */
  drafts: DraftState | null;
}

/** What a run needs to go on where another stopped. */
export interface DraftState {
  /** Hash of what stands around the chunks: another version of the program may lay labels out otherwise. */
  plan: string;
  parts: PartLengths[];
}

/** A job to be: the list of codes alone unless `order` says more. */
export interface NewJob {
  id: string;
  lot: string | null;
  total: number;
  kind?: 'codes' | 'labels';
  order?: PrintOrder;
}

/** Orders files of codes; the caller owes its execution to the outbox. */
export async function insertJob(tx: Tx, actor: Actor, job: NewJob): Promise<void> {
  const { id, lot, total, kind = 'codes', order = LIST_ONLY } = job;
  await tx.query(
    `insert into print_job (organisation_id, id, lot_id, person_id, total, kind, print_order)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [actor.organisation.id, id, lot, actor.personId, total, kind, JSON.stringify(order)],
  );
}

/** Takes the job if it is nobody's turn, or the turn of a run that is not heard of any more. */
export async function claim(db: DataSource, jobId: string): Promise<Turn | undefined> {
  const [rows]: [Turn[], number] = await db.query(
    `update print_job set state = 'active', run = run + 1, heard_at = clock_timestamp()
      where id = $1 and (state = 'waiting'
         or state = 'active' and heard_at < clock_timestamp() - make_interval(secs => $2))
      returning organisation_id as "organisationId", id, run, written_by as "writtenBy", done::float8 as done,
        total::float8 as total, print_order as "order", drafts`,
    [jobId, LEASE_SECONDS],
  );
  return rows[0];
}

/** What a job prints, in order: the codes it issued, or those it was told to print once more. */
export async function runsOf(db: DataSource, jobId: string): Promise<PrintableRun[]> {
  return db.query(
    `select range_no::float8 as range, kind, key_id as "keyId", first_serial::float8 as first, last_serial::float8 as last
       from code_range where job_id = $1
     union all
     select r.range_no::float8, r.kind, r.key_id, p.first_serial::float8, p.last_serial::float8
       from label_print p join code_range r on r.organisation_id = p.organisation_id and r.range_no = p.range_no
      where p.job_id = $1 and r.job_id is distinct from p.job_id
      order by first, range`,
    [jobId],
  );
}

/** Notes what is done; false when the job was cancelled or another run took over. */
export async function checkpoint(db: DataSource, turn: Turn): Promise<boolean> {
  const [, changed]: [unknown, number] = await db.query(
    `update print_job set done = $3, drafts = $4, written_by = run, heard_at = clock_timestamp(), failures = 0, error = null
      where id = $1 and run = $2 and state = 'active'`,
    [turn.id, turn.run, turn.done, JSON.stringify(turn.drafts)],
  );
  return changed === 1;
}

/** Locks the job; false when it is no longer this run's. */
export async function isStillMine(tx: Tx, turn: Turn): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `select 1 from print_job where id = $1 and run = $2 and state = 'active' for update`,
    [turn.id, turn.run],
  );
  return rows.length === 1;
}

/** A file of a job as it was published. */
export interface MadeFile {
  name: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}

/** The run is alive, though no chunk is done: a large file is on its way to its store. */
export async function breathe(db: DataSource, turn: Turn): Promise<void> {
  await db.query(`update print_job set heard_at = clock_timestamp() where id = $1 and run = $2 and state = 'active'`, [
    turn.id,
    turn.run,
  ]);
}

export async function complete(tx: Tx, turn: Turn, files: readonly MadeFile[]): Promise<void> {
  await tx.query(
    `insert into job_file (organisation_id, job_id, name, media_type, bytes, sha256)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::text[])`,
    [
      turn.organisationId,
      turn.id,
      files.map(({ name }) => name),
      files.map(({ mediaType }) => mediaType),
      files.map(({ bytes }) => bytes),
      files.map(({ sha256 }) => sha256),
    ],
  );
  await tx.query(`update print_job set state = 'completed', finished_at = clock_timestamp() where id = $1`, [turn.id]);
}

/** Gives the job back, so that another worker goes on at once; false when it was not this run's any more. */
export async function release(db: DataSource, turn: Turn): Promise<boolean> {
  const [, changed]: [unknown, number] = await db.query(
    `update print_job set state = 'waiting' where id = $1 and run = $2 and state = 'active'`,
    [turn.id, turn.run],
  );
  return changed === 1;
}

/** Notes a failure: the job waits for its next run, or is given up after too many. */
export async function stumble(db: DataSource, turn: Turn, reason: string): Promise<void> {
  await db.query(
    `update print_job set failures = failures + 1, error = $3,
       state = case when failures + 1 >= $4 then 'failed' else 'waiting' end,
       finished_at = case when failures + 1 >= $4 then clock_timestamp() end
     where id = $1 and run = $2 and state = 'active'`,
    [turn.id, turn.run, reason, MAX_FAILURES],
  );
}

/** Whether nothing is left to do: finished, given up, cancelled, or no such job. */
export async function isOver(db: DataSource, jobId: string): Promise<boolean> {
  const rows: unknown[] = await db.query(`select 1 from print_job where id = $1 and state in ('waiting', 'active')`, [
    jobId,
  ]);
  return rows.length === 0;
}

/** The effect is done; the relay sends it no more. */
export async function settle(db: DataSource | Tx, outboxId: string): Promise<void> {
  await db.query(`update outbox set done_at = now() where id = $1 and done_at is null`, [outboxId]);
}
