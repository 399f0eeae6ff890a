import { Column, Entity, PrimaryColumn } from 'typeorm';

export type JobState = 'waiting' | 'active' | 'completed' | 'failed' | 'cancelled';

/** An order to make files of codes, and how far it is. */
@Entity('print_job')
export class PrintJobEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  /** Null for rolls, cartons and pallets. */
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId: string | null;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') state: JobState;
  @Column('bigint') done: string;
  @Column('bigint') total: string;
  @Column('bigint', { name: 'draft_bytes' }) draftBytes: string;
  @Column('integer') run: number;
  @Column('integer', { name: 'written_by' }) writtenBy: number;
  @Column('timestamptz', { name: 'heard_at', nullable: true }) heardAt: Date | null;
  @Column('integer') failures: number;
  @Column('text', { nullable: true }) error: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt: Date | null;
}

/** A file a job made, by its hash. */
@Entity('job_file')
export class JobFileEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'job_id' }) jobId: string;
  @PrimaryColumn('text') name: string;
  @Column('text', { name: 'media_type' }) mediaType: string;
  @Column('bigint') bytes: string;
  @Column('text') sha256: string;
  @Column('timestamptz', { name: 'made_at' }) madeAt: Date;
}
