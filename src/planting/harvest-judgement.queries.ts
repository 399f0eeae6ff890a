import { readBands, readDocument, readHerb, type HerbRow } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import { UnknownHerb } from '../herbs/herbs.errors.js';
import { InvalidInput } from '../platform/errors.js';
import type { Tx } from '../platform/db/tx.js';
import { chineseDay } from '../platform/occurred-at.js';
import type { FindingDraft } from '../rules/finding.js';
import type { PlotEntity } from './base.entity.js';
import { harvestAfterPlanting } from './harvest-after-planting.js';
import { harvestFaults } from './harvest-faults.js';
import { harvestPart } from './harvest-part.js';
import { harvestStage, type ForbiddenStage } from './harvest-stage.js';
import { harvestStart, type SeasonStart } from './harvest-start.js';
import { harvestWeather } from './harvest-weather.js';
import { harvestedApart, type HarvestCondition, type Quarantine } from './harvested-apart.js';
import { harvestSeason } from './harvest-season.js';
import type { PlantingEntity } from './planting.entity.js';
import { broughtFromField, type SuspectWork } from './brought-from-field.js';
import { intervalNotKnown, preHarvestInterval } from './pre-harvest-interval.js';
import { soilFit } from './soil-class.js';
import { soilTestsOn } from './soil-tests.queries.js';
import { yieldCeiling, type YieldBands } from './yield-ceiling.js';

/** A harvest, or the plan of one, as the rules look at it. */
export interface AskedHarvest {
  at: string;
  plots: readonly { grams: number }[];
  part: string;
  variant?: string | undefined;
  weather?: string | undefined;
  stage?: string | undefined;
  condition?: HarvestCondition | undefined;
}

/** Where it grew: the plots as they were on that day. */
export interface HarvestGround {
  planting: PlantingEntity;
  plots: readonly PlotEntity[];
  quarantines: readonly Quarantine[];
  divisionCode: string;
}

/**
 * Gathers what the rules ask about a harvest, and asks them. The harvest itself is not among the rows yet.
 * @throws InvalidInput for a form the monograph does not know
 */
export async function judgeHarvest(tx: Tx, ground: HarvestGround, dto: AskedHarvest): Promise<FindingDraft[]> {
  const { planting, plots } = ground;
  const herb = await readHerb(tx, planting.herb);
  if (herb === undefined) throw new UnknownHerb(planting.herb);
  const day = chineseDay(new Date(dto.at));
  const faults = harvestFaults(herb, dto.variant);
  if (faults.length > 0) throw new InvalidInput(faults);
  const years = Math.max(1, herb.minimumGrowthYears);
  const works = await suspectWorks(tx, planting, plots, { at: new Date(dto.at), years });
  const uses = works.flatMap(({ product, usedOn, intervalDays }) =>
    intervalDays === null ? [] : [{ product, usedOn, intervalDays }],
  );
  return [
    ...harvestAfterPlanting(planting.establishedOn, day),
    ...broughtFromField(planting.brokenRules, works),
    ...preHarvestInterval(day, uses),
    ...intervalNotKnown(
      day,
      works.filter(({ pesticide, intervalDays }) => pesticide && intervalDays === null),
    ),
    ...harvestSeason(herb, dto.variant, planting.establishedOn, day),
    ...(await harvestPractice(tx, herb, ground, { ...dto, day })),
    ...harvestedApart(day, dto.condition, ground.quarantines),
    ...(await soilOf(tx, ground, day)),
    ...yieldCeiling(await seasonYields(tx, planting, plots, dto, day), await bandsOf(tx, herb.code)),
  ];
}

/** R-06 of the plots harvested, by the tests sampled before. */
async function soilOf(tx: Tx, { planting, plots }: HarvestGround, day: string): Promise<FindingDraft[]> {
  const ids = plots.map(({ id }) => id);
  const tests = await soilTestsOn(tx, planting.organisationId, { base: planting.baseId, plots: ids }, day);
  return tests.flatMap((test) => soilFit(test, day));
}

