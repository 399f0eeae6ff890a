import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LooseCodes } from '../src/codes/loose/loose-codes.service.js';
import { PrintJobs } from '../src/codes/print-jobs.service.js';
import { PrintRun } from '../src/codes/print-run.service.js';
import type { Actor } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { CodeWorld } from './support/code-world.js';

const MILLION = 1_000_000;
/** What ten times as many may cost in memory of the whole process: the collector's laziness, and nothing that grows. */
const FLAT = 1.25;
/** What a job may hold at any moment, of whatever size: some chunks on their way. */
const HELD = 32e6;
let world: CodeWorld;
beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web' });
});
afterAll(() => world?.close());

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes held outside and inside the heap, all rubbish thrown away. */
function held(): number {
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** Runs a job; gives the largest resident set of the process meanwhile, and how much more was held than before. */
async function measured(job: string): Promise<{ rss: number; more: number; ms: number }> {
  const before = held();
  let [rss, more] = [process.memoryUsage().rss, 0];
  const watch = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage().rss);
    more = Math.max(more, held() - before);
  }, 500);
  const began = Date.now();
  await world.get(PrintRun).run(job);
  clearInterval(watch);
  return { rss, more, ms: Date.now() - began };
}

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

async function codes(actor: Actor, count: number): Promise<{ job: string; rss: number; more: number }> {
  const { lot } = await world.aBatch(actor, count);
  const { job } = (await world.requestCodes(actor, lot, count)).answer;
  const { rss, more, ms } = await measured(job);
  console.info(`${count} codes in ${ms} ms, resident at most ${mb(rss)}, held at most ${mb(more)} more than before`);
  return { job, rss, more };
}

describe('a million codes', () => {
  it('are made in memory that does not grow with their number, each once', async () => {
    const actor = await world.anActor();
    const tenth = await codes(actor, MILLION / 10);
    const all = await codes(actor, MILLION);
    expect(all.rss / tenth.rss).toBeLessThan(FLAT);
    // The file has 94 MB; what is held is some chunks.
    expect(all.more).toBeLessThan(HELD);

    const { stream, bytes } = await world.get(PrintJobs).download(actor, all.job, 'codes.ndjson');
    expect(bytes).toBeGreaterThan(90e6);
    const seen = new Set<string>();
    let expected = 0;
    for await (const line of createInterface({ input: stream })) {
      const { serial, code } = JSON.parse(line) as { serial: number; code: string };
      if (serial !== ++expected) throw new Error(`serial ${serial} stands where ${expected} should`);
      seen.add(code);
    }
    expect(seen.size).toBe(MILLION);
  }, 600_000);
});

describe('a PDF of a hundred thousand labels', () => {
  it('is made in memory that does not grow with their number', async () => {
    const actor = await world.anActor();
    const labels = async (count: number): Promise<{ rss: number; more: number }> => {
      const order = { id: newId(), kind: 'roll', count, template: '60x40' } as const;
      const { job } = (await world.get(LooseCodes).request(actor, order)).answer;
      const { rss, more, ms } = await measured(job);
      const { bytes } = (await world.get(PrintJobs).view(actor, job)).files.find(({ name }) => name === 'labels.pdf')!;
      console.info(`${count} labels in ${ms} ms, ${mb(bytes)}, resident at most ${mb(rss)}, ${mb(more)} more held`);
      return { rss, more };
    };
    const [tenth, all] = [await labels(10_000), await labels(100_000)];
    expect(all.rss / tenth.rss).toBeLessThan(FLAT);
    expect(all.more).toBeLessThan(HELD);
  }, 600_000);
});
