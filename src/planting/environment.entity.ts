import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Medium } from './environment.dto.js';
import type { ProvenSeason } from './trial-base.js';

export interface EnvironmentValue {
  item: string;
  value: string;
  unit: string;
  period?: string;
}

/** 环境检测: a report on soil, water or air, with what the product made of it. */
@Entity('environment_test')
export class EnvironmentTestEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'base_id' }) baseId: string;
  @Column('uuid', { name: 'plot_id', nullable: true }) plotId: string | null;
  @Column('text') medium: Medium;
  @Column('date', { name: 'sampled_on' }) sampledOn: string;
  @Column('date', { name: 'valid_until' }) validUntil: string;
  @Column('text', { name: 'report_number' }) reportNumber: string;
  @Column('text') laboratory: string;
  @Column('text', { nullable: true }) ph: string | null;
  @Column('jsonb') results: EnvironmentValue[];
  @Column('text') verdict: string;
  @Column('text', { array: true }) exceeded: string[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** The evidence by which a base left its trial, or did not. */
@Entity('base_qualification')
export class BaseQualificationEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'base_id' }) baseId: string;
  @Column('jsonb') seasons: ProvenSeason[];
  @Column('boolean') qualified: boolean;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A grower who works a plot besides the one it is registered under. */
@Entity('plot_share')
export class PlotShareEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'plot_id' }) plotId: string;
  @PrimaryColumn('uuid', { name: 'grower_id' }) growerId: string;
}
