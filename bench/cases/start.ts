import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCT, startChild } from '../child.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import { productSettings, type Stage } from '../stage.js';

interface Started {
  ms: number;
  rssMb: number;
}

/** What a process takes after its start before it is called idle. */
const SETTLE_MS = amount(3_000, 200);

/** B1 and B2 of the goals: from start to listening, and what the idle process holds, against the bare frameworks. */
export function startCases(stage: Stage): Comparison[] {
  const ours = () => begin(PRODUCT, stage);
  const bare = () => begin(join('dist', 'bench', 'bare', 'boot.js'), stage);
  const common = { bareName: 'empty NestJS, TypeORM and BullMQ worker', kind: 'time' as const, wanted: 1.3 };
  return [
    {
      ...{ goal: 'B1', what: 'start to listening, web and worker', unit: 'ms', ...common },
      ...{ ours: async () => (await ours()).ms, bare: async () => (await bare()).ms },
    },
    {
      ...{ goal: 'B2', what: 'resident memory when idle', unit: 'MB', ...common },
      ...{ ours: async () => (await ours()).rssMb, bare: async () => (await bare()).rssMb },
    },
  ];
}

async function begin(program: string | readonly string[], stage: Stage): Promise<Started> {
  const child = await startChild(
    program,
    { ...productSettings(stage), DATA_DIR: join(stage.directory, 'second') },
    '/healthz',
  );
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  await child.stop();
  return { ms: child.startedMs, rssMb: Number(pages?.[1] ?? 0) / 1024 };
}
