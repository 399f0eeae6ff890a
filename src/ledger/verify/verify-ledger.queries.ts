import type { DataSource } from 'typeorm';
import { inTx, type Tx } from '../../platform/db/tx.js';
import type { Checkpoint } from '../checkpoint.js';
import { openCheckpoint } from '../checkpoint.js';
import type { Fact } from '../fact.js';
import { rootOf, type Hash } from '../merkle.js';
import { checkFact, checkPage, type LeafRow, type Misfit } from '../page-check.js';
import { readPage, readUnsealed } from '../page.queries.js';
import type { Verifier } from '../signed-note.js';
import { newestKey, type StoredCheckpoint } from '../tree.queries.js';
import type { LedgerReplayer, ReplayedFact } from './replayer.js';

/** Leaves read and checked at a time: 8 MB at the most usual sizes, and every node of 11 levels. */
const PAGE = 2_048;
/** Facts handed to the replayers at a time. */
const REPLAYED = 5_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** A checkpoint that did not come out of this database. */
export interface OutsideCheckpoint extends Checkpoint {
  /** Where it was kept, for the report. */
  readonly source: string;
}

export interface Verification {
  readonly origin: string;
  readonly fingerprint: string;
  readonly verifier: Verifier;
  readonly outside: readonly OutsideCheckpoint[];
  readonly replayers: readonly LedgerReplayer[];
}

export interface Report {
  readonly facts: number;
  readonly leaves: bigint;
  readonly checkpoints: number;
  readonly waiting: number;
  readonly root: Hash;
  /** The first thing that does not fit; undefined when everything does. */
  readonly misfit: Misfit | undefined;
}

/** Ends the pass at the first thing that does not fit. */
class Found extends Error {
  constructor(readonly misfit: Misfit) {
    super(misfit.what);
  }
}

/**
 * Recomputes the whole ledger from the stored bytes, in one snapshot: leaf hashes, nodes, root, every checkpoint and its
 * signature, the copies to search in, sealed values; then compares with the checkpoints kept outside (which must have
 * been read before this is called) and replays the facts against the rows of the rooms.
 */
export async function verifyLedger(db: DataSource, verification: Verification): Promise<Report> {
  return inTx(db, 'system', async (tx) => {
    await tx.query(`set transaction isolation level repeatable read read only`);
    return new Pass(tx, verification).run();
  });
}

class Pass {
  private frontier: Hash[] = [];
  private size = 0n;
  private facts = 0;
  private subjects = 0;
  private checkpoints = 0;
  private waiting = 0;
  private toReplay: ReplayedFact[] = [];
  /** Roots at the sizes that somebody outside has promised. */
  private readonly roots = new Map<bigint, Hash>();

  constructor(
    private readonly tx: Tx,
    private readonly verification: Verification,
  ) {}

  async run(): Promise<Report> {
    const misfit = await this.misfit();
    const { facts, size, checkpoints, waiting } = this;
    return { facts, leaves: size, checkpoints, waiting, root: rootOf(this.frontier), misfit };
  }

  private async misfit(): Promise<Misfit | undefined> {
    try {
      await this.checkKey();
      await this.checkTree();
      await this.checkCounts();
      this.checkOutside();
      await this.checkUnsealed();
      await this.finishReplay();
      return undefined;
    } catch (error) {
      if (error instanceof Found) return error.misfit;
      throw error;
    }
  }

  private async checkKey(): Promise<void> {
    const key = await newestKey(this.tx);
    const { fingerprint, origin } = this.verification;
    if (key === undefined) throw new Found({ what: 'the database has no record of the key that signs' });
    if (key.fingerprint !== fingerprint || key.origin !== origin)
      throw new Found({
        what: `the database names key ${key.fingerprint} of ${key.origin}, the key outside is ${fingerprint} of ${origin}`,
      });
  }

  /** Leaf after leaf; at the size of each checkpoint, its root and signature. */
  private async checkTree(): Promise<void> {
    this.keepRoot();
    let checkpoints = await this.checkpointsAfter(-1n);
    for (;;) {
      const page = await readPage(this.tx, this.size, PAGE);
      let rest: readonly LeafRow[] = page.leaves;
      while (rest.length > 0 || checkpoints[0]?.size === this.size) {
        while (checkpoints[0]?.size === this.size) {
          this.checkCheckpoint(checkpoints[0]);
          checkpoints = checkpoints.length > 1 ? checkpoints.slice(1) : await this.checkpointsAfter(this.size);
        }
        const upTo = this.nextStop(checkpoints[0]?.size, rest.length);
        await this.checkLeaves({ ...page, from: this.size, leaves: rest.slice(0, upTo) });
        rest = rest.slice(upTo);
      }
      if (page.leaves.length < PAGE) break;
    }
    const beyond = checkpoints[0];
    if (beyond !== undefined)
      throw new Found({
        what: `the checkpoint of size ${beyond.size} has only ${this.size} leaves`,
        leafIndex: this.size,
      });
  }

  /** How many leaves may be taken before a root is needed: at the next checkpoint, or where somebody outside has one. */
  private nextStop(checkpoint: bigint | undefined, most: number): number {
    const sizes = this.verification.outside.map(({ size }) => size);
    if (checkpoint !== undefined) sizes.push(checkpoint);
    const next = sizes.filter((size) => size > this.size).reduce((a, b) => (a < b ? a : b), this.size + BigInt(most));
    return Math.min(most, Number(next - this.size));
  }

