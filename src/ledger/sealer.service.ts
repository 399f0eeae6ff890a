import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inReadingTx } from '../platform/db/reading-tx.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { Loop } from '../platform/loop.js';
import { openCheckpoint } from './checkpoint.js';
import { SealingRefused } from './ledger.errors.js';
import { append, frontierOf, leafHash, rootOf, type Hash } from './merkle.js';
import { checkPage, misfitText, type Misfit } from './page-check.js';
import { readPage, strayFact } from './page.queries.js';
import { asSealingRefusal, SigningKey } from './signing-key.service.js';
import type { Signer } from './signed-note.js';
import {
  insertBatch,
  lockSequencer,
  newestState,
  readNodes,
  takeUnsealed,
  type SealedFact,
  type StoredCheckpoint,
} from './tree.queries.js';

/** The longest a fact waits for its leaf when the machine is quiet. */
const PERIOD_MS = 250;
/** Facts sealed under one checkpoint at most. */
const BATCH = 2_000;
/** Leaves re-read from their bytes in one round of the audit. */
const AUDIT_PAGE = 500;
/** Rounds between two pages, once the whole ledger has been read since the start: a page every ten seconds. */
const AUDIT_EVERY = 40;

/** Told in the transaction that seals, so that what is written then stands or falls with the checkpoint. */
export type SealListener = (tx: Tx, sealed: readonly SealedFact[], treeSize: bigint) => Promise<void>;

/** A whole-room check in a transaction of the system role; gives the first thing that does not fit. */
export type Audit = (tx: Tx) => Promise<Misfit | undefined>;

/**
 * The sequencer (`seal-tree`): gives waiting facts their places, grows the tree, signs the checkpoint. One writer, by an
 * advisory lock that ends with its transaction, so a killed sequencer holds nothing up.
 *
 * The database commits first; the copy outside follows in the next round, under the same lock. Killed between the two,
 * the database is ahead of the copy by a batch that extends it, which the next round shows and then writes the copy.
 * A signature whose transaction did not commit never left this process.
 *
 * Before anything is signed, the database's tree must extend the copy outside. If it is smaller, or another tree, or the
 * running audit finds bytes that are not those sealed, nothing is signed any more: see {@link sealingRefusal}.
 */
