import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrintJobs } from '../src/codes/print-jobs.service.js';
import { PrintRun } from '../src/codes/print-run.service.js';
import { CodeWorld } from './support/code-world.js';

const MILLION = 1_000_000;
let world: CodeWorld;
beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web' });
});
afterAll(() => world?.close());

/** Bytes held outside and inside the heap. */
function held(): number {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

describe('a million codes', () => {
  it('are made in memory that does not grow with their number, each once', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, MILLION);
    const { job } = (await world.requestCodes(actor, lot, MILLION)).answer;

    const before = held();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, held() - before)), 200);
    const began = Date.now();
    await world.get(PrintRun).run(job);
    clearInterval(watch);
    console.info(`${MILLION} codes in ${Date.now() - began} ms, at most ${Math.round(most / 1e6)} MB more than before`);
    // The file has 94 MB; what is held is some chunks and what the collector has not fetched yet.
    expect(most).toBeLessThan(64e6);

    const { stream, bytes } = await world.get(PrintJobs).download(actor, job, 'codes.ndjson');
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
