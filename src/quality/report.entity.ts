import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Judgement, NotJudged, Verdict } from './judge-report.js';
import type { Instrument } from './instrument-calibration.js';
import type { Qualitative } from './qualitative-result.js';

/** A certificate of analysis as its laboratory issued it, judged once, on entry. */
@Entity('report')
export class ReportEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('uuid', { name: 'sample_id' }) sampleId: string;
  @Column('uuid', { name: 'lot_id' }) lotId: string;
  @Column('text') herb: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('text') number: string;
  @Column('date', { name: 'tested_on' }) testedOn: string;
  @Column('text') edition: string;
  @Column('text', { name: 'judged_under', nullable: true }) judgedUnder: string | null;
  @Column('text', { name: 'not_judged', nullable: true }) notJudged: NotJudged | null;
  @Column('text') judgement: Judgement;
  @Column('text') tester: string;
  @Column('text') reviewer: string;
  @Column('bigint', { name: 'represents_grams', nullable: true }) representsGrams: string | null;
  @Column('jsonb') instruments: Instrument[];
  @Column('uuid', { name: 'tester_person', nullable: true }) testerPerson: string | null;
  @Column('uuid', { name: 'reviewer_person', nullable: true }) reviewerPerson: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'entered_by' }) enteredBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** One line of a report beside the limit it was held against that day. */
@Entity('report_result')
export class ReportResultEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'report_id' }) reportId: string;
  @PrimaryColumn('smallint') position: number;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('text') item: string;
  @Column('text', { name: 'name_zh', nullable: true }) nameZh: string | null;
  @Column('text', { name: 'name_en', nullable: true }) nameEn: string | null;
  @Column('boolean') mandatory: boolean;
  @Column('text', { name: 'limit_kind', nullable: true }) limitKind: 'max' | 'min' | 'absent' | 'qualitative' | null;
  @Column('text', { name: 'limit_value', nullable: true }) limitValue: string | null;
  @Column('text', { name: 'limit_unit', nullable: true }) limitUnit: string | null;
  @Column('smallint', { name: 'limit_decimals', nullable: true }) limitDecimals: number | null;
  @Column('text', { nullable: true }) value: string | null;
  @Column('text', { nullable: true }) rounded: string | null;
  @Column('text', { nullable: true }) qualitative: Qualitative | null;
  @Column('boolean', { name: 'below_loq' }) belowLoq: boolean;
  @Column('text', { nullable: true }) unit: string | null;
  @Column('text', { nullable: true }) method: string | null;
  @Column('text') verdict: Verdict;
  @Column('text', { nullable: true }) basis: 'dried' | 'as-is' | null;
  @Column('text', { nullable: true }) dried: string | null;
}

/** The reviewer's signature under a report. */
@Entity('report_signature')
export class ReportSignatureEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('uuid', { name: 'report_id' }) reportId: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'signed_by' }) signedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
