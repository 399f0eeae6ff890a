import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Paper } from './claim-evidence.js';

/** A limit of the organisation's own, as strict as the law or stricter. */
@Entity('internal_limit')
export class InternalLimitEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') herb: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('text') item: string;
  @Column('text') kind: 'max' | 'min';
  @Column('text') value: string;
  @Column('smallint') decimals: number;
  @Column('text') unit: string;
  @Column('date', { name: 'effective_from' }) effectiveFrom: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'approved_by' }) approvedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** What is claimed of a batch beyond the law, with the papers it rests on. */
@Entity('batch_claim')
export class BatchClaimEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'lot_id' }) lotId: string;
  @Column('text') claim: string;
  @Column('jsonb') evidence: Paper[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'claimed_by' }) claimedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
