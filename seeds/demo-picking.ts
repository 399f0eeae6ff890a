import type { DemoPerson } from './demo-client.js';
import type { DemoGrower } from './demo-growers.js';
import { demoId } from './demo-id.js';
import type { DemoLand } from './demo-land.js';

/** Kilograms a filled sack of fresh fruit holds, and what the empty sack weighs. */
const SACK_KG = 40;
const SACK_TARE_GRAMS = 180;

export interface Picked {
  lot: string;
  grams: number;
}

/** Every grower's picking, weighed in at the cooperative's scale the same evening. */
export async function pickAndWeigh(
  coop: DemoPerson,
  clerk: DemoPerson,
  label: string,
  growers: DemoGrower[],
  land: DemoLand,
): Promise<Picked[]> {
  const picked: Picked[] = [];
  for (const grower of growers) {
    const lot = demoId(`${label}/harvest/${grower.index}`);
    await coop.post('/api/harvests', {
      id: lot,
      planting: land.plantings.get(grower.township)!,
      plots: [{ plot: land.plots.get(grower.index)!, grams: grower.freshGrams }],
      variant: '青翘',
      at: `${grower.pickedOn}T10:30:00+08:00`,
      part: '果实',
      method: '人工采摘',
      operator: grower.name,
    });
    const tare = Math.ceil(grower.freshGrams / 1000 / SACK_KG) * SACK_TARE_GRAMS;
    await clerk.post('/api/purchases', {
      id: demoId(`${label}/purchase/${grower.index}`),
      grower: grower.name,
      harvest: lot,
      gross: grower.freshGrams + tare,
      tare,
      at: `${grower.pickedOn}T18:20:00+08:00`,
      grade: grower.index % 5 === 0 ? '二级' : '一级',
      price: grower.index % 5 === 0 ? '16.50' : '18.00',
    });
    picked.push({ lot, grams: grower.freshGrams });
  }
  return picked;
}
