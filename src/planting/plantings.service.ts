import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readHerb, type HerbRow } from '../herbs/herbs.queries.js';
import { UnknownHerb } from '../herbs/herbs.errors.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { newId } from '../platform/ids.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { blockedInput } from '../rules/blocked-input.js';
import { bornHeldBecause, type FindingDraft } from '../rules/finding.js';
import { BaseEntity } from './base.entity.js';
import { germplasmAllowed, type Germplasm } from './germplasm-allowed.js';
import { oneSpeciesPerBase } from './one-species-per-base.js';
import type { PlantDto, ReceiveSeedLotDto } from './planting.dto.js';
import { noSeedLot, PlotsOfSeveralBases, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { PlantingEntity, PlantingPlotEntity, SeedLotEntity } from './planting.entity.js';
import { baseOf, plotsOf } from './planting.queries.js';
import { toPlantingView, toSeedLotView, type PlantingView, type SeedLotView } from './planting-view.js';
import { quarantineCertificate, type SeedDocument } from './quarantine-certificate.js';
import { seedDrawn } from './seed-drawn.js';
import { seedLotNamed } from './seed-lot-named.js';
import { seedPapers } from './seed-papers.js';
import { soilFit } from './soil-class.js';
import { soilTestsOn } from './soil-tests.queries.js';
import { citedSop } from './sop-state.js';
import { sopSpans } from './sops.queries.js';
import { speciesInMonograph } from './species-in-monograph.js';

/** Rules about what the plants are: a harvest of a planting that broke one is born held. */
const OF_IDENTITY = new Set(['R-03', 'R-04']);

interface SeedDraw {
  inputs: { lot: string; grams: number }[];
  drafts: FindingDraft[];
}

/** Owns seed lots and plantings. Never refuses a planting that has happened; what is wrong with it becomes a finding. */
@Injectable()
export class PlantingsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** Requires exactly one of grams and pieces. The seed lot is a lot, born held when is broken. */
  async receiveSeedLot(actor: Actor, dto: ReceiveSeedLotDto): Promise<Recorded<ActAnswer & { lot: string }>> {
    if ((dto.grams === undefined) === (dto.pieces === undefined))
      throw unfit('grams', dto.grams ?? null, '克数和株粒数必须且只能填一项', 'give exactly one of grams and pieces');
    const quantity = (dto.grams ?? dto.pieces)!;
    const unit = dto.grams === undefined ? 'piece' : 'gram';
    return this.acts.perform(actor, { id: dto.id, kind: 'seed-lot', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const herb = await herbOf(tx, dto.herb);
      const bases = await tx.find(BaseEntity, { where: { organisationId }, select: { divisionCode: true } });
      const homes = bases.map(({ divisionCode }) => divisionCode);
      const parent = dto.raisedFrom && {
        ...dto.raisedFrom,
        seed: await seedLotOf(tx, organisationId, dto.raisedFrom.seedLot),
      };
      const draw = parent && (await this.draw(tx, parent.seed.id, parent.quantity));
      const drafts = [
        ...speciesInMonograph(herb, dto.species),
        ...quarantineCertificate(dto.originDivisionCode, homes, dto.documents),
        ...germplasmAllowed(dto.germplasm),
        ...(parent === undefined ? [] : seedLotNamed('大田', parent.seed, { herb: herb.code, species: dto.species })),
        ...(draw?.drafts ?? []),
      ];
      const { supplier, originDivisionCode, species } = dto;
      const open: PlantingFacts['planting.seed-lot-received'] = {
        ...{ lot: dto.id, herb: herb.code, species, quantity, unit, supplier, originDivisionCode },
        ...(dto.germplasm === undefined ? {} : { germplasm: dto.germplasm }),
        ...(dto.variety === undefined ? {} : { variety: dto.variety }),
        ...(parent === undefined ? {} : { raisedFrom: parent.seed.id }),
        ...(draw === undefined ? {} : { inputs: draw.inputs }),
      };
      const bornAt = dto.receivedAt ?? this.clock.now().toISOString();
      refuseFuture('receivedAt', bornAt, this.clock.now());
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'planting.seed-lot-received',
          visibility: 'public',
          occurredAt: bornAt,
          subjects: [dto.id, ...(parent === undefined ? [] : [parent.seed.id])],
          open,
          sealed: { documents: JSON.parse(JSON.stringify(dto.documents)) as [] },
        },
        drafts,
        lots: [dto.id],
        subject: `seed-lot:${dto.id}`,
      });
      await this.lots.born(tx, actor, {
        ...{ id: dto.id, kind: 'seed', herb: herb.code, unit, quantity, bornAt, factId, actId: dto.id, origins: [] },
        region: originDivisionCode,
        originLots: parent === undefined ? [] : [parent.seed.id],
        holdReason: bornHeldBecause(drafts)?.zh,
      });
      // Sown in the nursery: a draw of its own, for seedlings are counted and seed is weighed, and no matter edge joins them.
      if (draw !== undefined) await this.take(tx, actor, draw.inputs, { actId: newId(), factId });
      await tx.insert(SeedLotEntity, {
        ...{ organisationId, id: dto.id, herb: herb.code, species, quantity: String(quantity), unit, supplier },
        ...{ originDivisionCode, documents: dto.documents, factId, germplasm: dto.germplasm ?? null },
        ...{ variety: dto.variety ?? null, raisedFrom: parent?.seed.id ?? null },
      });
      return { id: dto.id, factId, findings, lot: dto.id };
    });
  }

  async plant(actor: Actor, dto: PlantDto): Promise<Recorded<ActAnswer & { base: string }>> {
    if (dto.establishedOn > chineseDay(this.clock.now()))
      throw unfit(
        'establishedOn',
        dto.establishedOn,
        '晚于今天，只能记录已发生的种植',
        'is later than today; only what has happened is recorded',
      );
    return this.acts.perform(actor, { id: dto.id, kind: 'planting', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const herb = await herbOf(tx, dto.herb);
      const base = await baseOfPlots(tx, organisationId, dto.plots);
      const seed = dto.seedLot === undefined ? null : await seedLotOf(tx, organisationId, dto.seedLot);
      if (seed === null && dto.seedQuantity !== undefined)
        throw unfit('seedQuantity', dto.seedQuantity, '未写明种苗批', 'names no seed lot to be taken from');
      const grown = await tx.findBy(PlantingEntity, { organisationId, baseId: base.id, herb: herb.code });
      const draw =
        seed === null || dto.seedQuantity === undefined ? undefined : await this.draw(tx, seed.id, dto.seedQuantity);
      const papers = seed === null ? [] : seedPapers(seed.documents, await papersOfParents(tx, seed));
      const soils = await soilTestsOn(tx, organisationId, { base: base.id, plots: dto.plots }, dto.establishedOn);
      const drafts = [
        ...this.judge(herb, base, dto, seed, grown),
        ...papers,
        ...soils.flatMap((test) => soilFit(test, dto.establishedOn)),
        ...(draw?.drafts ?? []),
      ];
      const { species, establishedOn } = dto;
      // What the organisation says it followed; otherwise the version that was in force.
      const sop = dto.sop ?? citedSop(await sopSpans(tx, organisationId), '种植', herb.code, establishedOn);
      const plots = dto.plots.map((plot) => plot.toLowerCase());
      const open: PlantingFacts['planting.planted'] = {
        ...{ planting: dto.id, base: base.id, plots, herb: herb.code, species, establishedOn },
        ...(seed === null ? {} : { seedLot: seed.id }),
        ...(dto.seedQuantity === undefined ? {} : { seedQuantity: dto.seedQuantity }),
        ...(draw === undefined ? {} : { inputs: draw.inputs }),
        ...(sop === undefined ? {} : { sop }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'planting.planted',
          visibility: 'public',
          // A planting is known to the day: the day as it began in China.
          occurredAt: `${establishedOn}T00:00:00+08:00`,
          subjects: [dto.id, base.id, ...plots, ...(seed === null ? [] : [seed.id])],
          open,
        },
        drafts,
        lots: seed === null ? [] : [seed.id],
        subject: `planting:${dto.id}`,
      });
      const brokenRules = drafts.filter(({ level }) => level === 'block').map(({ ruleId }) => ruleId);
      await tx.insert(PlantingEntity, {
        ...{ organisationId, id: dto.id, baseId: base.id, herb: herb.code, species, establishedOn, factId },
        ...{
          seedLotId: seed?.id ?? null,
          seedQuantity: draw === undefined ? null : `${dto.seedQuantity}`,
          sop: sop ?? null,
        },
        brokenRules: brokenRules.filter((rule) => OF_IDENTITY.has(rule)),
      });
      await tx.insert(
        PlantingPlotEntity,
        plots.map((plotId) => ({ organisationId, plantingId: dto.id, plotId })),
      );
      if (draw !== undefined) await this.take(tx, actor, draw.inputs, { actId: dto.id, factId });
      return { id: dto.id, factId, findings, base: base.id };
    });
  }

  async seedLots(actor: Actor, page: PageQuery): Promise<Page<SeedLotView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, SeedLotEntity, own, page));
    return pageOf(rows, page.limit, toSeedLotView);
  }

  async plantings(actor: Actor, page: PageQuery): Promise<Page<PlantingView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, PlantingEntity, own, page));
    return pageOf(rows, page.limit, toPlantingView);
  }

  /** What a seed lot can give of what was used, locked; R-25 where that is less, R-16 where it is held. */
  private async draw(tx: Tx, seedLot: string, asked: number): Promise<SeedDraw> {
    const lot = await this.lots.lotForUpdate(tx, seedLot);
    const grams = Math.min(asked, lot.remaining);
    return {
      inputs: grams === 0 ? [] : [{ lot: lot.id, grams }],
      drafts: [...seedDrawn(asked, lot.remaining, lot.unit), ...blockedInput([lot])],
    };
  }

  private async take(
    tx: Tx,
    actor: Actor,
    inputs: readonly { lot: string; grams: number }[],
    of: { actId: string; factId: string },
  ): Promise<void> {
    for (const input of inputs) await this.lots.take(tx, actor, { ...input, ...of, reason: 'planted' });
  }

  private judge(
    herb: HerbRow,
    base: BaseEntity,
    dto: PlantDto,
    seed: SeedLotEntity | null,
    grown: PlantingEntity[],
  ): FindingDraft[] {
    const species = grown.map((planting) => planting.species);
    return [
      ...oneSpeciesPerBase(species, dto.species, base.name),
      ...speciesInMonograph(herb, dto.species),
      ...seedLotNamed(base.cultivationMode, seed, { herb: herb.code, species: dto.species }),
      ...(seed === null ? [] : quarantineCertificate(seed.originDivisionCode, [base.divisionCode], seed.documents)),
      ...germplasmAllowed((seed?.germplasm ?? undefined) as Germplasm | undefined),
    ];
  }
}

