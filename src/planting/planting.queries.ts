import { In } from 'typeorm';
import type { Tx } from '../platform/db/tx.js';
import { isUuid, newId } from '../platform/ids.js';
import { BaseEntity, GrowerEntity, PlotEntity } from './base.entity.js';
import { HarvestEntity } from './harvest.entity.js';
import { noBase, noGrower, noHarvest, noPlanting, noPlot } from './planting.errors.js';
import { PlantingEntity, PlantingPlotEntity } from './planting.entity.js';

/*
 * Every look-up names the organisation: row-level security would keep other tenants' rows out as well, and each of the
 * two must do so alone. A row of somebody else is answered like one that does not exist.
 */

export async function baseOf(tx: Tx, organisationId: string, id: string): Promise<BaseEntity> {
  return (await tx.findOneBy(BaseEntity, { organisationId, id })) ?? raise(noBase(id));
}

export async function plantingOf(tx: Tx, organisationId: string, id: string): Promise<PlantingEntity> {
  return (await tx.findOneBy(PlantingEntity, { organisationId, id })) ?? raise(noPlanting(id));
}

export async function harvestOf(tx: Tx, organisationId: string, id: string): Promise<HarvestEntity> {
  return (await tx.findOneBy(HarvestEntity, { organisationId, id })) ?? raise(noHarvest(id));
}

/** The plots in the order asked for; the first unknown one is named. */
export async function plotsOf(tx: Tx, organisationId: string, ids: readonly string[]): Promise<PlotEntity[]> {
  const found = await tx.findBy(PlotEntity, { organisationId, id: In([...ids]) });
  const byId = new Map(found.map((plot) => [plot.id, plot]));
  return ids.map((id) => byId.get(id.toLowerCase()) ?? raise(noPlot(id)));
}

/** The plots a planting stands on. */
export async function plotsOfPlanting(tx: Tx, organisationId: string, plantingId: string): Promise<string[]> {
  const rows = await tx.findBy(PlantingPlotEntity, { organisationId, plantingId });
  return rows.map(({ plotId }) => plotId);
}

/**
 * The grower of this name or id. A name is registered on first use: a cooperative writes down its farmers as it meets
 * them. Two farmers of one name are told apart by what the organisation adds to the name (张伟·二组), or by id.
 */
export async function growerOf(tx: Tx, organisationId: string, nameOrId: string): Promise<GrowerEntity> {
  const isId: boolean = isUuid(nameOrId);
  if (isId) return (await tx.findOneBy(GrowerEntity, { organisationId, id: nameOrId })) ?? raise(noGrower(nameOrId));
  const name = nameOrId.normalize('NFC');
  const known = await tx.findOneBy(GrowerEntity, { organisationId, name });
  if (known !== null) return known;
  // Two devices may name a new farmer at once; the loser waits here and reads the winner's row.
  await tx.query(
    `insert into grower (organisation_id, id, name) values ($1, $2, $3)
     on conflict on constraint grower_known_by_name do nothing`,
    [organisationId, newId(), name],
  );
  return (await tx.findOneBy(GrowerEntity, { organisationId, name })) ?? raise(noGrower(name));
}

/** Id and name of everyone who grows on these plots: for the sealed part of a fact. */
export async function growersNamed(
  tx: Tx,
  organisationId: string,
  plots: readonly PlotEntity[],
): Promise<{ id: string; name: string }[]> {
  const shared = await sharersOf(
    tx,
    organisationId,
    plots.map(({ id }) => id),
  );
  const ids = [...new Set([...plots.map(({ growerId }) => growerId), ...shared])];
  const growers = await tx.findBy(GrowerEntity, { organisationId, id: In(ids) });
  return growers.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Who grows on the plots that were harvested, by id. */
export async function growersOfHarvest(tx: Tx, { organisationId, id }: HarvestEntity): Promise<string[]> {
  const rows: { grower: string }[] = await tx.query(
    `select distinct p.grower_id as grower
       from harvest_plot s join plot p on p.organisation_id = s.organisation_id and p.id = s.plot_id
      where s.organisation_id = $1 and s.harvest_id = $2
      union
     select w.grower_id
       from harvest_plot s join plot_share w on w.organisation_id = s.organisation_id and w.plot_id = s.plot_id
      where s.organisation_id = $1 and s.harvest_id = $2
      union
     select c.grower_id
       from harvest_plot s join plot_change c on c.organisation_id = s.organisation_id and c.plot_id = s.plot_id
      where s.organisation_id = $1 and s.harvest_id = $2 and c.grower_id is not null`,
    [organisationId, id],
  );
  return rows.map(({ grower }) => grower);
}

/** Everyone who works these plots besides those they are registered under, by plot. */
export async function sharersOf(tx: Tx, organisationId: string, plots: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select distinct grower_id as id from plot_share where organisation_id = $1 and plot_id = any($2::uuid[]) order by 1`,
    [organisationId, plots],
  );
  return rows.map(({ id }) => id);
}

function raise(error: Error): never {
  throw error;
}
