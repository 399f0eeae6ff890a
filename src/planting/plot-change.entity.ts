import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlotChangeKind } from './plot-change.dto.js';
import type { PolygonGeometry } from './plot-boundary.js';

/** What became of a plot after it was registered; the registration itself stays. */
@Entity('plot_change')
export class PlotChangeEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'plot_id' }) plotId: string;
  @Column('text') kind: PlotChangeKind;
  @Column('date') at: string;
  @Column('text') reason: string;
  @Column('jsonb', { nullable: true }) boundary: PolygonGeometry | null;
  @Column('numeric', { name: 'area_m2', nullable: true }) areaM2: string | null;
  @Column('numeric', { name: 'area_mu', nullable: true }) areaMu: string | null;
  @Column('uuid', { name: 'grower_id', nullable: true }) growerId: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
