import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CodeKind } from './code-kind.js';

/** Codes given out: one row for any number of serials. Never changed; voids and replacements are rows of their own. */
@Entity('code_range')
export class CodeRangeEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('bigint', { name: 'range_no' }) rangeNo: string;
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId: string | null;
  @Column('text') kind: CodeKind;
  @Column('bigint', { name: 'first_serial' }) firstSerial: string;
  @Column('bigint', { name: 'last_serial' }) lastSerial: string;
  @Column('text', { name: 'key_id' }) keyId: string;
  @Column('uuid', { name: 'act_id' }) actId: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'job_id', nullable: true }) jobId: string | null;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt: Date;
}
