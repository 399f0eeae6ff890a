import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Level, RuleId } from './catalogue.js';

/** A broken rule, opened by the act that broke it. Never deleted; closed with a reason. */
@Entity('finding')
export class FindingEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'concerns_id' }) concernsId: string;
  @Column('text', { name: 'rule_id' }) ruleId: RuleId;
  @Column('text') level: Level;
  @Column('text', { name: 'message_zh' }) messageZh: string;
  @Column('text', { name: 'message_en' }) messageEn: string;
  @Column('text') subject: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { array: true }) lots: string[];
  /** Opens the digest in the fact; null in findings older than that digest. */
  @Column('bytea', { nullable: true }) salt: Buffer | null;
  @Column('uuid', { name: 'opened_by' }) openedBy: string;
  @Column('timestamptz', { name: 'opened_at' }) openedAt: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;
  @Column('uuid', { name: 'closed_by', nullable: true }) closedBy: string | null;
  @Column('text', { name: 'closed_reason', nullable: true }) closedReason: string | null;
}
