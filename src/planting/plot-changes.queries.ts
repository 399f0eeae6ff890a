import type { Tx } from '../platform/db/tx.js';
import type { PlotEntity } from './base.entity.js';
import type { Quarantine } from './harvested-apart.js';
import { plotOnDay, quarantinesOf, type PlotChange } from './plot-on-day.js';

/** All changes of these plots, by plot, in the order of their day and record. */
export async function changesOfPlots(
  tx: Tx,
  organisationId: string,
  plots: readonly string[],
): Promise<Map<string, PlotChange[]>> {
  const rows: (PlotChange & { plot: string })[] = await tx.query(
    `select plot_id as plot, kind, at::text, reason, boundary, area_mu::text as "areaMu", grower_id as "growerId"
       from plot_change where organisation_id = $1 and plot_id = any($2::uuid[]) order by at, recorded_at, id`,
    [organisationId, plots],
  );
  const found = new Map<string, PlotChange[]>();
  for (const { plot, ...change } of rows) found.set(plot, [...(found.get(plot) ?? []), change]);
  return found;
}

/** These plots as they were on a day, and the times they were under quarantine. */
export async function plotsOnDay(
  tx: Tx,
  organisationId: string,
  plots: readonly PlotEntity[],
  day: string,
): Promise<{ plots: PlotEntity[]; quarantines: Quarantine[] }> {
  const changes = await changesOfPlots(
    tx,
    organisationId,
    plots.map(({ id }) => id),
  );
  return {
    plots: plots.map((plot) => plotOnDay(plot, changes.get(plot.id) ?? [], day)),
    quarantines: plots.flatMap((plot) => quarantinesOf(plot.name, changes.get(plot.id) ?? [])),
  };
}
