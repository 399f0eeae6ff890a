import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_LOGINS, DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../seeds/demo-identities.js';
import { newId } from '../src/platform/ids.js';
import type { Running } from '../src/run.js';
import { signedIn } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';

const REQUESTS = 600;
const AT_ONCE = 24;

let house: DemoHouse;
let narrow: Running;

beforeAll(async () => {
  house = await startDemoHouse();
  // Three connections for two tenants: every one of them serves both, all the time.
  narrow = await house.second({ DATABASE_POOL: '3' });
}, 180_000);
afterAll(async () => {
  await narrow?.stop();
  await house?.stop();
});

describe('two tenants on three connections', () => {
  it('never see each other, whatever is broken off or fails in between', async () => {
    const insiders = {
      [DEMO_ORGANISATIONS.cooperative.id]: await signedIn(narrow.localUrl, 'clerk', DEMO_PASSWORD),
      [DEMO_ORGANISATIONS.factory.id]: await signedIn(narrow.localUrl, 'factory', DEMO_PASSWORD),
    };
    const organisationOf = new Map(DEMO_LOGINS.map(({ id, organisation }) => [id, organisation.id]));
    const wrong: string[] = [];
    const counts = { read: 0, broken: 0, failed: 0 };

    async function one(number: number): Promise<void> {
      const [organisation, caller] = Object.entries(insiders)[number % 2]!;
      if (number % 20 === 7) {
        // The caller goes away in the middle of the work.
        const stop = new AbortController();
        setTimeout(() => stop.abort(), Math.random() * 6);
        const headers = { cookie: caller.cookie ?? '' };
        await fetch(`${narrow.localUrl}/api/people`, { headers, signal: stop.signal })
          .then(
            (answer) => answer.text(),
            () => undefined,
          )
          .catch(() => undefined);
        counts.broken += 1;
      } else if (number % 20 === 13) {
        // The work fails inside its transaction: nothing of that name, found out under the tenant's scope.
        expect((await caller.get(`/api/organisations/${newId()}`)).status).toBe(404);
        counts.failed += 1;
      } else {
        const answer = await caller.get('/api/people');
        const people = (answer.body as { items: { id: string }[] }).items;
        if (people.length === 0) wrong.push(`request ${number} saw nobody`);
        for (const { id } of people)
          if (organisationOf.get(id) !== organisation) wrong.push(`request ${number} saw ${id}`);
        counts.read += 1;
      }
    }

    let next = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < REQUESTS) await one(next++);
      }),
    );
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ read: 540, broken: 30, failed: 30 });
  }, 120_000);

  it('leave no connection behind with a tenant on it, and none inside a transaction', async () => {
    const { DataSource } = await import('typeorm');
    const pool = narrow.app.get(DataSource);
    const tenants = await Promise.all(
      Array.from({ length: 9 }, async () => {
        const rows: { tenant: string | null }[] = await pool.query(`select app_tenant() as tenant, pg_sleep(0.02)`);
        return rows[0]?.tenant;
      }),
    );
    expect(tenants).toEqual(Array.from({ length: 9 }, () => null));
    const open = await house.rows(
      `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(open).toEqual([]);
  });
});
