import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The file of a report as it was printed and signed; its SHA-256 is where it lies in the store. */
@Entity('report_original')
export class ReportOriginalEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'laboratory_id' }) laboratoryId: string;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('uuid', { name: 'report_id' }) reportId: string;
  @Column('text') sha256: string;
  @Column('integer') bytes: number;
  @Column('boolean') shown: boolean;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'filed_by' }) filedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A report its laboratory withdrew as entered by mistake; the report itself stays as it was. */
@Entity('report_withdrawal')
export class ReportWithdrawalEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('uuid', { name: 'report_id' }) reportId: string;
  @Column('uuid', { name: 'lot_id' }) lotId: string;
  @Column('uuid', { name: 'replacement_id', nullable: true }) replacementId: string | null;
  @Column('text') reason: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('uuid', { name: 'withdrawn_by' }) withdrawnBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
