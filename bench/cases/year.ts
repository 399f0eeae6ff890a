import { randomUUID } from 'node:crypto';
import { DemoPerson } from '../../seeds/demo-client.js';
import { ringAt } from '../../seeds/demo-growers.js';
import { DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { newId } from '../../src/platform/ids.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

/** A large cooperative's year, as issue and plans count it. */
const YEAR = {
  growers: amount(300, 10),
  plots: amount(800, 40),
  plotsOfPlanting: 8,
  fieldWork: amount(12_000, 300),
};
/** Phones and desks that send at the same time, and what a phone brings home from a week in the hills. */
const CLIENTS = 8;
const SET = 60;
const ACROSS = 40;
const KINDS = ['除草', '巡查', '修剪', '灌溉', '中耕'];

export interface YearFigures {
  records: number;
  ours: number;
  bare: number;
}

/** Y1: the whole year through the HTTP interface in records per second, and as many bare rows one statement each. */
export async function enterYear(stage: Stage): Promise<YearFigures> {
  const coop = await DemoPerson.signIn(stage.origin, 'coop', DEMO_PASSWORD);
  const began = performance.now();
  const records = await enterAll(coop);
  const ours = records / ((performance.now() - began) / 1000);
  return { records, ours, bare: await bareRows(stage, records) };
}

async function enterAll(coop: DemoPerson): Promise<number> {
  const base = newId();
  await coop.post('/api/bases', {
    ...{
      id: base,
      name: '全年量度基地',
      divisionCode: '141026100',
      cultivationMode: '仿野生',
      organisationForm: '合作社',
    },
  });
  const plots = Array.from({ length: YEAR.plots }, (_, index) => ({ id: newId(), index }));
  const grower = (index: number): string => `社员${1 + (index % YEAR.growers)}`;
  await inTurn(plots, async ({ id, index }) => {
    const corner = [112.1 + (index % ACROSS) * 0.006, 36.05 + Math.floor(index / ACROSS) * 0.005] as const;
    const boundary = { type: 'Polygon', coordinates: [ringAt(corner, 3)] };
    await coop.post('/api/plots', { id, base, name: `${index + 1}号地`, boundary, grower: grower(index) });
  });
  const plantings = Array.from({ length: YEAR.plots / YEAR.plotsOfPlanting }, (_, index) => ({
    id: newId(),
    plots: plots.slice(index * YEAR.plotsOfPlanting, (index + 1) * YEAR.plotsOfPlanting),
  }));
  await inTurn(plantings, async ({ id, plots: of }) => {
    await coop.post('/api/plantings', {
      ...{ id, plots: of.map((plot) => plot.id), herb: 'LIANQIAO', species: 'Forsythia suspensa (Thunb.) Vahl' },
      establishedOn: '2014-03-25',
    });
  });
  const sets = Array.from({ length: YEAR.fieldWork / SET }, (_, set) =>
    Array.from({ length: SET }, (_, index) => ({
      kind: 'field-work',
      body: {
        ...{ id: newId(), planting: plantings[(set + index) % plantings.length]!.id, operator: grower(set) },
        ...{ kind: KINDS[index % KINDS.length]!, at: `2025-0${1 + (set % 6)}-1${index % 10}T08:00:00+08:00` },
      },
    })),
  );
  await inTurn(sets, async (acts) => {
    const { results } = await coop.post<{ results: { status: number }[] }>('/api/sync', { acts });
    const refused = results.find(({ status }) => status !== 201);
    if (refused !== undefined) throw new Error(`a set was not taken: ${JSON.stringify(refused)}`);
  });
  await inTurn(plots, async ({ id: plot, index }) => {
    const planting = plantings[Math.floor(index / YEAR.plotsOfPlanting)]!.id;
    const [harvest, grams] = [newId(), 600_000 + index * 100];
    await coop.post('/api/harvests', {
      ...{ id: harvest, planting, plots: [{ plot, grams }], variant: '青翘', at: '2025-08-02T10:00:00+08:00' },
      ...{ part: '果实', method: '人工采摘', operator: grower(index) },
    });
    await coop.post('/api/purchases', {
      ...{ id: newId(), grower: grower(index), harvest, gross: grams + 3000, tare: 3000 },
      ...{ at: '2025-08-02T18:00:00+08:00', grade: '一级', price: '18.00' },
    });
  });
  return 1 + plots.length + plantings.length + YEAR.fieldWork + 2 * plots.length;
}

/** The same number of rows, one statement and one commit each, by as many clients. */
async function bareRows({ bare }: Stage, records: number): Promise<number> {
  await bare.query(
    'create table if not exists bare.record (id uuid primary key, at timestamptz not null, body jsonb not null)',
  );
  const body = JSON.stringify({ kind: '除草', planting: randomUUID(), operator: '社员1', reason: '人工割草' });
  const began = performance.now();
  await inTurn(Array.from({ length: records }), async () => {
    await bare.query({
      ...{ name: 'record', text: 'insert into bare.record values ($1, now(), $2)', values: [randomUUID(), body] },
    });
  });
  return records / ((performance.now() - began) / 1000);
}

/** Works through the list with {@link CLIENTS} at a time. */
async function inTurn<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < list.length) await work(list[next++]!);
    }),
  );
}
