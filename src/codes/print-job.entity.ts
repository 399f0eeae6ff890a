import type { PrintOrder } from './artifacts/print-order.js';
import type { DraftState } from './print-job.queries.js';
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
  @Column('text') kind: 'codes' | 'labels';
  @Column('jsonb', { name: 'print_order' }) order: PrintOrder;
  @Column('jsonb', { nullable: true }) drafts: DraftState | null;
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
  /** From here on it is given to nobody, and soon erased; the row stays. */
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
}

/** Labels that were ordered: which serials, by which job, and whether they had been printed before. */
@Entity('label_print')
export class LabelPrintEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'job_id' }) jobId: string;
  @PrimaryColumn('bigint', { name: 'range_no' }) rangeNo: string;
  @PrimaryColumn('bigint', { name: 'first_serial' }) firstSerial: string;
  @Column('bigint', { name: 'last_serial' }) lastSerial: string;
  /** Null for rolls, cartons and pallets. */
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId: string | null;
  @Column('boolean') again: boolean;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'ordered_at' }) orderedAt: Date;
}

/** A file that was erased after its time. */
@Entity('job_file_erasure')
export class JobFileErasureEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'job_id' }) jobId: string;
  @PrimaryColumn('text') name: string;
  @Column('timestamptz', { name: 'erased_at' }) erasedAt: Date;
}
