import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RuleId } from './catalogue.js';

/** What became of a finding: overridden by a second person (warnings only), or cured by a later fact. */
@Entity('finding_decision')
export class FindingDecisionEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'opener_id' }) openerId: string;
  @Column('uuid', { name: 'concerns_id' }) concernsId: string;
  @Column('uuid', { name: 'finding_id' }) findingId: string;
  @Column('text') decision: 'overridden' | 'cured';
  @Column('text') reason: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'decided_by' }) decidedBy: string;
  @Column('timestamptz', { name: 'decided_at' }) decidedAt: Date;
}

/** A future act that a rule refused: nothing happened, and the rule fired all the same. */
@Entity('rule_refusal')
export class RuleRefusalEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'rule_id' }) ruleId: RuleId;
  @Column('text') code: string;
  @Column('text', { name: 'message_zh' }) messageZh: string;
  @Column('text', { name: 'message_en' }) messageEn: string;
  @Column('text') asked: string;
  @Column('uuid', { name: 'act_id' }) actId: string;
  @Column('uuid', { name: 'refused_for' }) refusedFor: string;
  @Column('timestamptz', { name: 'refused_at' }) refusedAt: Date;
}
