import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../src/platform/ids.js';
import type { Victim } from './victims.js';
import type { StubbornClient } from './stubborn-client.js';
import { type Acknowledged } from './stubborn-client.js';

/** Everything the load was told "yes" to: what must be there afterwards, once. */
export interface Ledgered {
  id: string;
  path: string;
  factId: string;
  /** Lot and grams taken from it, for runs. */
  drawn?: { lot: string; grams: number };
  /** A new lot and its grams, for harvests. */
  picked?: { lot: string; grams: number };
}

export interface CampaignReport {
  acknowledged: Ledgered[];
  kills: Record<string, number>;
  failures: number;
  replays: number;
}

export interface Load {
  clients: StubbornClient[];
  planting: string;
  plot: string;
  /** Lots that may be drawn from, with what is believed to remain. */
  lots: { lot: string; grams: number }[];
}

const DRAW_GRAMS = 3_000;

/** How long a campaign lasts at least, and what must have happened before it ends: a busy machine is slow, not lucky. */
export interface CampaignSize {
  seconds: number;
  kills: number;
  acts: number;
}

/** A campaign that has not reached its size after this many times its seconds ends all the same. */
const AT_MOST = 6;

/** Keeps every client busy while victims die and come back at random. */
export async function campaign(
  load: Load,
  victims: Victim[],
  size: CampaignSize,
  random: () => number,
): Promise<CampaignReport> {
  const report: CampaignReport = { acknowledged: [], kills: {}, failures: 0, replays: 0 };
  const began = Date.now();
  let open = true;
  let killed = 0;
  const goesOn = (): boolean => {
    const elapsed = (Date.now() - began) / 1000;
    if (elapsed > size.seconds * AT_MOST) return false;
    return elapsed < size.seconds || killed < size.kills || report.acknowledged.length < size.acts;
  };
  const killing = (async () => {
    while (goesOn()) {
      await pause(400 + random() * 1_400);
      const victim = victims[Math.floor(random() * victims.length)]!;
      await victim.kill();
      killed += 1;
      report.kills[victim.name] = (report.kills[victim.name] ?? 0) + 1;
      await pause(random() * 800);
      await victim.revive();
      // Mostly everybody works again before the next dies; else hardly an act would ever be under way. Now and then a start is cut off.
      if (random() < 0.8) await Promise.all(victims.map((each) => each.ready?.()));
    }
  })();
  const working = load.clients.map(async (client) => {
    while (open) await oneAct(client, load, report, random);
  });
  await killing;
  open = false;
  await Promise.all(working);
  return report;
}

async function oneAct(client: StubbornClient, load: Load, report: CampaignReport, random: () => number): Promise<void> {
  const dice = random();
  const act = dice < 0.5 ? fieldWork(load) : dice < 0.7 ? harvest(load) : run(load, random);
  const answer = await client.post(act.path, act.body);
  report.failures += answer.failures;
  keep(report, act, answer);
  if (answer.status === 201 || answer.status === 200) {
    if (act.entry.picked) load.lots.push(act.entry.picked);
    if (random() < 0.2) await again(client, act, answer, report);
  }
}

interface Act {
  path: string;
  body: { id: string } & Record<string, unknown>;
  entry: Pick<Ledgered, 'drawn' | 'picked'>;
}

/** A deliberate second sending must give the first answer. */
async function again(client: StubbornClient, act: Act, first: Acknowledged, report: CampaignReport): Promise<void> {
  const second = await client.post(act.path, act.body);
  report.failures += second.failures;
  if (second.status !== 200 || second.body['factId'] !== first.body['factId']) {
    throw new Error(`replay of ${act.body.id} answered ${second.status} ${JSON.stringify(second.body)}`);
  }
  report.replays += 1;
}

function keep(report: CampaignReport, act: Act, answer: Acknowledged): void {
  if (answer.status !== 201 && answer.status !== 200) {
    // Drawing more than is left is the only honest "no" in this load.
    if (act.entry.drawn && answer.status === 409) return;
    throw new Error(`${act.path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  report.acknowledged.push({ id: act.body.id, path: act.path, factId: String(answer.body['factId']), ...act.entry });
}

function fieldWork(load: Load): Act {
  const id = newId();
  const body = { id, planting: load.planting, kind: '除草', at: '2025-05-12T07:40:00+08:00', operator: '李青山' };
  return { path: '/api/field-work', body, entry: {} };
}

function harvest(load: Load): Act {
  const id = newId();
  const grams = 10_000;
  const body = {
    id,
    planting: load.planting,
    plots: [{ plot: load.plot, grams }],
    variant: '青翘',
    at: '2025-07-30T10:30:00+08:00',
    part: '果实',
    method: '人工采摘',
    operator: '李青山',
  };
  return { path: '/api/harvests', body, entry: { picked: { lot: id, grams } } };
}

function run(load: Load, random: () => number): Act {
  const id = newId();
  const { lot } = load.lots[Math.floor(random() * load.lots.length)]!;
  const body = {
    id,
    method: '蒸制干燥',
    facility: '一号线',
    startedAt: '2025-07-31T06:00:00+08:00',
    endedAt: '2025-07-31T18:00:00+08:00',
    steps: [
      { kind: '蒸', startedAt: '2025-07-31T06:00:00+08:00', endedAt: '2025-07-31T06:30:00+08:00', celsius: '100' },
    ],
    inputs: [{ lot, grams: DRAW_GRAMS }],
    outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 1_000 }],
    balance: [{ kind: 'loss', grams: 2_000, reason: '失水' }],
  };
  return { path: '/api/runs', body, entry: { drawn: { lot, grams: DRAW_GRAMS } } };
}
