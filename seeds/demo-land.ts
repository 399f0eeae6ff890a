import type { DemoPerson } from './demo-client.js';
import type { DemoGrower } from './demo-growers.js';
import { demoId } from './demo-id.js';

/** Where 连翘 stands on the hills: the base, every grower's plot, one planting for each township. */
export interface DemoLand {
  /** Planting id by township code. */
  plantings: Map<string, string>;
  /** Plot id by grower index. */
  plots: Map<number, string>;
}

const MANURE = '腐熟羊粪有机肥';
const KG_PER_MU = 320;
const SPECIES = 'Forsythia suspensa (Thunb.) Vahl';

/** Base, seedlings, plots and plantings of the cooperative; `label` keeps the ids of two bases apart. */
export async function settleLand(
  coop: DemoPerson,
  label: string,
  name: string,
  growers: DemoGrower[],
): Promise<DemoLand> {
  const base = demoId(`${label}/base`);
  await coop.post('/api/bases', {
    id: base,
    name,
    divisionCode: growers[0]!.township,
    cultivationMode: '仿野生',
    organisationForm: '合作社',
  });
  const seedLot = demoId(`${label}/seedlings`);
  await coop.post('/api/seed-lots', {
    id: seedLot,
    herb: 'LIANQIAO',
    species: SPECIES,
    pieces: growers.length * 420,
    supplier: '安泽县国营林场苗圃',
    originDivisionCode: '141026',
    receivedAt: '2014-03-20T10:00:00+08:00',
    documents: [
      { kind: '基原鉴定报告', number: 'AZ-JD-2014-017', date: '2014-02-20' },
      { kind: '种苗质量检验报告', number: 'AZ-MM-2014-052', date: '2014-03-02' },
    ],
  });
  const plots = new Map<number, string>();
  const areas = new Map<string, number>();
  for (const grower of growers) {
    const id = demoId(`${label}/plot/${grower.index}`);
    const { areaMu } = await coop.post<{ areaMu: string }>('/api/plots', {
      id,
      base,
      name: grower.plotName,
      boundary: { type: 'Polygon', coordinates: [grower.ring] },
      grower: grower.name,
    });
    plots.set(grower.index, id);
    areas.set(grower.township, (areas.get(grower.township) ?? 0) + Number(areaMu));
  }
  await coop.post('/api/sops', {
    ...{
      id: demoId(`${label}/sop`),
      code: `${label.toUpperCase()}-LQ-01`,
      version: 1,
      scope: '种植',
      herb: 'LIANQIAO',
    },
    title: '连翘仿野生栽培技术规程',
  });
  const manure = await buyManure(coop, label, [...areas.values()]);
  const plantings = new Map<string, string>();
  for (const township of new Set(growers.map((grower) => grower.township))) {
    const id = demoId(`${label}/planting/${township}`);
    await coop.post('/api/plantings', {
      id,
      plots: growers.filter((grower) => grower.township === township).map((grower) => plots.get(grower.index)!),
      herb: 'LIANQIAO',
      species: SPECIES,
      seedLot,
      establishedOn: '2014-03-25',
    });
    plantings.set(township, id);
    await yearOfWork(coop, `${label}/${township}`, { planting: id, manure, areaMu: areas.get(township)!.toFixed(2) });
  }
  return { plantings, plots };
}

/** One delivery of manure, enough for every plot with a few sacks to spare. */
async function buyManure(coop: DemoPerson, label: string, areas: number[]): Promise<string> {
  const id = demoId(`${label}/manure`);
  const mu = areas.reduce((sum, area) => sum + area, 0);
  await coop.post('/api/input-lots', {
    ...{ id, kind: '肥料', product: MANURE, manufacturer: '安泽县绿源有机肥厂', lotNumber: '20250301' },
    ...{ amount: String(Math.ceil(mu * KG_PER_MU) + 500), unit: '千克', supplier: '安泽县农资供应站' },
    receivedAt: '2025-03-12T15:00:00+08:00',
  });
  return id;
}

/** A year on the hill: winter pruning, organic manure, weeding, scouting. No pesticide was used, and none is claimed. */
async function yearOfWork(
  coop: DemoPerson,
  label: string,
  { planting, manure, areaMu }: { planting: string; manure: string; areaMu: string },
): Promise<void> {
  const days = [
    { kind: '修剪', at: '2024-12-05T09:00:00+08:00', reason: '冬季整形，去除枯枝和过密枝' },
    {
      kind: '施肥',
      at: '2025-03-18T08:30:00+08:00',
      input: { product: MANURE, amount: String(KG_PER_MU), unit: 'kg/亩', areaMu, lot: manure, method: '沟施' },
      reason: '春季萌芽前追肥',
    },
    { kind: '除草', at: '2025-05-12T07:40:00+08:00', reason: '人工割草，覆盖树盘' },
    { kind: '巡查', at: '2025-06-20T08:00:00+08:00', reason: '未见明显病虫害，坐果良好' },
  ];
  for (const [index, day] of days.entries()) {
    await coop.post('/api/field-work', { id: demoId(`${label}/day/${index}`), planting, operator: '王有福', ...day });
  }
}
