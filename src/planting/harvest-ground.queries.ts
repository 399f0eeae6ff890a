import type { Tx } from '../platform/db/tx.js';
import { chineseDay } from '../platform/occurred-at.js';
import type { BaseEntity, PlotEntity } from './base.entity.js';
import type { Quarantine } from './harvested-apart.js';
import type { PlantingEntity } from './planting.entity.js';
import { unfit } from './planting.errors.js';
import { baseOf, plantingOf, plotsOf, plotsOfPlanting } from './planting.queries.js';
import { plotsOnDay } from './plot-changes.queries.js';

/** What a harvest stands on: the plots as they were on its day. */
export interface Ground {
  planting: PlantingEntity;
  base: BaseEntity;
  plots: PlotEntity[];
  quarantines: Quarantine[];
  divisionCode: string;
}

/** Loads planting, base and plots of a harvest, or of the plan of one. Every plot must belong to the planting. */
export async function groundOf(
  tx: Tx,
  organisationId: string,
  harvest: { planting: string; plots: readonly { plot: string }[]; at: string },
): Promise<Ground> {
  const planting = await plantingOf(tx, organisationId, harvest.planting);
  const stands = new Set(await plotsOfPlanting(tx, organisationId, planting.id));
  const registered = await plotsOf(
    tx,
    organisationId,
    harvest.plots.map(({ plot }) => plot),
  );
  const stray = registered.findIndex(({ id }) => !stands.has(id));
  if (stray >= 0)
    throw unfit(`plots.${stray}.plot`, registered[stray]!.id, '该地块不属于这次种植', 'is not a plot of this planting');
  const { plots, quarantines } = await plotsOnDay(tx, organisationId, registered, chineseDay(new Date(harvest.at)));
  const base = await baseOf(tx, organisationId, planting.baseId);
  return { planting, base, plots, quarantines, divisionCode: base.divisionCode };
}
