import { PRODUCT, startChild, type Child } from '../child.js';
import { httpLoad, type Load } from '../http-load.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import { productSettings, type Stage } from '../stage.js';
import { demoCodes, forged } from './look-up.js';

const SECONDS = amount(4, 0.4);
const HONEST = 16;
/** 20 sockets with a pause of 10 ms: some 2,000 guesses a second. */
const ATTACKERS = 20;
const PAUSE_MS = 10;
const GZIP = 'Accept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0\r\n';

interface Attacks {
  comparisons: Comparison[];
  end(): Promise<void>;
}

/**
 * P1: the page with every look recorded (each request comes from a visitor of its own) against the page whose reloads are not.
 * P2: p99 of honest readers while codes are enumerated from 250 networks, against p99 of the same readers in peace; the scan record is on.
 */
export async function attackCases(stage: Stage): Promise<Attacks> {
  const codes = await demoCodes(stage);
  const product: Child = await startChild(
    PRODUCT,
    { ...productSettings(stage), ROLE: 'web', TRUST_PROXY: '127.0.0.1' },
    '/healthz',
  );
  const pages = Array.from({ length: 20_000 }, (_, n) => `/t/${codes[n % codes.length]}`);
  let visit = 0;
  const visitor = (): string => {
    visit += 1;
    return `${GZIP}X-Forwarded-For: ${36 + (visit % 20)}.${(visit >> 8) % 256}.${visit % 256}.${(visit >> 16) % 250}\r\n`;
  };
  const guesses = Array.from({ length: 5_000 }, () => `/t/${forged()}`);
  const honest = async (seconds = SECONDS): Promise<Load> => {
    const load = await httpLoad(product.port, pages, HONEST, seconds, visitor, 2);
    if (Object.keys(load.statuses).join() !== '200')
      throw new Error(`honest readers got ${JSON.stringify(load.statuses)}`);
    return load;
  };
  const attacked = async (): Promise<Load> => {
    const [load, attack] = await Promise.all([
      honest(),
      httpLoad(
        product.port,
        guesses,
        ATTACKERS,
        SECONDS,
        (n) => `X-Forwarded-For: 45.${n % 250}.1.${n % 200}\r\n`,
        PAUSE_MS,
      ),
    ]);
    if (attack.statuses['200']) throw new Error('a guess was answered');
    return load;
  };
  await honest(1);
  return {
    comparisons: [
      {
        goal: 'P1',
        what: 'page with every look recorded',
        unit: 'req/s',
        kind: 'rate',
        wanted: 0.8,
        ours: async () => (await httpLoad(product.port, pages, 64, SECONDS, visitor)).requestsPerSecond,
        bare: async () => (await httpLoad(product.port, pages, 64, SECONDS, GZIP)).requestsPerSecond,
        bareName: 'the same page, reloads only',
      },
      {
        goal: 'P2',
        what: 'p99 of honest readers under 2,000 guesses a second',
        unit: 'ms',
        kind: 'time',
        wanted: 2,
        ours: async () => (await attacked()).p99Ms,
        bare: async () => (await honest()).p99Ms,
        bareName: 'the same readers in peace',
      },
    ],
    end: () => product.stop(),
  };
}