@Injectable()
export class Sealer {
  private readonly logger = new Logger('seal-tree');
  private readonly loop = new Loop('seal-tree', PERIOD_MS, (stopping) => this.round(stopping));
  private readonly listeners: SealListener[] = [];
  private readonly audits: Audit[] = [];
  private refusal: SealingRefused | undefined;
  private damaged: SealingRefused | undefined;
  private turn: Promise<void> = Promise.resolve();
  private audit = { next: 0n, rounds: 0, wholeOnce: false };

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly key: SigningKey,
  ) {}

  /** Opens or makes the signing key, then seals until {@link stop}. @throws SigningKeyRefused */
  async start(): Promise<void> {
    await this.openKey();
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** Calls `listener` in every sealing transaction. */
  onSealed(listener: SealListener): void {
    this.listeners.push(listener);
  }

  /** Adds a check of a room above (its balances) to every pass of the audit: what it finds stops the signing too. */
  addAudit(audit: Audit): void {
    this.audits.push(audit);
  }

  /** Why nothing is signed, or undefined when all is well. */
  sealingRefusal(): string | undefined {
    return (this.damaged ?? this.refusal)?.why;
  }

  /** Seals everything that waits now and keeps the checkpoint outside. Gives the number of facts. @throws SealingRefused */
  sealNow(stopping?: AbortSignal): Promise<number> {
    // One after the other in this process: a second caller would find the lock taken and believe that nothing waits.
    const turn = this.turn.then(() => this.sealAll(stopping));
    this.turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /**
   * Re-reads a page of the ledger from its bytes, from where the last call stopped. True when the end was reached. The
   * signal breaks it off: the books of a large house take longer to add up than a stop may wait.
   */
  async auditSome(stopping?: AbortSignal): Promise<boolean> {
    const { misfit, read } = await inReadingTx(this.db, stopping, (tx) => this.auditPage(tx));
    if (misfit !== undefined) throw this.refuse(misfitText(misfit), true);
    this.audit.next += BigInt(read);
    if (read === AUDIT_PAGE) return false;
    this.audit = { next: 0n, rounds: 0, wholeOnce: true };
    return true;
  }

  private async auditPage(tx: Tx): Promise<{ misfit: Misfit | undefined; read: number }> {
    const from = this.audit.next;
    const { newest } = await newestState(tx);
    const left = newest === undefined || newest.size < from ? 0n : newest.size - from;
    const count = Number(left < BigInt(AUDIT_PAGE) ? left : BigInt(AUDIT_PAGE));
    // The end of the ledger: what remains is whether anything lies beside it.
    if (count < AUDIT_PAGE) {
      const misfit = await this.auditBeside(tx);
      if (misfit !== undefined) return { misfit, read: 0 };
    }
    const page = await readPage(tx, from, count);
    const checked = checkPage({ ...page, frontier: await this.frontier(tx, from) });
    if ('misfit' in checked) return { misfit: checked.misfit, read: 0 };
    if (page.leaves.length === count) return { misfit: undefined, read: count };
    const gone = from + BigInt(page.leaves.length);
    return { misfit: { what: `there is no leaf ${gone}`, leafIndex: gone }, read: 0 };
  }

  private async auditBeside(tx: Tx): Promise<Misfit | undefined> {
    for (const audit of [strayFact, ...this.audits]) {
      const misfit = await audit(tx);
      if (misfit !== undefined) return misfit;
    }
    return undefined;
  }

  private async sealAll(stopping?: AbortSignal): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await this.seal();
      total += sealed;
      if (sealed === 0 || stopping?.aborted === true) return total;
    }
  }

  private async round(stopping: AbortSignal): Promise<void> {
    try {
      await this.sealNow(stopping);
      if (stopping.aborted) return;
      this.audit.rounds += 1;
      if (!this.audit.wholeOnce || this.audit.rounds % AUDIT_EVERY === 0) await this.auditSome(stopping);
    } catch (error) {
      // Logged when it was found; repeating it four times a second would hide everything else.
      if (!(error instanceof SealingRefused)) throw error;
    }
  }

  private async seal(): Promise<number> {
    if (this.damaged) throw this.damaged;
    const signer = await this.openKey();
    try {
      const sealed = await inTx(this.db, 'system', (tx) => this.sealBatch(tx, signer));
      if (this.refusal) this.logger.log('the ledger fits again; sealing goes on');
      this.refusal = undefined;
      return sealed;
    } catch (error) {
      const refusal = asSealingRefusal(error);
      throw refusal === undefined ? error : this.refuse(refusal.why, false);
    }
  }

  private async sealBatch(tx: Tx, signer: Signer): Promise<number> {
    if (!(await lockSequencer(tx))) return 0;
    const { newest, leaves } = await newestState(tx);
    const frontier = await this.checkedFrontier(tx, signer, newest, leaves);
    const facts = await takeUnsealed(tx, BATCH);
    if (facts.length === 0) return 0;
    const grown = append(
      frontier,
      leaves,
      facts.map(({ bytes }) => leafHash(bytes)),
    );
    const size = leaves + BigInt(facts.length);
    const root = rootOf(grown.frontier);
    await insertBatch(tx, facts, grown.nodes, { size, root, note: this.key.sign(signer, { size, root }) });
    const sealed = facts.map(({ id }, i) => ({ factId: id, leafIndex: leaves + BigInt(i) }));
    for (const listener of this.listeners) await listener(tx, sealed, size);
    return facts.length;
  }

  /** The frontier of the database's tree, once it is shown to be signed, whole, and an extension of the kept one. */
  private async checkedFrontier(
    tx: Tx,
    signer: Signer,
    newest: StoredCheckpoint | undefined,
    leaves: bigint,
  ): Promise<Hash[]> {
    const kept = await this.key.kept(signer);
    const size = newest?.size ?? 0n;
    if (leaves < kept.size || size < kept.size)
      throw new SealingRefused(
        `the database has ${leaves} leaves and a checkpoint of size ${size}, the checkpoint kept outside says ${kept.size}: ` +
          'facts were cut off the end, or an old state was put back',
      );
    if (leaves !== size)
      throw new SealingRefused(`the database has ${leaves} leaves, its newest checkpoint says ${size}`);
    const frontier = await this.frontier(tx, size);
    if (newest !== undefined) this.refuseUnsigned(signer, newest, rootOf(frontier));
    if (!rootOf(await this.frontier(tx, kept.size)).equals(kept.root))
      throw new SealingRefused(`the database’s first ${kept.size} leaves are not those of the checkpoint kept outside`);
    if (size > kept.size) await this.key.keep(newest!.note);
    return frontier;
  }

  private refuseUnsigned(signer: Signer, newest: StoredCheckpoint, root: Hash): void {
    const signed = openNewest(newest, signer, this.key.origin);
    if (signed.size !== newest.size || !signed.root.equals(newest.root) || !root.equals(newest.root))
      throw new SealingRefused(`the checkpoint of size ${newest.size} in the database is not that of its tree`);
  }

  private async frontier(tx: Tx, size: bigint): Promise<Hash[]> {
    const ids = frontierOf(size);
    const read = await readNodes(tx, ids);
    try {
      return ids.map(read);
    } catch (error) {
      throw new SealingRefused((error as Error).message);
    }
  }

  private openKey(): Promise<Signer> {
    return inTx(this.db, 'system', (tx) => this.key.open(tx));
  }

  private refuse(why: string, forGood: boolean): SealingRefused {
    const refusal = new SealingRefused(why);
    if (this.sealingRefusal() !== why)
      this.logger.error(`NOTHING IS SIGNED ANY MORE: ${why}. Run npm run verify-ledger.`);
    if (forGood) this.damaged = refusal;
    else this.refusal = refusal;
    return refusal;
  }
}

function openNewest(newest: StoredCheckpoint, signer: Signer, origin: string) {
  try {
    return openCheckpoint(newest.note, [signer], origin);
  } catch (error) {
    throw new SealingRefused(`the database’s checkpoint of size ${newest.size}: ${(error as Error).message}`);
  }
}
