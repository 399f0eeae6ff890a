import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 辅料批: honey, wine, vinegar … as received; its id is its lot's id. */
@Entity('adjuvant_lot')
export class AdjuvantLotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  /** Code of the reference data, which is also the lot's `herb`. */
  @Column('text') adjuvant: string;
  @Column('text') supplier: string;
  @Column('text', { name: 'batch_number', nullable: true }) batchNumber: string | null;
  @Column('text', { nullable: true }) standard: string | null;
  @Column('bigint') grams: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
  @Column('text', { name: 'received_zone' }) receivedZone: string;
  @Column('date', { name: 'expires_on', nullable: true }) expiresOn: string | null;
  @Column('jsonb') documents: { kind: string; number: string }[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
