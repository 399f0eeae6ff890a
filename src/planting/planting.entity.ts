import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { SeedDocument } from './quarantine-certificate.js';

/** 种苗批; its id is its lot's id. */
@Entity('seed_lot')
export class SeedLotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') herb: string;
  @Column('text') species: string;
  @Column('bigint') quantity: string;
  @Column('text') unit: 'gram' | 'piece';
  @Column('text') supplier: string;
  @Column('text', { name: 'origin_division_code' }) originDivisionCode: string;
  @Column('jsonb') documents: SeedDocument[];
  @Column('text', { nullable: true }) germplasm: string | null;
  @Column('text', { nullable: true }) variety: string | null;
  @Column('uuid', { name: 'raised_from', nullable: true }) raisedFrom: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** 种植: a herb established on plots of one base, until it is removed. */
@Entity('planting')
export class PlantingEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'base_id' }) baseId: string;
  @Column('text') herb: string;
  @Column('text') species: string;
  @Column('uuid', { name: 'seed_lot_id', nullable: true }) seedLotId: string | null;
  @Column('bigint', { name: 'seed_quantity', nullable: true }) seedQuantity: string | null;
  @Column('date', { name: 'established_on' }) establishedOn: string;
  @Column('text', { nullable: true }) sop: string | null;
  @Column('text', { name: 'broken_rules', array: true }) brokenRules: string[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

@Entity('planting_plot')
export class PlantingPlotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'planting_id' }) plantingId: string;
  @PrimaryColumn('uuid', { name: 'plot_id' }) plotId: string;
}

/** 农事: one piece of work on a planting. */
@Entity('field_work')
export class FieldWorkEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'planting_id' }) plantingId: string;
  @Column('text') kind: string;
  @Column('timestamptz') at: Date;
  @Column('text', { name: 'at_zone' }) atZone: string;
  @Column('text', { name: 'input_product', nullable: true }) inputProduct: string | null;
  @Column('numeric', { name: 'input_amount', nullable: true }) inputAmount: string | null;
  @Column('text', { name: 'input_unit', nullable: true }) inputUnit: string | null;
  @Column('text', { name: 'registration_number', nullable: true }) registrationNumber: string | null;
  @Column('integer', { name: 'safety_interval_days', nullable: true }) safetyIntervalDays: number | null;
  @Column('uuid', { name: 'input_lot_id', nullable: true }) inputLotId: string | null;
  @Column('numeric', { name: 'input_area_mu', nullable: true }) inputAreaMu: string | null;
  @Column('integer', { name: 'input_dilution', nullable: true }) inputDilution: number | null;
  @Column('text', { name: 'input_target', nullable: true }) inputTarget: string | null;
  @Column('text', { name: 'input_method', nullable: true }) inputMethod: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text') operator: string;
  @Column('text', { nullable: true }) note: string | null;
  @Column('text', { nullable: true }) sop: string | null;
  @Column('jsonb', { nullable: true }) details: Record<string, string> | null;
  @Column('text', { nullable: true }) weather: string | null;
  @Column('text', { array: true }) photos: string[];
  @Column('jsonb', { nullable: true }) entry: EntryDisclosure | null;
  @Column('text', { name: 'broken_rules', array: true }) brokenRules: string[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
