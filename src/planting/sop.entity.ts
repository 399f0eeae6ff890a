import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SopScope, SopState } from './sop-state.js';

/** A version of a procedure; its state is the last of its steps. */
@Entity('sop_version')
export class SopVersionEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') code: string;
  @Column('integer') version: number;
  @Column('text') title: string;
  @Column('text') scope: SopScope;
  @Column('text', { nullable: true }) herb: string | null;
  @Column('text', { name: 'document_sha256', nullable: true }) documentSha256: string | null;
  @Column('uuid', { name: 'drafted_by' }) draftedBy: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

@Entity('sop_step')
export class SopStepEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'sop_id' }) sopId: string;
  @Column('text') state: SopState;
  @Column('date') at: string;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
