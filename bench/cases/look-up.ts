import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { demoId } from '../../seeds/demo-id.js';
import { DemoPerson } from '../../seeds/demo-client.js';
import { DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { PRODUCT, startChild, type Child } from '../child.js';
import { httpLoad, type Load } from '../http-load.js';
import type { Comparison } from '../rounds.js';
import { productSettings, type Stage } from '../stage.js';

const CONNECTIONS = 64;
const SECONDS = 3;
const GZIP = 'Accept-Encoding: gzip\r\n';

interface LookUps {
  comparisons: Comparison[];
  end(): Promise<void>;
}

/** L1, L5, L6 and L7 of the goals. Every server runs in a process of its own; only answers of the right status count. */
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
  const rate = (child: Child, paths: string[], status: string) => async () => {
    const load = await httpLoad(child.port, paths, CONNECTIONS, SECONDS, GZIP);
    return onlyStatus(load, status);
  };
  const ourLookUp = rate(product, json, '200');
  const base = { unit: 'req/s', kind: 'rate' as const };
  return {
    comparisons: [
      {
        ...base,
        goal: 'L1',
        what: 'look-up of many codes, JSON',
        wanted: 1.4,
        ours: ourLookUp,
        bare: rate(
          bare,
          codes.map((c) => `/${c}`),
          '200',
        ),
        bareName: 'node:http and one prepared query each',
      },
      {
        ...base,
        goal: 'L5',
        what: 'one hot code',
        wanted: 0.6,
        ours: rate(product, [json[0]!], '200'),
        bare: rate(fixed, ['/x'], '200'),
        bareName: 'NestJS giving fixed bytes',
      },
      {
        ...base,
        goal: 'L6',
        what: 'page for a phone',
        wanted: 0.9,
        ours: rate(
          product,
          codes.map((c) => `/t/${c}`),
          '200',
        ),
        bare: ourLookUp,
        bareName: 'our own JSON',
      },
      {
        ...base,
        goal: 'L7',
        what: 'forged code, no query',
        wanted: 1.5,
        ours: rate(product, wrong, '404'),
        bare: ourLookUp,
        bareName: 'our own look-up of real codes',
      },
    ],
    end: async () => {
      for (const child of children) await child.stop();
    },
  };
}

function onlyStatus(load: Load, status: string): number {
  const strange = Object.keys(load.statuses).filter((code) => code !== status);
  if (strange.length > 0) throw new Error(`answers with ${JSON.stringify(load.statuses)}, only ${status} was expected`);
  return load.requestsPerSecond;
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