/** R-15 beyond age and month: part, weather, stage, and the local first day of the season. */
async function harvestPractice(
  tx: Tx,
  herb: HerbRow,
  { divisionCode }: HarvestGround,
  { part, weather, stage, variant, day }: AskedHarvest & { day: string },
): Promise<FindingDraft[]> {
  const rules = ((await readDocument(tx, 'harvest-rules')) ?? {}) as HarvestRules;
  const sure = <T extends { certainty: string }>(lines: T[] | undefined): T[] =>
    (lines ?? []).filter(({ certainty }) => isEnforceable(certainty));
  return [
    ...harvestPart(herb, part),
    ...harvestWeather(weather),
    ...harvestStage(herb.code, stage, sure(rules.stages)),
    ...harvestStart({ herb: herb.code, variant, divisionCode }, day, sure(rules.starts)),
  ];
}

interface HarvestRules {
  stages?: (ForbiddenStage & { certainty: string })[];
  starts?: (SeasonStart & { certainty: string })[];
}

/**
 * Work that may make the harvest suspect, back to the years in which the harvested organ grew: on this planting, and on
 * whatever else grew on the harvested plots (R-12 asks of every product used on any source plot).
 */
async function suspectWorks(
  tx: Tx,
  planting: PlantingEntity,
  plots: readonly PlotEntity[],
  { at, years }: { at: Date; years: number },
): Promise<SuspectWork[]> {
  const rows: (Omit<SuspectWork, 'usedOn'> & { at: Date })[] = await tx.query(
    `select input_product as product, at, safety_interval_days as "intervalDays", broken_rules as "brokenRules",
            kind = '施药' as pesticide
       from field_work
      where organisation_id = $1 and at <= $3 and at > $3::timestamptz - make_interval(years => $4)
        and (planting_id = $2 or planting_id in
          (select planting_id from planting_plot where organisation_id = $1 and plot_id = any($5::uuid[])))
        and (broken_rules <> '{}' or safety_interval_days is not null or kind = '施药')
      order by at, id`,
    [planting.organisationId, planting.id, at, years, plots.map(({ id }) => id)],
  );
  return rows.map(({ at: usedAt, ...work }) => ({ ...work, usedOn: chineseDay(usedAt) }));
}

async function bandsOf(tx: Tx, herb: string): Promise<YieldBands | undefined> {
  const bands = (await readBands(tx, herb)).filter(({ certainty }) => isEnforceable(certainty));
  const [dryKgPerMu, freshToDry] = ['dryKgPerMu', 'freshToDry'].map((kind) => bands.find((band) => band.kind === kind));
  return dryKgPerMu === undefined || freshToDry === undefined ? undefined : { dryKgPerMu, freshToDry };
}

/** What each plot gave in the calendar year of this harvest, all harvests of this herb together. */
async function seasonYields(
  tx: Tx,
  planting: PlantingEntity,
  plots: readonly PlotEntity[],
  dto: AskedHarvest,
  day: string,
) {
  const before: { plot: string; grams: string }[] = await tx.query(
    `select s.plot_id as plot, sum(s.grams) as grams
       from harvest_plot s
       join harvest h on h.organisation_id = s.organisation_id and h.id = s.harvest_id
       join planting p on p.organisation_id = h.organisation_id and p.id = h.planting_id
      where s.organisation_id = $1 and s.plot_id = any($2::uuid[]) and p.herb = $3
        and (h.at at time zone 'Asia/Shanghai') >= make_date($4, 1, 1)
        and (h.at at time zone 'Asia/Shanghai') < make_date($4 + 1, 1, 1)
      group by s.plot_id`,
    [planting.organisationId, plots.map(({ id }) => id), planting.herb, Number(day.slice(0, 4))],
  );
  const earlier = new Map(before.map(({ plot, grams }) => [plot, Number(grams)]));
  return plots.map((plot, index) => ({
    plotName: plot.name,
    areaMu: plot.areaMu,
    seasonGrams: (earlier.get(plot.id) ?? 0) + dto.plots[index]!.grams,
  }));
}

/** Deliveries of inputs that were used where and while the harvested organ grew: a hold on one catches the harvest. */
export async function inputLotsBehind(
  tx: Tx,
  { planting, plots }: HarvestGround,
  at: Date,
  years: number,
): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select distinct input_lot_id as id from field_work
      where organisation_id = $1 and input_lot_id is not null and at <= $3
        and at > $3::timestamptz - make_interval(years => $4)
        and (planting_id = $2 or planting_id in
          (select planting_id from planting_plot where organisation_id = $1 and plot_id = any($5::uuid[])))
      order by id`,
    [planting.organisationId, planting.id, at, Math.max(1, years), plots.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}