  private async checkLeaves(page: {
    from: bigint;
    leaves: readonly LeafRow[];
    stored: (l: number, i: bigint) => Hash | undefined;
  }): Promise<void> {
    const checked = checkPage({ ...page, frontier: this.frontier });
    if ('misfit' in checked) throw new Found(checked.misfit);
    this.frontier = checked.frontier;
    for (const leaf of page.leaves) await this.hand(leaf.fact!.bytes, leaf.leafIndex);
    this.size += BigInt(page.leaves.length);
    this.keepRoot();
  }

  private keepRoot(): void {
    if (this.verification.outside.some(({ size }) => size === this.size))
      this.roots.set(this.size, rootOf(this.frontier));
  }

  private checkCheckpoint({ size, root, note }: StoredCheckpoint): void {
    const { verifier, origin } = this.verification;
    const fail = (why: string): never => {
      throw new Found({ what: `the checkpoint of size ${size} in the database ${why}` });
    };
    let signed: Checkpoint;
    try {
      signed = openCheckpoint(note, [verifier], origin);
    } catch (error) {
      return fail(`does not hold: ${(error as Error).message}`);
    }
    if (signed.size !== size || !signed.root.equals(root)) fail('is not what its signed note says');
    if (!root.equals(rootOf(this.frontier))) fail(`is not that of the first ${size} leaves`);
    this.checkpoints += 1;
  }

  private async checkpointsAfter(size: bigint): Promise<StoredCheckpoint[]> {
    const rows: { tree_size: string; root_hash: Buffer; note: string }[] = await this.tx.query(
      `select tree_size, root_hash, note from ledger_checkpoint where tree_size > $1 order by tree_size limit 1000`,
      [size.toString()],
    );
    return rows.map((row) => ({ size: BigInt(row.tree_size), root: row.root_hash, note: row.note }));
  }

  /** What the pass could not meet on its way: leaves after a gap, nodes of no leaf, subjects no bytes name. */
  private async checkCounts(): Promise<void> {
    const rows: Record<string, string>[] = await this.tx.query(
      `select (select count(*) from ledger_leaf) as leaves, (select count(*) from ledger_node) as nodes,
              (select coalesce(max(tree_size), 0) from ledger_checkpoint) as signed`,
    );
    const { leaves, nodes, signed } = rows[0]!;
    if (BigInt(leaves!) !== this.size)
      throw new Found({ what: `there is no leaf ${this.size}, but later ones`, leafIndex: this.size });
    const above = this.size - BigInt(this.frontier.length);
    if (BigInt(nodes!) !== above)
      throw new Found({ what: `the tree has ${nodes} nodes above its leaves, ${above} belong to them` });
    if (BigInt(signed!) !== this.size)
      throw new Found({
        what: `leaf ${signed} and those after it are under no checkpoint`,
        leafIndex: BigInt(signed!),
      });
  }

  private checkOutside(): void {
    for (const { source, size, root } of this.verification.outside) {
      if (size > this.size)
        throw new Found({
          what: `${source} says ${size} leaves, the database has ${this.size}: facts were cut off the end, or an old state was put back`,
          leafIndex: this.size,
        });
      if (!this.roots.get(size)?.equals(root))
        throw new Found({ what: `the first ${size} leaves are not those that ${source} was signed over` });
    }
  }

  /** Facts without a leaf: each must be whole, and wait for the sequencer. */
  private async checkUnsealed(): Promise<void> {
    for (let after = FIRST_ID; ;) {
      const rows = await readUnsealed(this.tx, after, PAGE);
      for (const row of rows) {
        const wrong = row.waiting ? checkFact(row) : 'it has no leaf and was never handed to the sequencer';
        if (wrong !== undefined) throw new Found({ factId: row.id, what: wrong });
        await this.hand(row.bytes, undefined);
        this.waiting += 1;
        after = row.id;
      }
      if (rows.length < PAGE) break;
    }
    const rows: { facts: string; subjects: string }[] = await this.tx.query(
      `select (select count(*) from fact) as facts, (select count(*) from fact_subject) as subjects`,
    );
    const { facts, subjects } = rows[0]!;
    if (Number(facts) !== this.facts) throw new Found({ what: `there are ${facts} facts, ${this.facts} were met` });
    if (Number(subjects) !== this.subjects)
      throw new Found({ what: `there are ${subjects} rows of subjects, the facts name ${this.subjects}` });
  }

  private async hand(bytes: Buffer, leafIndex: bigint | undefined): Promise<void> {
    const fact = JSON.parse(bytes.toString('utf8')) as Fact;
    this.facts += 1;
    this.subjects += fact.subjects.length;
    this.toReplay.push({ fact, leafIndex });
    if (this.toReplay.length >= REPLAYED) await this.replay();
  }

  private async replay(): Promise<void> {
    const facts = this.toReplay;
    this.toReplay = [];
    for (const replayer of this.verification.replayers) refuse(replayer, await replayer.replay(this.tx, facts));
  }

  private async finishReplay(): Promise<void> {
    await this.replay();
    for (const replayer of this.verification.replayers) refuse(replayer, await replayer.finish(this.tx));
  }
}

function refuse({ room }: LedgerReplayer, misfit: Misfit | undefined): void {
  if (misfit !== undefined) throw new Found({ ...misfit, what: `${room}: ${misfit.what}` });
}
