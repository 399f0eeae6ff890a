import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One form of a batch's page as it is handed out; a projection, written by the system role alone. */
@Entity('public_document')
export class PublicDocumentEntity {
  @PrimaryColumn('uuid', { name: 'lot_id' }) lotId: string;
  @PrimaryColumn('text') variant: string;
  @Column('text') version: string;
  @Column('bytea') packed: Buffer;
  @Column('bigint', { name: 'facts_seen' }) factsSeen: string;
  @Column('timestamptz', { name: 'written_at', default: () => 'clock_timestamp()' }) writtenAt: Date;
}

/** Up to which leaf of the ledger pages follow; one row. */
@Entity('public_document_progress')
export class PublicDocumentProgressEntity {
  @PrimaryColumn('boolean', { name: 'is_only', default: true }) isOnly: boolean;
  @Column('bigint', { name: 'next_leaf' }) nextLeaf: string;
}
