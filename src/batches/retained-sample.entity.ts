import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 留样: grams of a batch that are kept until its shelf life is long over. */
@Entity('retained_sample')
export class RetainedSampleEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'batch_id' }) batchId: string;
  @Column('bigint') grams: string;
  @Column('text') location: string;
  @Column('timestamptz', { name: 'taken_at' }) takenAt: Date;
  @Column('text', { name: 'taken_zone' }) takenZone: string;
  @Column('text', { name: 'taken_by' }) takenBy: string;
  @Column('date', { name: 'due_on', nullable: true }) dueOn: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A step on the way to destroying a retained sample: one person asks, another destroys. */
@Entity('retained_sample_step')
export class RetainedSampleStepEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'sample_id' }) sampleId: string;
  @Column('text') step: 'asked' | 'destroyed';
  @Column('text') reason: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
