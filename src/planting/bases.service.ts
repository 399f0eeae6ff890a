import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import {
  toBaseView,
  toGrowerView,
  toPlotView,
  type BaseView,
  type GrowerView,
  type ListedBase,
  type PlotView,
  type RegisterBaseDto,
  type RegisterPlotDto,
} from './base.dto.js';
import { BaseEntity, GrowerEntity, PlotEntity } from './base.entity.js';
import { PlotShareEntity } from './environment.entity.js';
import { BoundaryInvalid } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { standingsOf } from './base-standing.queries.js';
import { baseOf, growerOf } from './planting.queries.js';
import { judgePlace } from './plot-place.queries.js';
import { statedArea } from './stated-area.js';
import { boundaryFaults, type PolygonGeometry } from './plot-boundary.js';
import { isPlausibleArea, MAX_MU, plotArea, type PlotArea } from './plot-area.js';

/** Owns bases, plots and growers. Never shows a plot's boundary or a grower's name outside the organisation. */
@Injectable()
export class BasesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  registerBase(
    actor: Actor,
    dto: RegisterBaseDto,
  ): Promise<Recorded<ActAnswer & Omit<BaseView, 'recordedAt' | 'daodi' | 'daodiEvidence'>>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'base', body: dto }, async (tx) => {
      const { id, name, divisionCode, cultivationMode, organisationForm } = dto;
      const open: PlantingFacts['planting.base-registered'] = {
        ...{ base: id, name, divisionCode, cultivationMode, organisationForm },
        ...(dto.daodi === undefined ? {} : { daodi: dto.daodi }),
        ...(dto.daodiEvidence === undefined ? {} : { daodiEvidence: dto.daodiEvidence }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: { type: 'planting.base-registered', visibility: 'public', occurredAt: this.now(), subjects: [id], open },
        subject: `base:${id}`,
      });
      const row = { organisationId: actor.organisation.id, ...dto, factId };
      await tx.insert(BaseEntity, row);
      return { id, factId, findings, name, divisionCode, cultivationMode, organisationForm };
    });
  }

  /** Requires a valid boundary on Chinese ground, 0.01 to 100,000 亩. Throws BoundaryInvalid. */
  async registerPlot(
    actor: Actor,
    dto: RegisterPlotDto,
  ): Promise<Recorded<ActAnswer & { areaMu: string; areaM2: string; grower: string }>> {
    const area = areaOf(dto);
    return this.acts.perform(actor, { id: dto.id, kind: 'plot', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const base = await baseOf(tx, organisationId, dto.base);
      const grower = await growerOf(tx, organisationId, dto.grower);
      const shared: GrowerEntity[] = [];
      for (const other of dto.sharedWith ?? []) shared.push(await growerOf(tx, organisationId, other));
      const sharers = shared.filter(
        ({ id }, index) => id !== grower.id && shared.findIndex((g) => g.id === id) === index,
      );
      const drafts = [...(await judgePlace(tx, base, dto)), ...statedArea(dto.statedMu, area.mu)];
      const open: PlantingFacts['planting.plot-registered'] = {
        ...{ plot: dto.id, base: base.id, areaMu: area.mu },
        ...(dto.statedMu === undefined ? {} : { statedMu: dto.statedMu }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'planting.plot-registered',
          visibility: 'public',
          occurredAt: this.now(),
          subjects: [dto.id, base.id],
          open: { ...open },
          sealed: {
            name: dto.name,
            grower: { id: grower.id, name: grower.name },
            boundary: { type: dto.boundary.type, coordinates: dto.boundary.coordinates },
            ...(sharers.length === 0 ? {} : { sharedWith: sharers.map(({ id, name }) => ({ id, name })) }),
          },
        },
        drafts,
        subject: `plot:${dto.id}`,
      });
      await tx.insert(PlotEntity, {
        ...{ organisationId, id: dto.id, baseId: base.id, name: dto.name, boundary: dto.boundary },
        ...{ areaM2: area.squareMetres, areaMu: area.mu, growerId: grower.id, factId },
        statedMu: dto.statedMu ?? null,
      });
      if (sharers.length > 0)
        await tx.insert(
          PlotShareEntity,
          sharers.map(({ id }) => ({ organisationId, plotId: dto.id, growerId: id })),
        );
      return { id: dto.id, factId, findings, areaMu: area.mu, areaM2: area.squareMetres, grower: grower.id };
    });
  }

  /** Each with what has become of it: status, plots, area, ground. */
  async bases(actor: Actor, page: PageQuery): Promise<Page<ListedBase>> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows = await pageRows(tx, BaseEntity, { organisationId }, page);
      const ids = rows.map(({ id }) => id);
      const standings = await standingsOf(tx, organisationId, ids, chineseDay(this.clock.now()));
      return pageOf(rows, page.limit, (row) => ({ ...toBaseView(row), ...standings.get(row.id)! }));
    });
  }

  plots(actor: Actor, page: PageQuery): Promise<Page<PlotView>> {
    return this.page(actor, PlotEntity, page, toPlotView);
  }

  growers(actor: Actor, page: PageQuery): Promise<Page<GrowerView>> {
    return this.page(actor, GrowerEntity, page, toGrowerView);
  }

  private async page<E extends PlotEntity | GrowerEntity, V>(
    actor: Actor,
    entity: new () => E,
    page: PageQuery,
    view: (row: E) => V,
  ): Promise<Page<V>> {
    const own = { organisationId: actor.organisation.id } as never;
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows<E>(tx, entity, own, page));
    return pageOf(rows, page.limit, view);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

/** R-02, with the path of each fault. */
export function areaOf({ boundary }: { boundary: PolygonGeometry }): PlotArea {
  const faults = boundaryFaults(boundary);
  if (faults.length > 0) throw new BoundaryInvalid(faults);
  const area = plotArea(boundary);
  if (!isPlausibleArea(area))
    throw new BoundaryInvalid([
      {
        path: 'boundary',
        message: {
          zh: `面积 ${area.mu} 亩，应在 0.01 至 ${MAX_MU} 亩之间`,
          en: `has an area of ${area.mu} mu, which should be between 0.01 and ${MAX_MU}`,
        },
      },
    ]);
  return area;
}
