import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Grams drawn from a lot for one named laboratory. */
@Entity('sample')
export class SampleEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'laboratory_id' }) laboratoryId: string;
  @Column('uuid', { name: 'lot_id' }) lotId: string;
  @Column('text', { name: 'lot_number', nullable: true }) lotNumber: string | null;
  @Column('text') herb: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('bigint') grams: string;
  @Column('timestamptz', { name: 'taken_at' }) takenAt: Date;
  @Column('text', { name: 'taken_zone' }) takenZone: string;
  @Column('text', { name: 'taken_by' }) takenBy: string;
  @Column('bigint', { name: 'lot_grams', nullable: true }) lotGrams: string | null;
  @Column('integer', { nullable: true }) packages: number | null;
  @Column('text', { nullable: true }) seal: string | null;
  @Column('uuid', { name: 'retest_of', nullable: true }) retestOf: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'recorded_by' }) recordedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** The sample as it arrived at its laboratory. */
@Entity('sample_receipt')
export class SampleReceiptEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('uuid', { name: 'sample_id' }) sampleId: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
  @Column('text', { name: 'received_by' }) receivedBy: string;
  @Column('bigint') grams: string;
  @Column('boolean', { name: 'seal_intact' }) sealIntact: boolean;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'recorded_by' }) recordedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
