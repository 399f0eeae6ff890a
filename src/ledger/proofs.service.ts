import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../platform/db/tx.js';
import { NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { isUuid } from '../platform/ids.js';
import { NotYetSealed } from './ledger.errors.js';
import { consistencyNodes, consistencyProof, inclusionNodes, inclusionProof, type Hash } from './merkle.js';
import { fromDecimal } from './strict-text.js';
import { parseTilePath, tileIsWithin, tileNodes, tilePath } from './tile.js';
import { formatTlogProof } from './tlog-proof.js';
import { placeOf, newestKey, newestState, readNodes, readRow, type StoredCheckpoint } from './tree.queries.js';

/** Proofs of many facts under one checkpoint. */
export interface ProvenFacts {
  /** The signed note, verbatim. */
  checkpoint: string;
  treeSize: bigint;
  /** Leaf index by fact. */
  leaves: Map<string, bigint>;
  /** C2SP tlog-proof by fact. */
  proofs: Map<string, string>;
}

const FACT = { zh: '存证记录', en: 'The fact' };

/** Reads the tree for whoever wants to check it. The tree is public; a fact's bytes are given to those entitled. */
@Injectable()
export class Proofs {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    @InjectDataSource() private readonly app: DataSource,
  ) {}

  /** The newest signed checkpoint, verbatim. @throws NotFound before the ledger's first start */
  async checkpoint(): Promise<string> {
    return (await this.newest(this.system.manager)).note;
  }

  /** The verifier key (C2SP vkey) checkpoints are signed with. @throws NotFound before the ledger's first start */
  async verifierKey(): Promise<string> {
    const key = await newestKey(this.system.manager);
    if (key === undefined) throw new NotFound({ zh: '账本密钥', en: 'The ledger key' }, '');
    return key.verifierKey;
  }

  /** A hash tile: up to 256 hashes of 32 bytes. @throws NotFound for a tile that this tree does not have */
  async tile(path: string): Promise<Buffer> {
    const tile = parseTilePath(path);
    const { newest } = await newestState(this.system.manager);
    if (tile === undefined || newest === undefined || !tileIsWithin(tile, newest.size))
      throw new NotFound({ zh: '哈希瓦片', en: 'The tile' }, tile === undefined ? path : tilePath(tile));
    const { from, width } = tileNodes(tile);
    return Buffer.concat(await readRow(this.system.manager, from, width));
  }

  /**
   * The offline proof of a fact (C2SP tlog-proof) under the newest checkpoint.
   * @throws NotFound, or NotYetSealed (unavailable) in the moment between recording and sealing
   */
  async tlogProof(factId: string): Promise<string> {
    const { index, checkpoint, path } = await inTx(this.system, 'system', (tx) => this.inclusion(tx, factId));
    return formatTlogProof({ index, path, checkpoint: checkpoint.note });
  }

  /** Offline proofs of all these facts under the same checkpoint. @throws NotFound, NotYetSealed (naming the first) */
  proveAll(factIds: readonly string[]): Promise<ProvenFacts> {
    return inTx(this.system, 'system', async (tx) => {
      const checkpoint = await this.newest(tx);
      const leaves = new Map<string, bigint>();
      for (const id of factIds) {
        const { index, waiting } = await placeOf(tx, id);
        if (index === undefined && !waiting) throw new NotFound(FACT, id);
        if (index === undefined || index >= checkpoint.size) throw new NotYetSealed(id);
        leaves.set(id, index);
      }
      const wanted = [...leaves.values()].flatMap((index) => inclusionNodes(index, checkpoint.size));
      const read = await readNodes(tx, wanted);
      const proofs = new Map<string, string>();
      for (const [id, index] of leaves) {
        const path = inclusionProof(index, checkpoint.size, read);
        proofs.set(id, formatTlogProof({ index, path, checkpoint: checkpoint.note }));
      }
      return { checkpoint: checkpoint.note, treeSize: checkpoint.size, leaves, proofs };
    });
  }

  /** A fact's place in the tree, for pages that name it; undefined until it is sealed. */
  async placeOf(tx: Tx, factId: string): Promise<{ factId: string; leafIndex: string; treeSize: string } | undefined> {
    const { index } = await placeOf(tx, factId);
    if (index === undefined) return undefined;
    const { size } = await this.newest(tx);
    return { factId, leafIndex: index.toString(), treeSize: size.toString() };
  }

  /**
   * The proof that the tree of `to` leaves begins with that of `from`: hashes in base64, one a line.
   * @throws NotFound for sizes that cannot be proven from one to the other
   */
  async consistency(fromText: string, toText: string): Promise<string> {
    const [from, to] = [fromDecimal(fromText), fromDecimal(toText)];
    const { size } = await this.newest(this.system.manager);
    if (from === undefined || to === undefined || from < 1n || from > to || to > size)
      throw new NotFound({ zh: '一致性证明', en: 'The consistency proof' }, `${fromText}..${toText}`);
    const read = await readNodes(this.system.manager, consistencyNodes(from, to));
    return consistencyProof(from, to, read)
      .map((hash) => `${hash.toString('base64')}\n`)
      .join('');
  }

  /**
   * The exact bytes that were hashed, for those entitled: anyone for public facts.
   * @throws NotFound alike for a fact that does not exist and one the caller may not see
   */
  async factBytes(factId: string, actor: Actor | undefined): Promise<Buffer> {
    const sql = `select bytes from fact where id = $1`;
    const rows: { bytes: Buffer }[] = !isUuid(factId)
      ? []
      : actor === undefined
        ? // No tenant is set, so row-level security shows public facts only.
          await this.app.query(sql, [factId])
        : await inTx(this.app, scopeOf(actor), (tx) => tx.query(sql, [factId]));
    if (rows[0] === undefined) throw new NotFound(FACT, factId);
    return rows[0].bytes;
  }

  private async inclusion(
    tx: Tx,
    factId: string,
  ): Promise<{ index: bigint; checkpoint: StoredCheckpoint; path: Hash[] }> {
    if (!isUuid(factId)) throw new NotFound(FACT, factId);
    const { index, waiting } = await placeOf(tx, factId);
    if (index === undefined) throw waiting ? new NotYetSealed(factId) : new NotFound(FACT, factId);
    const checkpoint = await this.newest(tx);
    const read = await readNodes(tx, inclusionNodes(index, checkpoint.size));
    return { index, checkpoint, path: inclusionProof(index, checkpoint.size, read) };
  }

  private async newest(tx: Tx): Promise<StoredCheckpoint> {
    const { newest } = await newestState(tx);
    if (newest === undefined) throw new NotFound({ zh: '账本检查点', en: 'The checkpoint' }, '');
    return newest;
  }
}
