import type { Tx } from '../platform/db/tx.js';
import { isUuid, newId } from '../platform/ids.js';
import type { Neighbour } from './plot-overlap.js';
import type { PlotContext, PlotToRegister } from './plot-row.js';

/** A plot of the import with the ids it gets. */
export interface PlotToWrite extends PlotToRegister {
  id: string;
  factId: string;
}

export type KnownPlot = Neighbour & { baseId: string };

/** Everything a file of plots is held against; one organisation's own rows. */
export async function plotContext(
  tx: Tx,
  organisationId: string,
  defaultBase: string | undefined,
): Promise<PlotContext & { plots: KnownPlot[]; growerNames: ReadonlyMap<string, string> }> {
  const bases: { id: string; name: string }[] = await tx.query(
    `select id, name from base where organisation_id = $1 order by id`,
    [organisationId],
  );
  const growers: { id: string; name: string }[] = await tx.query(
    `select id, name from grower where organisation_id = $1`,
    [organisationId],
  );
  const plots: KnownPlot[] = await tx.query(
    `select p.name, p.boundary, p.base_id as "baseId", b.name as base
       from plot p join base b on b.organisation_id = p.organisation_id and b.id = p.base_id
      where p.organisation_id = $1 and not exists (
        select from plot_change c where c.organisation_id = p.organisation_id and c.plot_id = p.id and c.kind = 'retired')
      order by p.id`,
    [organisationId],
  );
  return {
    ...{ bases, defaultBase, plots },
    growers: new Set(growers.map(({ id }) => id)),
    growerNames: new Map(growers.map(({ id, name }) => [name, id])),
    taken: new Set(plots.map(({ baseId, name }) => `${baseId}/${name}`)),
  };
}

/** Ids of these growers, by the name or id they are called by; unknown names are registered. */
export async function growersCalled(
  tx: Tx,
  organisationId: string,
  called: readonly string[],
): Promise<Map<string, { id: string; name: string }>> {
  const names = [...new Set(called)].filter((text) => !isUuid(text)).sort();
  // In the order of names, so that two imports that name the same people do not wait for each other in a circle.
  await tx.query(
    `insert into grower (organisation_id, id, name)
     select $1, id, name from jsonb_to_recordset($2::jsonb) as given(id uuid, name text) order by name
     on conflict on constraint grower_known_by_name do nothing`,
    [organisationId, JSON.stringify(names.map((name) => ({ id: newId(), name })))],
  );
  const rows: { id: string; name: string }[] = await tx.query(
    `select id, name from grower where organisation_id = $1 and (name = any($2) or id = any($3::uuid[]))`,
    [organisationId, names, called.filter((text) => isUuid(text))],
  );
  return new Map(rows.flatMap((row) => [[row.name, row] as const, [row.id, row] as const]));
}

/** All rows of an import, in two statements. */
export async function insertPlots(
  tx: Tx,
  organisationId: string,
  importId: string,
  plots: readonly PlotToWrite[],
  growers: ReadonlyMap<string, { id: string }>,
): Promise<void> {
  const idOf = (called: string): string => growers.get(isUuid(called) ? called.toLowerCase() : called)!.id;
  const rows = plots.map(({ id, factId, base, name, boundary, area, statedMu, grower }) => ({
    ...{ id, fact_id: factId, base_id: base, name, boundary, area_m2: area.squareMetres, area_mu: area.mu },
    ...{ stated_mu: statedMu, grower_id: idOf(grower) },
  }));
  await tx.query(
    `insert into plot (organisation_id, id, base_id, name, boundary, area_m2, area_mu, stated_mu, import_id, grower_id, fact_id)
     select $1, id, base_id, name, boundary, area_m2, area_mu, stated_mu, $2, grower_id, fact_id
       from jsonb_to_recordset($3::jsonb) as given(id uuid, base_id uuid, name text, boundary jsonb, area_m2 numeric,
         area_mu numeric, stated_mu numeric, grower_id uuid, fact_id uuid)`,
    [organisationId, importId, JSON.stringify(rows)],
  );
  const shares = plots.flatMap(({ id, grower, sharedWith }) =>
    [...new Set(sharedWith.map(idOf))].filter((other) => other !== idOf(grower)).map((other) => ({ plot: id, other })),
  );
  if (shares.length === 0) return;
  await tx.query(
    `insert into plot_share (organisation_id, plot_id, grower_id)
     select $1, plot, other from jsonb_to_recordset($2::jsonb) as given(plot uuid, other uuid)`,
    [organisationId, JSON.stringify(shares)],
  );
}
