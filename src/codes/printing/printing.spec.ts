import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodeWorld } from '../../../test/support/code-world.js';
import type { Answer, Caller } from '../../../test/support/caller.js';
import type { Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { LEASE_SECONDS } from '../print-job.queries.js';
import { PrintRun } from '../print-run.service.js';
import { PrintRescue } from './print-rescue.service.js';

let world: CodeWorld;
let maker: { actor: Actor; caller: Caller };
beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web', LOG_LEVEL: 'silent' }); // nobody but the tests runs jobs
  maker = await world.demo('processor');
}, 60_000);
afterAll(() => world?.close());

const post = (path: string, body: object): Promise<Answer> =>
  maker.caller.post(`/api/${path}`, { id: newId(), ...body });
const order = async (lot: string, count: number): Promise<string> =>
  (await post(`batches/${lot}/codes`, { count })).body.job;
const accountOf = async (lot: string) => (await maker.caller.get(`/api/batches/${lot}/codes`)).body;

/** A job as it stands so many seconds after it was sent, and after its run was last heard of. */
async function standing(
  state: string,
  { sent, heard, failures = 0 }: { sent: number; heard?: number; failures?: number },
) {
  const { lot } = await world.aBatch(maker.actor, 5);
  const job = await order(lot, 5);
  await world.root.query(
    `update print_job set state = $2, run = 1, failures = $3, heard_at = now() - make_interval(secs => $4::float8) where id = $1`,
    [job, state, failures, heard ?? null],
  );
  await world.root.query(
    `update outbox set sends = 1, sent_at = now() - make_interval(secs => $2) where payload->>'job' = $1`,
    [job, sent],
  );
  return job;
}
const owed = async (job: string): Promise<boolean> =>
  (await world.root.query(`select 1 from outbox where payload->>'job' = $1 and sent_at is null`, [job])).length === 1;
const allOver = () =>
  world.root.query(
    `update print_job set state = 'cancelled', finished_at = now() where state in ('waiting', 'active')`,
  );

describe('a job nobody is heard of', () => {
  it.each([
    ['a killed run', 'active', { sent: LEASE_SECONDS + 1, heard: LEASE_SECONDS + 1 }, true],
    ['a run that lives', 'active', { sent: 60, heard: 1 }, false],
    ['one sent again a moment ago', 'active', { sent: 1, heard: 60 }, false],
    ['one lost with its queue', 'waiting', { sent: 6 }, true],
    ['one that was just sent', 'waiting', { sent: 1 }, false],
    ['one that stumbles: its queue has patience', 'waiting', { sent: 60, failures: 2 }, false],
  ])('%s', async (_what, state, since, sentAgain) => {
    await allOver();
    const job = await standing(state, since);
    expect(await world.get(PrintRescue).rescue()).toBe(sentAgain ? 1 : 0);
    expect(await owed(job)).toBe(sentAgain);
  });

  it('waits while workers are busy with others', async () => {
    await allOver();
    await standing('active', { sent: 60, heard: 1 });
    const waiting = await standing('waiting', { sent: 30 });
    expect(await world.get(PrintRescue).rescue()).toBe(0);
    expect(await owed(waiting)).toBe(false);
  });
});

describe('a job that was given up', () => {
  it('goes on when it is told to, with the same codes; one that is well is left alone', async () => {
    const { lot } = await world.aBatch(maker.actor, 5);
    const job = await order(lot, 5);
    expect((await post(`jobs/${job}/retry`, {})).status).toBe(409);
    await world.root.query(
      `update print_job set state = 'failed', failures = 40, error = 'ENOSPC', finished_at = now() where id = $1`,
      [job],
    );
    const { body: given } = await maker.caller.get(`/api/jobs/${job}`);
    expect(given).toMatchObject({ state: 'failed', error: { en: expect.stringMatching(/disk is full/) } });
    expect(await accountOf(lot)).toMatchObject({ issued: 5, listed: 0, underway: 5, discarded: 0, live: 5 });
    const body = { id: newId() };
    const first = await maker.caller.post(`/api/jobs/${job}/retry`, body);
    expect([first.status, first.body.state]).toEqual([201, 'waiting']);
    expect((await maker.caller.post(`/api/jobs/${job}/retry`, body)).status).toBe(200);
    await world.get(PrintRun).run(job);
    expect((await maker.caller.get(`/api/jobs/${job}`)).body).toMatchObject({
      state: 'completed',
      done: 5,
      error: null,
    });
    const finished = await post(`jobs/${job}/retry`, {});
    expect([finished.status, finished.body.detail]).toEqual([
      409,
      expect.stringMatching(/is completed; there is nothing to try again$/),
    ]);
    expect((await post(`jobs/${newId()}/retry`, {})).status).toBe(404);
  });
});

