import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which fact stands at which index of the tree. bigint columns arrive as decimal strings. */
@Entity('ledger_leaf')
export class LedgerLeafEntity {
  @PrimaryColumn('bigint', { name: 'leaf_index' }) leafIndex: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('bytea', { name: 'leaf_hash' }) leafHash: Buffer;
}

/** The hash of a complete subtree above the leaves. */
@Entity('ledger_node')
export class LedgerNodeEntity {
  @PrimaryColumn('smallint') level: number;
  @PrimaryColumn('bigint') index: string;
  @Column('bytea') hash: Buffer;
}

/** A signed promise about the tree. */
@Entity('ledger_checkpoint')
export class LedgerCheckpointEntity {
  @PrimaryColumn('bigint', { name: 'tree_size' }) treeSize: string;
  @Column('bytea', { name: 'root_hash' }) rootHash: Buffer;
  @Column('text') note: string;
  @Column('timestamptz', { name: 'sealed_at' }) sealedAt: Date;
}

/** The public half of the signing key, and its fingerprint; the key itself stands outside the database. */
@Entity('ledger_key')
export class LedgerKeyEntity {
  @PrimaryColumn('text') fingerprint: string;
  @Column('text') origin: string;
  @Column('text', { name: 'verifier_key' }) verifierKey: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
