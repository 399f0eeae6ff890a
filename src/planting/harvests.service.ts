import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { sumGrams } from '../platform/quantity.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { bornHeldBecause } from '../rules/finding.js';
import { distanceToPlots } from './distance-to-plot.js';
import { entryDisclosure, type EntryDisclosure } from '../rules/entry-disclosure.js';
import { groundOf, type Ground } from './harvest-ground.queries.js';
import { inputLotsBehind, judgeHarvest } from './harvest-judgement.queries.js';
import { HarvestEntity, HarvestPlanEntity, HarvestPlotEntity } from './harvest.entity.js';
import { HarvestDto } from './planting.dto.js';
import { noHarvestPlan, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { citedSop } from './sop-state.js';
import { sopSpans } from './sops.queries.js';
import { growersNamed, sharersOf } from './planting.queries.js';
import { toHarvestView, type HarvestView } from './planting-view.js';

/** Inputs older than this are not looked for: no herb of the reference data is harvested before. */
const YEARS_OF_INPUTS = 6;

export interface HarvestAnswer extends ActAnswer {
  lot: string;
  grams: number;
}

/** Owns harvests. Each opens a lot of fresh herb; a harvest that broke a blocking rule is taken and born held. */
@Injectable()
export class HarvestsService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: HarvestDto) => this.harvest(actor, dto);
    this.sync.register<HarvestDto>({ kind: 'harvest', permission: 'harvests:write', dto: HarvestDto, perform });
  }

  /** Requires that every plot belongs to the planting. become findings. */
  harvest(actor: Actor, dto: HarvestDto): Promise<Recorded<HarvestAnswer>> {
    refuseFuture('at', dto.at, this.clock.now());
    const grams = sumGrams(dto.plots.map((share) => share.grams));
    return this.acts.perform(actor, { id: dto.id, kind: 'harvest', body: dto }, async (tx) => {
      const ground = await groundOf(tx, actor.organisation.id, dto);
      if (dto.plan !== undefined) await planOf(tx, actor.organisation.id, dto.plan, ground.planting.id);
      const drafts = await judgeHarvest(tx, ground, dto);
      const entry = entryOf(dto, ground, this.clock.now());
      const evidence = { drafts, lots: [dto.id], subject: `harvest:${dto.id}` };
      const sop = citedSop(
        await sopSpans(tx, actor.organisation.id),
        '采收',
        ground.planting.herb,
        chineseDay(new Date(dto.at)),
      );
      const fact = await toFact(tx, dto, ground, { grams, entry, sop });
      const { factId, findings } = await this.evidence.record(tx, actor, { ...evidence, fact });
      const { planting, base, plots } = ground;
      const sharers = await sharersOf(
        tx,
        actor.organisation.id,
        plots.map(({ id }) => id),
      );
      await this.lots.born(tx, actor, {
        ...{ id: dto.id, kind: 'harvest', herb: planting.herb, variant: dto.variant, quantity: grams },
        ...{ region: base.divisionCode, bornAt: dto.at, factId, actId: dto.id },
        origins: [
          { kind: 'planting', subject: planting.id },
          ...plots.map(({ id }) => ({ kind: 'plot' as const, subject: id })),
          ...[...new Set([...plots.map(({ growerId }) => growerId), ...sharers])].map((subject) => ({
            kind: 'grower' as const,
            subject,
          })),
          ...(await inputLotsBehind(tx, ground, new Date(dto.at), YEARS_OF_INPUTS)).map((subject) => ({
            kind: 'input' as const,
            subject,
          })),
        ],
        originLots: planting.seedLotId === null ? [] : [planting.seedLotId],
        holdReason: bornHeldBecause(drafts)?.zh,
      });
      await insertRows(tx, actor.organisation.id, dto, { grams, factId, entry, sop });
      return { id: dto.id, factId, findings, lot: dto.id, grams };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<HarvestView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, HarvestEntity, own, page));
    return pageOf(rows, page.limit, toHarvestView);
  }
}

/** The plan must be of the same planting. */
async function planOf(tx: Tx, organisationId: string, plan: string, plantingId: string): Promise<void> {
  const found = await tx.findOneBy(HarvestPlanEntity, { organisationId, id: plan });
  if (found === null) throw noHarvestPlan(plan);
  if (found.plantingId !== plantingId)
    throw unfit('plan', plan, '该采收计划属于另一次种植', 'is the plan of another planting');
}

function entryOf(dto: HarvestDto, { plots }: Ground, now: Date): EntryDisclosure | undefined {
  const { position } = dto;
  const metres =
    position === undefined
      ? undefined
      : distanceToPlots(
          position,
          plots.map(({ boundary }) => boundary),
        );
  return entryDisclosure(dto.entry, { at: dto.at, now }, metres);
}

async function toFact(
  tx: Tx,
  dto: HarvestDto,
  { planting, base, plots }: Ground,
  { grams, entry, sop }: { grams: number; entry: EntryDisclosure | undefined; sop: string | undefined },
) {
  const growers = await growersNamed(tx, base.organisationId, plots);
  const open: PlantingFacts['planting.harvested'] = {
    ...{ lot: dto.id, planting: planting.id, base: base.id, baseName: base.name, divisionCode: base.divisionCode },
    plots: dto.plots.map((share) => ({ plot: share.plot.toLowerCase(), grams: share.grams })),
    ...{ herb: planting.herb, ...(dto.variant === undefined ? {} : { variant: dto.variant }) },
    ...{ part: dto.part, method: dto.method, grams, at: dto.at },
    ...toldOf(dto),
    ...(entry === undefined ? {} : { entry }),
    ...(sop === undefined ? {} : { sop }),
  };
  return {
    type: 'planting.harvested',
    visibility: 'public' as const,
    occurredAt: dto.at,
    subjects: [
      dto.id,
      planting.id,
      base.id,
      ...plots.map(({ id }) => id),
      ...(planting.seedLotId === null ? [] : [planting.seedLotId]),
    ],
    open,
    sealed: { operator: dto.operator, grower: growers },
  };
}

/** What was said beyond the needed, as it goes into the fact. */
function toldOf({ plan, weather, stage, baskets, condition }: HarvestDto) {
  return {
    ...(plan === undefined ? {} : { plan }),
    ...(weather === undefined ? {} : { weather }),
    ...(stage === undefined ? {} : { stage }),
    ...(baskets === undefined ? {} : { baskets }),
    ...(condition === undefined ? {} : { condition }),
  };
}

async function insertRows(
  tx: Tx,
  organisationId: string,
  dto: HarvestDto,
  told: { grams: number; factId: string; entry: EntryDisclosure | undefined; sop: string | undefined },
): Promise<void> {
  const { grams, factId, entry, sop } = told;
  const { id, at, part, method, operator } = dto;
  await tx.insert(HarvestEntity, {
    ...{
      organisationId,
      id,
      plantingId: dto.planting,
      variant: dto.variant ?? null,
      at: new Date(at),
      atZone: zoneOf(at),
    },
    ...{ part, method, operator, grams: String(grams), factId, entry: entry ?? null, planId: dto.plan ?? null },
    ...{ weather: dto.weather ?? null, stage: dto.stage ?? null, baskets: dto.baskets ?? null },
    ...{ condition: dto.condition ?? null, sop: sop ?? null },
  });
  await tx.insert(
    HarvestPlotEntity,
    dto.plots.map((share) => ({ organisationId, harvestId: id, plotId: share.plot, grams: String(share.grams) })),
  );
}
