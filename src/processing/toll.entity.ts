import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 委托加工协议: an owner of goods and the workshop that may work on them; kept by the owner, read by both. */
@Entity('toll_agreement')
export class TollAgreementEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'workshop_id' }) workshopId: string;
  @Column('text') work: string;
  @Column('boolean', { name: 'may_mix' }) mayMix: boolean;
  @Column('date', { name: 'valid_from' }) validFrom: string;
  @Column('date', { name: 'valid_until' }) validUntil: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** What one owner brought to a run on goods of others, got and lost; read by the workshop and by that owner. */
@Entity('run_owner')
export class RunOwnerEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'run_id' }) runId: string;
  @PrimaryColumn('uuid', { name: 'owner_id' }) ownerId: string;
  @Column('bigint', { name: 'in_grams' }) inGrams: string;
  @Column('bigint', { name: 'added_grams' }) addedGrams: string;
  @Column('bigint', { name: 'gain_grams' }) gainGrams: string;
  @Column('bigint', { name: 'product_grams' }) productGrams: string;
  @Column('bigint', { name: 'by_product_grams' }) byProductGrams: string;
  @Column('bigint', { name: 'waste_grams' }) wasteGrams: string;
  @Column('bigint', { name: 'loss_grams' }) lossGrams: string;
}
