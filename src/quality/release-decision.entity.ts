import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChecklistLine } from './checklist-line.js';

/** The quality head's signature under a batch: released, or rejected with its reason. */
@Entity('release_decision')
export class ReleaseDecisionEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'lot_id' }) lotId: string;
  @Column('text') decision: 'released' | 'rejected';
  @Column('text', { nullable: true }) reason: string | null;
  @Column('jsonb') checklist: ChecklistLine[];
  @Column('uuid', { name: 'decided_by' }) decidedBy: string;
  @Column('timestamptz', { name: 'decided_at', default: () => 'clock_timestamp()' }) decidedAt: Date;
  @Column('uuid', { name: 'fact_id' }) factId: string;
}
