import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { demoId } from '../../seeds/demo-id.js';
import { DemoPerson } from '../../seeds/demo-client.js';
import { DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { PRODUCT, startChild, type Child } from '../child.js';
import { httpLoad, type Load } from '../http-load.js';
import type { Comparison } from '../rounds.js';
import { processMicros, serverMicros } from '../processor-time.js';
import { amount } from '../size.js';
import { productSettings, type Stage } from '../stage.js';

const CONNECTIONS = 64;
const SECONDS = amount(3, 0.3);
/** As a phone asks: looks of anything that is no browser are not counted, and would be too cheap. */
const PHONE = 'Accept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0\r\n';

interface LookUps {
  comparisons: Comparison[];
  end(): Promise<void>;
}

/** L1 to L7 of the goals, the scan record on. Every server runs in a process of its own; only answers of the right status count. */
export async function lookUpCases(stage: Stage): Promise<LookUps> {
  const codes = await demoCodes(stage);
  const document = await (await fetch(`${stage.origin}/api/trace/${codes[0]}`)).text();
  const packed = gzipSync(document);
  await stage.bare.query(
    'create table bare.doc (code text primary key, body bytea storage main) with (toast_tuple_target = 8160)',
  );
  await stage.bare.query('insert into bare.doc select code, $2 from unnest($1::text[]) as given(code)', [
    codes,
    packed,
  ]);
  const children: Child[] = [
    await startChild(PRODUCT, { ...productSettings(stage), ROLE: 'web' }, '/healthz'),
    await startChild(join('dist', 'bench', 'bare', 'lookup.js'), { DATABASE_URL: stage.superUrl }, '/static'),
    await startChild(join('dist', 'bench', 'bare', 'static.js'), { BODY_BYTES: String(packed.length) }, '/x'),
  ];
  const [product, bare, fixed] = children as [Child, Child, Child];
  const json = codes.map((code) => `/api/trace/${code}`);
  const wrong = codes.map(() => `/api/trace/${forged()}`);
  const load = async (child: Child, paths: string[], status: string): Promise<Load> => {
    const done = await httpLoad(child.port, paths, CONNECTIONS, SECONDS, PHONE);
    const strange = Object.keys(done.statuses).filter((code) => code !== status);
    if (strange.length > 0)
      throw new Error(`answers with ${JSON.stringify(done.statuses)}, only ${status} was expected`);
    return done;
  };
  const rate = (child: Child, paths: string[], status: string) => async () =>
    (await load(child, paths, status)).requestsPerSecond;
  const p99 = (child: Child, paths: string[]) => async () => (await load(child, paths, '200')).p99Ms;
  /** Processor time of the serving process and of PostgreSQL, each look-up; the client's is nobody's. */
  const micros = (child: Child, paths: string[]) => async () => {
    const used = (): number => processMicros(child.pid) + serverMicros(join(stage.directory, 'database', 'pg'));
    const [before, began] = [used(), performance.now()];
    const { requestsPerSecond } = await load(child, paths, '200');
    return (used() - before) / ((requestsPerSecond * (performance.now() - began)) / 1000);
  };
  const ourLookUp = rate(product, json, '200');
  const bareWay = (way: string): string[] => codes.map((code) => `/${way}/${code}`);
  const base = { unit: 'req/s', kind: 'rate' as const };
  const lookUp = { ...base, what: 'look-up of many codes, JSON', ours: ourLookUp };
  return {
    comparisons: [
      {
        ...{ ...lookUp, goal: 'L1', wanted: 1.4 },
        ...{ bare: rate(bare, bareWay('one'), '200'), bareName: 'node:http and one prepared query each' },
      },
      {
        ...{ ...lookUp, goal: 'L2', wanted: 0.6 },
        ...{ bare: rate(bare, bareWay('best'), '200'), bareName: 'codes of one turn in one query, 2 connections' },
      },
      {
        ...{ goal: 'L3', what: 'processor time of a look-up, node and PostgreSQL', unit: 'µs', kind: 'time' },
        ...{ wanted: 1.3, ours: micros(product, json), bare: micros(bare, bareWay('batch')) },
        bareName: 'codes of one turn in one query',
      },
      {
        ...{ goal: 'L4', what: `p99 at ${CONNECTIONS} connections`, unit: 'ms', kind: 'time', wanted: 1.5 },
        ...{ ours: p99(product, json), bare: p99(bare, bareWay('one')), bareName: 'one prepared query each' },
      },
      {
        ...{ ...base, goal: 'L5', what: 'one hot code', wanted: 0.6 },
        ...{ ours: rate(product, [json[0]!], '200'), bare: rate(fixed, ['/x'], '200') },
        bareName: 'NestJS giving fixed bytes',
      },
      {
        ...{ ...base, goal: 'L6', what: 'page for a phone, every look recorded', wanted: 0.9 },
        ours: rate(
          product,
          codes.map((code) => `/t/${code}`),
          '200',
        ),
        ...{ bare: ourLookUp, bareName: 'our own JSON' },
      },
      {
        ...{ ...base, goal: 'L7', what: 'forged code, no query', wanted: 1.5 },
        ...{ ours: rate(product, wrong, '404'), bare: ourLookUp, bareName: 'our own look-up of real codes' },
      },
    ],
    end: async () => {
      for (const child of children) await child.stop();
    },
  };
}

/** Package codes of the demonstration. */
export async function demoCodes(stage: Stage): Promise<string[]> {
  const clerk = await DemoPerson.signIn(stage.origin, 'clerk', DEMO_PASSWORD);
  const job = demoId('qingqiao/codes');
  for (;;) {
    const { state } = await clerk.get<{ state: string }>(`/api/jobs/${job}`);
    if (state === 'completed') break;
    if (state === 'failed') throw new Error('the demonstration got no package codes');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const text = await clerk.text(`/api/jobs/${job}/files/codes.ndjson`);
  return text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { code: string }).code);
}

/** A code of the right length and letters that nobody issued; most fail at the check character, as guesses do. */
export function forged(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from(randomBytes(28), (byte) => letters[byte % 32]).join('');
}
