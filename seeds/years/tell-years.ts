import { ringAt } from '../demo-growers.js';
import { demoId } from '../demo-id.js';
import type { Cast } from './cast.js';
import type { Field, HerbYears, Season, Work } from './herb-years.js';
import { tellMaking } from './tell-making.js';

/** A field with what was recorded of it. */
interface Settled extends Field {
  plot: string;
  planting: string;
  areaMu: string;
}

/** The batch a season ends in. */
export const batchOf = (herb: string, season: string): string => demoId(`${herb}/${season}/batch`);

/** Base and seed, then season after season: fields, the year's work, harvest and scale, run, batch, test and decision. */
export async function tellYears(cast: Cast, years: HerbYears): Promise<void> {
  const base = demoId(`${years.key}/base`);
  await cast.coop.post('/api/bases', {
    ...{ id: base, name: years.base.name, divisionCode: years.division },
    ...{ cultivationMode: years.base.mode, organisationForm: years.base.form },
  });
  const { quantity, papers, ...seed } = years.seed;
  await cast.coop.post('/api/seed-lots', {
    ...{ id: demoId(`${years.key}/seed`), herb: years.herb, species: years.species, documents: papers },
    ...seed,
    ...quantity,
  });
  let row = 0;
  for (const season of years.seasons) {
    const settled = await settle(cast, years, season, row);
    row += season.fields.length;
    await work(cast, years, season, settled);
    const lots = await gather(cast, years, season, settled);
    await tellMaking(cast, years, season, lots);
  }
}

async function settle(cast: Cast, years: HerbYears, season: Season, row: number): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const [index, field] of season.fields.entries()) {
    const label = `${years.key}/${season.key}/${index}`;
    const [longitude, latitude] = years.corner;
    const ring = ringAt(
      [longitude + ((row + index) % 4) * 0.006, latitude + Math.floor((row + index) / 4) * 0.005],
      field.mu,
    );
    const plot = demoId(`${label}/plot`);
    const { areaMu } = await cast.coop.post<{ areaMu: string }>('/api/plots', {
      ...{ id: plot, base: demoId(`${years.key}/base`), name: field.name, grower: field.grower },
      boundary: { type: 'Polygon', coordinates: [ring] },
    });
    const planting = demoId(`${label}/planting`);
    await cast.coop.post('/api/plantings', {
      ...{ id: planting, plots: [plot], herb: years.herb, species: years.species },
      ...{ seedLot: demoId(`${years.key}/seed`), establishedOn: season.establishedOn },
    });
    settled.push({ ...field, plot, planting, areaMu });
  }
  return settled;
}

async function work(cast: Cast, years: HerbYears, season: Season, settled: Settled[]): Promise<void> {
  for (const { key, ...delivery } of season.deliveries)
    await cast.coop.post('/api/input-lots', { id: deliveryId(years, season, key), ...delivery });
  for (const [day, one] of season.works.entries()) {
    for (const [index, field] of settled.entries()) {
      if (one.only !== undefined && one.only !== field.name) continue;
      await cast.coop.post('/api/field-work', {
        ...{ id: demoId(`${years.key}/${season.key}/${index}/act/${day}`), planting: field.planting },
        ...{ operator: field.grower, ...workBody(years, season, one, field) },
      });
    }
  }
}

function workBody(years: HerbYears, season: Season, { only: _only, input, ...said }: Work, field: Settled): object {
  if (input === undefined) return said;
  const delivery = season.deliveries.find(({ key }) => key === input.delivery);
  if (delivery === undefined) throw new Error(`${years.key} ${season.key}: no delivery ${input.delivery}`);
  const { product, registrationNumber } = delivery;
  const { method, target, unit } = input;
  return {
    ...said,
    input: {
      ...{ product, registrationNumber, amount: input.perMu, unit: `${unit}/亩`, areaMu: field.areaMu },
      ...{ lot: deliveryId(years, season, input.delivery), method, target },
    },
  };
}

const deliveryId = (years: HerbYears, season: Season, key: string): string =>
  demoId(`${years.key}/${season.key}/input/${key}`);

/** Each field's harvest, weighed in the same evening in sacks of about 40 kg. @returns lots and grams not held */
async function gather(
  cast: Cast,
  years: HerbYears,
  season: Season,
  settled: Settled[],
): Promise<{ lot: string; grams: number }[]> {
  const lots: { lot: string; grams: number }[] = [];
  const { method, stage, variant, grade, price } = season.harvest;
  for (const [index, field] of settled.entries()) {
    if (field.freshGrams === 0) continue;
    const day = field.pickedOn ?? season.pickedOn;
    const lot = demoId(`${years.key}/${season.key}/${index}/harvest`);
    const { findings } = await cast.coop.post<{ findings: { level: string }[] }>('/api/harvests', {
      ...{ id: lot, planting: field.planting, plots: [{ plot: field.plot, grams: field.freshGrams }] },
      ...{ at: `${day}T15:30:00+08:00`, part: years.part, method, stage, variant, operator: field.grower },
    });
    const tare = Math.ceil(field.freshGrams / 40_000) * 180;
    await cast.clerk.post('/api/purchases', {
      ...{ id: demoId(`${years.key}/${season.key}/${index}/purchase`), grower: field.grower, harvest: lot },
      ...{ gross: field.freshGrams + tare, tare, at: `${day}T18:40:00+08:00`, grade, price },
    });
    // A lot that was born held stays where it is: nobody may process it.
    if (!findings.some(({ level }) => level === 'block')) lots.push({ lot, grams: field.freshGrams });
  }
  return lots;
}
