import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { newId } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { areaOf } from './bases.service.js';
import { unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { baseOf, growerOf, plotsOf } from './planting.queries.js';
import { judgePlace } from './plot-place.queries.js';
import { PLOT_CHANGES, type ChangePlotDto, type PlotChangeKind } from './plot-change.dto.js';
import { PlotChangeEntity } from './plot-change.entity.js';

export interface PlotChangeAnswer extends ActAnswer {
  plot: string;
  kind: PlotChangeKind;
  areaMu?: string;
}

export interface PlotChangeView {
  id: string;
  factId: string;
  kind: string;
  at: string;
  reason: string;
  areaMu: string | null;
  grower: string | null;
  recordedAt: string;
}

/**
 * Owns what becomes of plots: quarantine, new boundaries, new growers, end of use. A change holds from its day on, and a
 * quarantine entered late holds what was harvested meanwhile.
 */
@Injectable()
export class PlotChangesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  change(actor: Actor, plotId: string, dto: ChangePlotDto): Promise<Recorded<PlotChangeAnswer>> {
    const kind = changeKind(dto);
    if (dto.at > chineseDay(this.clock.now()))
      throw unfit('at', dto.at, '晚于今天，只能记录已发生的变更', 'is later than today');
    const area = dto.boundary === undefined ? undefined : areaOf({ boundary: dto.boundary });
    return this.acts.perform(actor, { id: dto.id, kind: 'plot-change', path: plotId, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const [plot] = await plotsOf(tx, organisationId, [plotId]);
      const grower = dto.grower === undefined ? undefined : await growerOf(tx, organisationId, dto.grower);
      const areaMu = area?.mu;
      const drafts =
        dto.boundary === undefined
          ? []
          : await judgePlace(tx, await baseOf(tx, organisationId, plot!.baseId), {
              id: plot!.id,
              boundary: dto.boundary,
            });
      const open: PlantingFacts['planting.plot-changed'] = {
        ...{ change: dto.id, plot: plot!.id, base: plot!.baseId, kind, at: dto.at },
        ...(areaMu === undefined ? {} : { areaMu }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.plot-changed', visibility: 'public', occurredAt: `${dto.at}T00:00:00+08:00` },
          ...{ subjects: [dto.id, plot!.id, plot!.baseId], open },
          sealed: {
            reason: dto.reason,
            ...(dto.boundary === undefined
              ? {}
              : { boundary: { type: dto.boundary.type, coordinates: dto.boundary.coordinates } }),
            ...(grower === undefined ? {} : { grower: { id: grower.id, name: grower.name } }),
          },
        },
        drafts,
        subject: `plot:${plot!.id}`,
      });
      await tx.insert(PlotChangeEntity, {
        ...{ organisationId, id: dto.id, plotId: plot!.id, kind, at: dto.at, reason: dto.reason, factId },
        ...{ boundary: dto.boundary ?? null, areaM2: area?.squareMetres ?? null, areaMu: areaMu ?? null },
        growerId: grower?.id ?? null,
      });
      if (kind === 'quarantined') await this.holdHarvestsSince(tx, actor, plot!.id, dto);
      return { id: dto.id, factId, findings, plot: plot!.id, kind, ...(areaMu === undefined ? {} : { areaMu }) };
    });
  }

  async list(actor: Actor, plotId: string, page: PageQuery): Promise<Page<PlotChangeView>> {
    const organisationId = actor.organisation.id;
    const rows = await inTx(this.db, scopeOf(actor), async (tx) => {
      const [plot] = await plotsOf(tx, organisationId, [plotId]);
      return pageRows(tx, PlotChangeEntity, { organisationId, plotId: plot!.id }, page);
    });
    return pageOf(rows, page.limit, ({ id, factId, kind, at, reason, areaMu, growerId, recordedAt }) => ({
      ...{ id, factId, kind, at, reason, areaMu, grower: growerId, recordedAt: recordedAt.toISOString() },
    }));
  }

  /** R-16 for what was harvested before the quarantine was entered. */
  private async holdHarvestsSince(tx: Tx, actor: Actor, plot: string, dto: ChangePlotDto): Promise<void> {
    const rows: { id: string }[] = await tx.query(
      `select h.id from harvest h
         join harvest_plot s on s.organisation_id = h.organisation_id and s.harvest_id = h.id
        where h.organisation_id = $1 and s.plot_id = $2 and (h.at at time zone 'Asia/Shanghai')::date >= $3::date
        order by h.id`,
      [actor.organisation.id, plot, dto.at],
    );
    const reason = `采收后补记：R-16 地块自 ${dto.at} 起隔离`;
    for (const { id } of rows)
      await this.lots.hold(tx, actor, { id: newId(), scope: 'lot', subject: id, authority: 'finding', reason });
  }
}

/** The kind, with what belongs to it and nothing else. */
function changeKind(dto: ChangePlotDto): PlotChangeKind {
  const kind = PLOT_CHANGES[dto.kind as keyof typeof PLOT_CHANGES] ?? (dto.kind as PlotChangeKind);
  if ((kind === 'resized') !== (dto.boundary !== undefined))
    throw unfit(
      'boundary',
      dto.boundary ?? null,
      '只有调整边界须给出边界',
      'belongs to a change of the boundary, and only to it',
    );
  if ((kind === 'regrown') !== (dto.grower !== undefined))
    throw unfit(
      'grower',
      dto.grower ?? null,
      '只有更换农户须给出农户',
      'belongs to a change of the grower, and only to it',
    );
  return kind;
}
