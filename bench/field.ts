import { BasesService } from '../src/planting/bases.service.js';
import { PlantingsService } from '../src/planting/plantings.service.js';
import { newId } from '../src/platform/ids.js';
import type { Stage } from './stage.js';

/** As many fields as a large cooperative has; the bare cases spread their events over heads of their own as well. */
const PLANTINGS = 200;

/** Plantings of a base of their own, nothing of which is harvested yet: where and when field work is recorded. */
export async function makePlantings({ running, coop }: Stage): Promise<string[]> {
  const bases = running.app.get(BasesService, { strict: false });
  const plantings = running.app.get(PlantingsService, { strict: false });
  const [base, plot] = [newId(), newId()];
  const divisionCode = '141026101';
  await bases.registerBase(coop, {
    ...{ id: base, name: '量度用基地', divisionCode, cultivationMode: '大田', organisationForm: '合作社' },
  });
  const [west, south, east, north] = [112.25, 36.15, 112.26, 36.16];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const boundary = { type: 'Polygon' as const, coordinates: [ring] as [number, number][][] };
  await bases.registerPlot(coop, { id: plot, base, name: '一号地', boundary, grower: '李青山' });
  const ids = Array.from({ length: PLANTINGS }, () => newId());
  for (const id of ids)
    await plantings.plant(coop, {
      ...{ id, plots: [plot], herb: 'LIANQIAO', species: 'Forsythia suspensa (Thunb.) Vahl' },
      establishedOn: '2021-03-20',
    });
  return ids;
}