describe('an order of loose codes', () => {
  it('has its list and its events like any other, and is cancelled like any other', async () => {
    const { body } = await post('loose-codes', { kind: 'roll', count: 1_500 });
    await world.get(PrintRun).run(body.job);
    const { body: job } = await maker.caller.get(`/api/jobs/${body.job}`);
    expect(job).toMatchObject({ state: 'completed', lot: null, done: 1_500 });
    const list = await maker.caller.get(`/api/jobs/${body.job}/files/codes.ndjson`);
    expect(list.text.trimEnd().split('\n').length).toBe(1_500);
    const carton = (await post('loose-codes', { kind: 'carton', count: 3 })).body.job as string;
    expect((await post(`jobs/${carton}/cancel`, {})).status).toBe(201);
    expect((await post(`jobs/${carton}/cancel`, {})).body.detail).toMatch(/is cancelled already$/);
    const retried = await post(`jobs/${carton}/retry`, {});
    expect([retried.status, retried.body.detail]).toEqual([
      409,
      expect.stringMatching(/was cancelled and cannot be tried again/),
    ]);
    const [row] = await world.root.query(
      `select f.body->'open' as open from fact f join fact_subject s on s.fact_id = f.id where s.subject_id = $1 and f.type = 'codes.voided'`,
      [carton],
    );
    expect(row.open).toEqual({ kind: 'carton', count: 3, reason: 'job-cancelled' });
  });

  it('of packages is cancelled also when some of its codes are void already: each is void once', async () => {
    const { lot } = await world.aBatch(maker.actor, 10);
    const job = await order(lot, 10);
    expect((await post(`batches/${lot}/void-serials`, { first: 9, last: 4, reason: 'unused' })).status).toBe(422);
    await post(`batches/${lot}/void-serials`, { first: 4, last: 6, reason: 'unused' });
    expect((await post(`jobs/${job}/cancel`, {})).status).toBe(201);
    expect(await accountOf(lot)).toMatchObject({ issued: 10, discarded: 10, voided: 10, live: 0, withoutCode: 10 });
    const all = await order(lot, 2);
    await post(`batches/${lot}/void-serials`, { first: 1, last: 2, reason: 'unused' });
    expect((await post(`jobs/${all}/cancel`, {})).status).toBe(201);
  });
});

describe('the account of a batch’s codes', () => {
  it('adds up at every moment: issued = listed + underway + discarded; live and without a code are all packages', async () => {
    const { lot } = await world.aBatch(maker.actor, 100);
    const adds = async () => {
      const account = await accountOf(lot);
      expect(account.listed + account.underway + account.discarded).toBe(account.issued);
      expect(account.printed + account.unprinted + account.voided).toBe(account.issued);
      expect(account.live + account.withoutCode).toBe(account.packages);
      expect(account.issued - account.voided + account.onRollLabels).toBe(account.live);
      return account;
    };
    expect(await adds()).toMatchObject({ packages: 100, issued: 0, withoutCode: 100 });
    const [done, dropped] = [await order(lot, 40), await order(lot, 30)];
    expect(await adds()).toMatchObject({ issued: 70, underway: 70, unprinted: 70, printed: 0, live: 70 });
    await world.get(PrintRun).run(done);
    await post(`jobs/${dropped}/cancel`, {});
    expect(await adds()).toMatchObject({ issued: 70, listed: 40, underway: 0, discarded: 30, voided: 30, live: 40 });
    await post(`batches/${lot}/void-serials`, { first: 1, last: 5, reason: 'misprinted' });
    // No job is underway: issued = printed + voided, and what was cancelled is among the void.
    expect(await adds()).toMatchObject({ issued: 70, printed: 35, unprinted: 0, voided: 35, discarded: 30 });
    expect(await adds()).toMatchObject({ listed: 40, live: 35, withoutCode: 65 });
  });
});