/** Papers of the lots it was raised from, all the way up. */
async function papersOfParents(tx: Tx, seed: SeedLotEntity): Promise<SeedDocument[]> {
  const rows: { documents: SeedDocument[] }[] = await tx.query(
    `with recursive up as (
       select raised_from as id, 1 as depth from seed_lot where organisation_id = $1 and id = $2
        union all
       select s.raised_from, up.depth + 1 from up join seed_lot s on s.organisation_id = $1 and s.id = up.id where up.depth < 20)
     select s.documents from up join seed_lot s on s.organisation_id = $1 and s.id = up.id`,
    [seed.organisationId, seed.id],
  );
  return rows.flatMap(({ documents }) => documents);
}

async function herbOf(tx: Tx, code: string): Promise<HerbRow> {
  const herb = await readHerb(tx, code);
  if (herb === undefined) throw new UnknownHerb(code);
  return herb;
}

async function baseOfPlots(tx: Tx, organisationId: string, ids: readonly string[]): Promise<BaseEntity> {
  const plots = await plotsOf(tx, organisationId, ids);
  const bases = new Set(plots.map(({ baseId }) => baseId));
  if (bases.size > 1) throw new PlotsOfSeveralBases(bases.size);
  return baseOf(tx, organisationId, plots[0]!.baseId);
}

async function seedLotOf(tx: Tx, organisationId: string, id: string): Promise<SeedLotEntity> {
  const seed = await tx.findOneBy(SeedLotEntity, { organisationId, id });
  if (seed === null) throw noSeedLot(id);
  return seed;
}
