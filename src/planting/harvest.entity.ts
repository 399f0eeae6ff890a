import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';

/** 采收; its id is its lot's id. */
@Entity('harvest')
export class HarvestEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'planting_id' }) plantingId: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('timestamptz') at: Date;
  @Column('text', { name: 'at_zone' }) atZone: string;
  @Column('text') part: string;
  @Column('text') method: string;
  @Column('text') operator: string;
  @Column('bigint') grams: string;
  @Column('uuid', { name: 'plan_id', nullable: true }) planId: string | null;
  @Column('text', { nullable: true }) weather: string | null;
  @Column('text', { nullable: true }) stage: string | null;
  @Column('integer', { nullable: true }) baskets: number | null;
  @Column('text', { nullable: true }) condition: string | null;
  @Column('text', { nullable: true }) sop: string | null;
  @Column('jsonb', { nullable: true }) entry: EntryDisclosure | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** 采收计划: judged before anything is picked. */
@Entity('harvest_plan')
export class HarvestPlanEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'planting_id' }) plantingId: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('text') part: string;
  @Column('date', { name: 'planned_on' }) plannedOn: string;
  @Column('jsonb') plots: { plot: string; grams: number }[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** What each plot gave to a harvest. */
@Entity('harvest_plot')
export class HarvestPlotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'harvest_id' }) harvestId: string;
  @PrimaryColumn('uuid', { name: 'plot_id' }) plotId: string;
  @Column('bigint') grams: string;
}

/** 收购过磅. Price in 元 per kilogram; grower and price never leave the organisation. */
@Entity('purchase')
export class PurchaseEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'grower_id' }) growerId: string;
  @Column('uuid', { name: 'harvest_id', nullable: true }) harvestId: string | null;
  @Column('bigint', { name: 'gross_grams' }) grossGrams: string;
  @Column('bigint', { name: 'tare_grams' }) tareGrams: string;
  @Column('bigint', { name: 'net_grams' }) netGrams: string;
  @Column('text') grade: string;
  @Column('numeric') price: string;
  @Column('timestamptz') at: Date;
  @Column('text', { name: 'at_zone' }) atZone: string;
  @Column('text', { name: 'signed_by', nullable: true }) signedBy: string | null;
  /** PNG as base64. */
  @Column('text', { nullable: true }) signature: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A sack as it was weighed in. */
@Entity('purchase_sack')
export class PurchaseSackEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'purchase_id' }) purchaseId: string;
  @PrimaryColumn('integer') number: number;
  @Column('bigint', { name: 'gross_grams' }) grossGrams: string;
  @Column('bigint', { name: 'tare_grams' }) tareGrams: string;
}
