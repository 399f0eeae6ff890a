import { newId } from '../../src/platform/ids.js';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import type { Answer, Caller } from './caller.js';
import type { DemoHouse } from './demo-house.js';

export const FORSYTHIA = 'Forsythia suspensa (Thunb.) Vahl';

const SEED_PAPERS = [
  { kind: '基原鉴定报告', number: 'JD-2015-009' },
  { kind: '种子质量检验报告', number: 'ZL-2015-031' },
];

/** A field of about 100 by 111 metres (15 亩) in 安泽, a little further east for each number. */
export function field(number = 0): object {
  const [x, y] = [112.25 + number * 0.002, 36.14];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + 0.001, y],
        [x + 0.001, y + 0.001],
        [x, y + 0.001],
        [x, y],
      ],
    ],
  };
}

/** A cooperative's records, made over HTTP. Each step takes what the test wants to be different. */
export class Growing {
  constructor(readonly caller: Caller) {}

  base(more: object = {}): Promise<Answer> {
    return this.caller.post('/api/bases', {
      ...{
        id: newId(),
        name: '和川连翘基地',
        divisionCode: '141026101',
        cultivationMode: '仿野生',
        organisationForm: '合作社',
      },
      ...more,
    });
  }

  plot(base: string, more: object = {}): Promise<Answer> {
    return this.caller.post('/api/plots', {
      id: newId(),
      base,
      name: '西坡一号',
      boundary: field(),
      grower: '王秀英',
      ...more,
    });
  }

  seedLot(more: object = {}): Promise<Answer> {
    return this.caller.post('/api/seed-lots', {
      ...{ id: newId(), herb: 'LIANQIAO', species: FORSYTHIA, pieces: 1200, supplier: '安泽县林木种苗站' },
      ...{ originDivisionCode: '141026', documents: SEED_PAPERS },
      ...more,
    });
  }

  planting(plots: string[], more: object = {}): Promise<Answer> {
    return this.caller.post('/api/plantings', {
      ...{ id: newId(), plots, herb: 'LIANQIAO', species: FORSYTHIA, establishedOn: '2015-03-20' },
      ...more,
    });
  }

  work(planting: string, more: object = {}): Promise<Answer> {
    return this.caller.post('/api/field-work', this.workBody(planting, more));
  }

  workBody(planting: string, more: object = {}) {
    return { id: newId(), planting, kind: '除草', at: '2025-05-02T08:30:00+08:00', operator: '王秀英', ...more };
  }

  harvest(planting: string, plots: { plot: string; grams: number }[], more: object = {}): Promise<Answer> {
    return this.caller.post('/api/harvests', {
      ...{ id: newId(), planting, plots, variant: '青翘', at: '2025-08-03T10:00:00+08:00' },
      ...{ part: '果实', method: '人工采摘', operator: '王秀英' },
      ...more,
    });
  }

  /** A base with plots and one planting on all of them, nothing wrong with it. */
  async ground(plots = 1): Promise<{ base: string; plots: string[]; planting: string }> {
    const base = idOf(await this.base());
    const ids: string[] = [];
    for (let n = 0; n < plots; n += 1)
      ids.push(idOf(await this.plot(base, { name: `地块 ${n + 1}`, boundary: field(n), grower: `农户 ${n + 1}` })));
    return { base, plots: ids, planting: idOf(await this.planting(ids)) };
  }
}

/** The id in the answer of an act that must have been taken. */
export function idOf(answer: Answer): string {
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return (answer.body as { id: string }).id;
}

/** `R-10 block, …` of an answer. */
export function findingsOf(answer: Answer): string {
  const { findings } = answer.body as { findings: { ruleId: string; level: string }[] };
  return findings.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ');
}

/** A clerk of the demonstration's factory: another organisation that may write everything this one may. */
export async function factoryClerk(house: DemoHouse): Promise<Caller> {
  const person = { id: newId(), login: 'factory-clerk', name: '钱伯钧', role: 'clerk' as const };
  const organisationId = DEMO_ORGANISATIONS.factory.id;
  await house.identity.createPerson({ ...person, organisationId, password: DEMO_PASSWORD });
  return house.demo(person.login);
}

/** A run that takes all of these lots, 3 kg fresh to 1 kg dry, steamed and dried in the sun. */
export function runBody(inputs: { lot: string; grams: number }[], more: Record<string, unknown> = {}) {
  const fresh = inputs.reduce((sum, { grams }) => sum + grams, 0);
  const dry = Math.round(fresh / 3);
  return {
    ...{ id: newId(), method: '蒸后晒干', facility: '和川初加工车间' },
    ...{ startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' },
    steps: [
      { kind: '拣选', startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-04T09:00:00+08:00' },
      {
        kind: '蒸',
        startedAt: '2025-08-04T09:30:00+08:00',
        endedAt: '2025-08-04T10:00:00+08:00',
        celsius: 100,
        operator: '赵建国',
      },
      { kind: 'sun-drying', startedAt: '2025-08-04T11:00:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' },
    ],
    inputs,
    outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: dry }],
    balance: [{ kind: 'loss', grams: fresh - dry, reason: '干燥失水' }],
    ...more,
  };
}
