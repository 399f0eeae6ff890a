import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PolygonGeometry } from './plot-boundary.js';

/** 基地: where herbs are grown, known to township level. */
@Entity('base')
export class BaseEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text', { name: 'division_code' }) divisionCode: string;
  @Column('text', { name: 'cultivation_mode' }) cultivationMode: string;
  @Column('text', { name: 'organisation_form' }) organisationForm: string;
  @Column('boolean', { nullable: true }) daodi: boolean | null;
  @Column('text', { name: 'daodi_evidence', nullable: true }) daodiEvidence: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** 农户, a production unit of GAP 2022. Personal data: never leaves the organisation. */
@Entity('grower')
export class GrowerEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** 地块 with its boundary. Areas are decimal strings with two places. */
@Entity('plot')
export class PlotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'base_id' }) baseId: string;
  @Column('text') name: string;
  @Column('jsonb') boundary: PolygonGeometry;
  @Column('numeric', { name: 'area_m2', precision: 14, scale: 2 }) areaM2: string;
  @Column('numeric', { name: 'area_mu', precision: 12, scale: 2 }) areaMu: string;
  @Column('numeric', { name: 'stated_mu', precision: 12, scale: 2, nullable: true }) statedMu: string | null;
  /** Made by the database of the boundary, to find neighbours by. */
  @Column({ type: 'box', select: false, insert: false, update: false }) extent: string;
  /** The file it came with. */
  @Column('uuid', { name: 'import_id', nullable: true }) importId: string | null;
  @Column('uuid', { name: 'grower_id' }) growerId: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
