import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { ModuleRef } from '@nestjs/core';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.js';
import { loadConfig } from '../config/config.js';
import { dataSourceOptions } from '../db/database.module.js';
import { inTx } from '../db/tx.js';
import { newId } from '../ids.js';
import { Outbox, once } from './outbox.service.js';
import { RelayBell } from './relay-bell.js';
import { Relay } from './relay.service.js';

/** Stands where BullMQ stands and only remembers: what the relay hands over is the question here. */
class Remembering {
  readonly jobs: { data: { outboxId: string }; opts: { jobId: string } }[] = [];
  broken = false;
  addBulk(jobs: { data: { outboxId: string }; opts: { jobId: string } }[]): Promise<void> {
    if (this.broken) return Promise.reject(new Error('the queue is away'));
    this.jobs.push(...jobs);
    return Promise.resolve();
  }
  getJob(jobId: string): Promise<object | undefined> {
    return Promise.resolve(this.jobs.find(({ opts }) => opts.jobId === jobId));
  }
}

let database: TestDatabase;
let app: DataSource;
let system: DataSource;
const outbox = new Outbox(new RelayBell());
const scope = { organisationId: newId(), personId: newId() };

beforeAll(async () => {
  database = await cloneDatabase();
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, DATABASE_SYSTEM_POOL: '12' });
  app = await new DataSource(dataSourceOptions(config, 'bencao_app', [])).initialize();
  system = await new DataSource(dataSourceOptions(config, 'bencao_system', [])).initialize();
});
afterAll(async () => {
  await app?.destroy();
  await system?.destroy();
  await database?.drop();
});

function relayTo(queue: Remembering): Relay {
  return new Relay(system, { get: () => queue } as unknown as ModuleRef, new RelayBell());
}
const owe = (n: number): Promise<void> =>
  inTx(app, scope, async (tx) => {
    for (let i = 0; i < n; i += 1) await outbox.send(tx, { topic: 'rewrite-pages', payload: { n: i } });
  });
const forget = (): Promise<unknown> => system.query('delete from outbox');

describe('the relay', () => {
  it('sends what was committed and nothing that was rolled back', async () => {
    await forget();
    await owe(3);
    await expect(
      inTx(app, scope, async (tx) => {
        await outbox.send(tx, { topic: 'rewrite-pages', payload: {} });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const queue = new Remembering();
    expect(await relayTo(queue).drain()).toBe(3);
    expect(await relayTo(queue).drain()).toBe(0);
    expect(queue.jobs).toHaveLength(3);
  });

  it('misses none of 600 effects committed in any order while four relays take them', async () => {
    await forget();
    const queue = new Remembering();
    const relays = [1, 2, 3, 4].map(() => relayTo(queue));
    const writing = Promise.all(Array.from({ length: 60 }, () => owe(10)));
    let open = true;
    void writing.then(() => (open = false));
    while (open) await Promise.all(relays.map((relay) => relay.drain()));
    await writing;
    await Promise.all(relays.map((relay) => relay.drain()));
    expect(new Set(queue.jobs.map(({ data }) => data.outboxId)).size).toBe(600);
    expect(queue.jobs).toHaveLength(600);
  });

  it('keeps owing while the queue is away, and sends when it is back', async () => {
    await forget();
    await owe(2);
    const queue = new Remembering();
    queue.broken = true;
    await expect(relayTo(queue).drain()).rejects.toThrow('the queue is away');
    queue.broken = false;
    expect(await relayTo(queue).drain()).toBe(2);
  });

  it('sends again, under a new job id, what was sent long ago and is not done', async () => {
    await forget();
    await owe(1);
    const queue = new Remembering();
    await relayTo(queue).drain();
    await system.query(`update outbox set sent_at = now() - interval '5 minutes'`);
    expect(await relayTo(queue).drain()).toBe(1);
    expect(new Set(queue.jobs.map(({ opts }) => opts.jobId)).size).toBe(2);
    const [{ outboxId }] = [queue.jobs[0]!.data];
    await inTx(system, 'system', (tx) => once(tx, outboxId, async () => undefined));
    await system.query(`update outbox set sent_at = now() - interval '5 minutes'`);
    expect(await relayTo(queue).drain()).toBe(0);
  });

  it('sends again within seconds what its queue has lost: all of an emptied one, one of another, none of a whole one', async () => {
    await forget();
    await owe(50);
    const queue = new Remembering();
    const relay = relayTo(queue);
    await relay.drain();
    const sentBefore = (seconds: number): Promise<unknown> =>
      system.query(`update outbox set sent_at = now() - make_interval(secs => $1)`, [seconds]);
    await sentBefore(1);
    queue.jobs.length = 0;
    expect(await relay.askForLost()).toBe(0);
    await sentBefore(10);
    expect(await relay.askForLost()).toBe(50);
    expect(await relay.drain()).toBe(50);
    await sentBefore(10);
    expect(await relay.askForLost()).toBe(0);
    const [oldest] = await system.query(`update outbox set sent_at = now() - interval '20 seconds'
      where id = (select min(id::text)::uuid from outbox) returning id`);
    queue.jobs.splice(
      queue.jobs.findIndex(({ data }) => data.outboxId === oldest[0].id),
      1,
    );
    expect(await relay.askForLost()).toBe(1);
    expect(await relay.drain()).toBe(1);
    await inTx(system, 'system', (tx) => tx.query('update outbox set done_at = now()'));
    await sentBefore(10);
    queue.jobs.length = 0;
    expect(await relay.askForLost()).toBe(0);
  });
});

describe('an effect', () => {
  it('run by eight workers at once happens once', async () => {
    await forget();
    await owe(1);
    const [{ id }] = await system.query('select id from outbox');
    let happened = 0;
    const ran = await Promise.all(
      Array.from({ length: 8 }, () =>
        inTx(system, 'system', (tx) =>
          once(tx, id, async () => {
            happened += 1;
          }),
        ),
      ),
    );
    expect(ran.filter(Boolean)).toHaveLength(1);
    expect(happened).toBe(1);
  });

  it('that fails is not marked done', async () => {
    await forget();
    await owe(1);
    const [{ id }] = await system.query('select id from outbox');
    const failing = inTx(system, 'system', (tx) => once(tx, id, () => Promise.reject(new Error('printer on fire'))));
    await expect(failing).rejects.toThrow('printer on fire');
    expect(await inTx(system, 'system', (tx) => once(tx, id, async () => undefined))).toBe(true);
  });
});
