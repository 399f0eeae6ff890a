import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BalanceLine } from '../lots/mass-balance.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { OutputUse } from './processing.facts.js';

/** 加工: a run with its times and its balance. */
@Entity('run')
export class RunEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') method: string;
  @Column('text') facility: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('text', { name: 'started_zone' }) startedZone: string;
  @Column('timestamptz', { name: 'ended_at' }) endedAt: Date;
  @Column('text', { name: 'ended_zone' }) endedZone: string;
  @Column('jsonb') balance: BalanceLine[];
  /** Fresh : dry, decimal string with two places. */
  @Column('numeric', { nullable: true }) ratio: string | null;
  /** SHA-256 of the reference file it was judged by; null before that was kept. */
  @Column('text', { nullable: true }) reference: string | null;
  @Column('text', { name: 'rework_reason', nullable: true }) reworkReason: string | null;
  @Column('jsonb', { nullable: true }) entry: EntryDisclosure | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

@Entity('run_step')
export class RunStepEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'run_id' }) runId: string;
  @PrimaryColumn('smallint') position: number;
  @Column('text') kind: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('timestamptz', { name: 'ended_at' }) endedAt: Date;
  /** As entered, with times in their zone. */
  @Column('jsonb') parameters: Record<string, unknown>;
}

@Entity('run_input')
export class RunInputEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'run_id' }) runId: string;
  @PrimaryColumn('uuid', { name: 'lot_id' }) lotId: string;
  @Column('bigint') grams: string;
}

@Entity('run_output')
export class RunOutputEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'run_id' }) runId: string;
  @PrimaryColumn('uuid', { name: 'lot_id' }) lotId: string;
  @Column('text') herb: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('bigint') grams: string;
  @Column('boolean', { name: 'by_product' }) byProduct: boolean;
  @Column('text') use: OutputUse;
  /** Whether the lot is dry: it went through a drying step, here or before. */
  @Column('boolean') dry: boolean;
}
