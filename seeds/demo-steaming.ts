import type { DemoPerson } from './demo-client.js';
import { demoId } from './demo-id.js';
import type { Picked } from './demo-picking.js';

export interface Dried {
  lot: string;
  grams: number;
}

/** Fresh grams that give one gram of dried 青翘; the reference band is 2.5 to 3.5. */
const FRESH_PER_DRY = 3.05;

/** One run in the cooperative's workshop: picked over, steamed through, dried in hot air. Every gram is accounted for. */
export async function steamAndDry(processor: DemoPerson, label: string, day: string, picked: Picked[]): Promise<Dried> {
  const fresh = picked.reduce((sum, { grams }) => sum + grams, 0);
  const dry = Math.round(fresh / FRESH_PER_DRY / 1000) * 1000;
  const rubbish = Math.round((fresh * 0.018) / 1000) * 1000;
  const dust = Math.round((fresh * 0.0025) / 100) * 100;
  const lot = demoId(`${label}/dried`);
  await processor.post('/api/runs', {
    id: demoId(`${label}/run`),
    method: '蒸制干燥',
    facility: '岳阳合作社初加工车间1号线',
    startedAt: `${day}T06:00:00+08:00`,
    endedAt: `${nextDay(day)}T17:30:00+08:00`,
    steps: [
      { kind: '拣选', startedAt: `${day}T06:00:00+08:00`, endedAt: `${day}T09:30:00+08:00` },
      { kind: '蒸', startedAt: `${day}T10:00:00+08:00`, endedAt: `${day}T10:30:00+08:00`, celsius: '100' },
      { kind: '烘干', startedAt: `${day}T11:30:00+08:00`, endedAt: `${nextDay(day)}T17:30:00+08:00`, celsius: '60' },
    ],
    inputs: picked.map(({ lot: input, grams }) => ({ lot: input, grams })),
    outputs: [{ id: lot, herb: 'LIANQIAO', variant: '青翘', grams: dry }],
    balance: [
      { kind: 'waste', grams: rubbish, reason: '枝叶、果柄等杂质' },
      { kind: 'waste', grams: dust, reason: '碎末' },
      { kind: 'loss', grams: fresh - dry - rubbish - dust, reason: '蒸制烘干失水' },
    ],
  });
  return { lot, grams: dry };
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
