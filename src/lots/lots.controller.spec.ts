import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_LOGINS } from '../../seeds/demo-identities.js';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { LotWorld } from '../../test/support/lot-world.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';

let house: DemoHouse;
let world: LotWorld;
let coop: Actor;
let factory: Actor;
let quality: Caller;
let quality2: Caller;
let regulator: Caller;
let trader: Caller;

function demoActor(login: string): Actor {
  const { id, name, role, organisation } = DEMO_LOGINS.find((demo) => demo.login === login)!;
  return { personId: id, login, name, role, organisation };
}

beforeAll(async () => {
  house = await startDemoHouse();
  world = await LotWorld.on(house.database);
  [coop, factory] = [demoActor('quality'), demoActor('quality2')];
  quality = await house.demo('quality');
  quality2 = await house.demo('quality2');
  regulator = await house.demo('regulator');
  trader = await house.demo('trader');
}, 180_000);
afterAll(async () => {
  await world?.disconnect();
  await house?.stop();
});

describe('GET /api/lots/:id', () => {
  it('shows the owner everything, with grams as whole numbers', async () => {
    const lot = await world.harvest(coop, 25_000, { origins: [{ kind: 'plot', subject: newId() }] });
    const { status, body } = await quality.get(`/api/lots/${lot}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ id: lot, kind: 'harvest', herb: 'lianqiao', unit: 'gram', initialGrams: 25_000, presentGrams: 25_000 },
      ...{ quality: 'pending', custody: 'in-stock', region: '141026', disclosure: 'full', holds: [] },
      owner: coop.organisation.id,
    });
    expect((await quality.get(`/api/lots/${lot.toUpperCase()}`)).body.id).toBe(lot);
  });

  it('answers the lot of a stranger like one that never was, and a malformed id as malformed', async () => {
    const lot = await world.harvest(coop, 25_000);
    const never = newId();
    for (const path of ['', '/ancestors', '/descendants']) {
      const [theirs, none] = [
        await trader.get(`/api/lots/${lot}${path}`),
        await trader.get(`/api/lots/${never}${path}`),
      ];
      expect([theirs.status, none.status]).toEqual([404, 404]);
      expect(theirs.text.replaceAll(lot, '…')).toBe(none.text.replaceAll(never, '…'));
      expect((await trader.get(`/api/lots/nonsense${path}`)).status).toBe(400);
    }
  });
});

describe('GET /api/lots/:id/ancestors and /descendants', () => {
  it('have the shape other people’s software relies on', async () => {
    const seed = await world.harvest(coop, 5_000);
    const a = await world.harvest(coop, 60_000, { originLots: [seed] });
    const b = await world.harvest(coop, 20_000);
    const [dry] = await world.blend(
      coop,
      [
        [a, 60_000],
        [b, 20_000],
      ],
      [24_000],
    );
    const [batch] = await world.blend(coop, [[dry!, 24_000]], [24_000], { kind: 'batch' });
    await world.giveTo(batch!, factory);

    const up = (await quality2.get(`/api/lots/${batch}/ancestors`)).body;
    expect(Object.keys(up).sort()).toEqual(['edges', 'holders', 'lot', 'lots', 'shares']);
    expect(up.lots.map((lot: { id: string }) => lot.id)).toEqual([seed, a, b, dry, batch]);
    expect(up.edges).toEqual(
      expect.arrayContaining([
        { from: seed, to: a, kind: 'origin' },
        { from: a, to: dry, kind: 'matter', grams: 60_000 },
        { from: b, to: dry, kind: 'matter', grams: 20_000 },
        { from: dry, to: batch, kind: 'matter', grams: 24_000 },
      ]),
    );
    expect(up.shares).toEqual([
      { lot: a, percent: '75', sourceGrams: '60000', presentGrams: '18000', source: true },
      { lot: b, percent: '25', sourceGrams: '20000', presentGrams: '6000', source: true },
      { lot: dry, percent: '100', sourceGrams: '24000', presentGrams: '24000', source: false },
    ]);
    expect(up.holders).toEqual([
      {
        organisation: { id: factory.organisation.id, name: factory.organisation.name },
        physicalGrams: 24_000,
        exposedGrams: '24000',
      },
    ]);

    const down = (await regulator.get(`/api/lots/${a.toUpperCase()}/descendants`)).body;
    expect(down.lot).toBe(a);
    expect(down.lots.map((lot: { presentGrams: number }) => lot.presentGrams)).toEqual([0, 0, 24_000]);
    expect(down.lots[2]).toMatchObject({
      number: null,
      quality: 'pending',
      custody: 'in-stock',
      holder: { name: factory.organisation.name },
    });
    expect(down.holders).toEqual([
      {
        organisation: { id: factory.organisation.id, name: factory.organisation.name },
        physicalGrams: 24_000,
        exposedGrams: '18000',
      },
    ]);
  });
});

describe('POST /api/lots/:id/holds and /api/holds/:id/lift', () => {
  it('hold and free a lot, each exactly once, each with its fact', async () => {
    const lot = await world.harvest(coop, 1_000);
    await world.blend(coop, [[lot, 500]], [500]);
    const body = { id: newId(), reason: '重金属超标待查', scope: 'lot' };
    const first = await quality.post(`/api/lots/${lot}/holds`, body);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      id: body.id,
      findings: [],
      scope: 'lot',
      subject: lot,
      authority: 'company',
      lots: 2,
    });
    const again = await quality.post(`/api/lots/${lot}/holds`, body);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await quality.post(`/api/lots/${lot}/holds`, { ...body, reason: '别的原因' })).status).toBe(409);
    const fact = await quality.get(`/ledger/facts/${first.body.factId}`);
    expect(JSON.parse(fact.text)).toMatchObject({ type: 'lots.held', open: { hold: body.id, lots: 2 } });
    expect((await quality.get(`/api/lots/${lot}`)).body.holds).toMatchObject([{ hold: body.id, binding: true }]);

    const lifting = { id: newId(), reason: '复检合格' };
    const lifted = await quality.post(`/api/holds/${body.id}/lift`, lifting);
    expect([lifted.status, lifted.body]).toEqual([
      201,
      expect.objectContaining({ id: lifting.id, hold: body.id, lots: 2 }),
    ]);
    expect((await quality.post(`/api/holds/${body.id}/lift`, lifting)).status).toBe(200);
    expect((await quality.post(`/api/holds/${body.id}/lift`, { ...lifting, id: newId() })).status).toBe(409);
    expect((await quality.get(`/api/lots/${lot}`)).body.holds).toEqual([]);
  });

  it('lie on an origin of the lot: the only one, or the one that is named', async () => {
    const [one, two, planting] = [newId(), newId(), newId()];
    const origins = [
      { kind: 'plot' as const, subject: one },
      { kind: 'plot' as const, subject: two },
      { kind: 'planting' as const, subject: planting },
    ];
    const lot = await world.harvest(coop, 1_000, { origins });
    const hold = (more: object) => quality.post(`/api/lots/${lot}/holds`, { id: newId(), reason: '土壤复查', ...more });
    expect((await hold({ scope: 'planting' })).body).toMatchObject({ subject: planting, lots: 1 });
    const which = await hold({ scope: 'plot' });
    expect([which.status, which.body.errors[0].path]).toEqual([422, 'subject']);
    expect((await hold({ scope: 'plot', subject: newId() })).status).toBe(422);
    expect((await hold({ scope: 'plot', subject: two.toUpperCase() })).body).toMatchObject({ subject: two, lots: 1 });
    expect((await hold({ scope: 'input' })).status).toBe(422);
  });

  it('belong to the quality head for own goods, to the regulator for its region, to nobody else', async () => {
    const lot = await world.harvest(coop, 1_000);
    const post = (who: Caller) => who.post(`/api/lots/${lot}/holds`, { id: newId(), reason: '抽查', scope: 'lot' });
    expect((await post(await house.demo('clerk'))).status).toBe(403);
    expect((await post(trader)).status).toBe(403);
    expect((await post(quality2)).status).toBe(404);
    expect((await post(await house.demo('regulator2'))).status).toBe(404);
    const ordered = await post(regulator);
    expect(ordered.body).toMatchObject({ authority: 'regulator', lots: 1 });
    const lifting = { id: newId(), reason: '我说可以' };
    const refused = await quality.post(`/api/holds/${ordered.body.id}/lift`, lifting);
    expect([refused.status, refused.body.code]).toEqual([403, 'lots/hold-not-yours']);
    expect((await quality2.post(`/api/holds/${ordered.body.id}/lift`, lifting)).status).toBe(404);
    expect((await regulator.post(`/api/holds/${ordered.body.id}/lift`, { ...lifting, id: newId() })).status).toBe(201);
  });

  it.each([
    ['an unknown scope', { reason: '抽查', scope: 'everything' }, 'scope'],
    ['no reason', { reason: '', scope: 'lot' }, 'reason'],
    ['a NUL in the reason', { reason: '抽\u0000查', scope: 'lot' }, 'reason'],
    ['an unknown key', { reason: '抽查', scope: 'lot', authority: 'regulator' }, 'authority'],
    ['a subject that is no id', { reason: '抽查', scope: 'plot', subject: 'x' }, 'subject'],
    ['an array for a text', { reason: ['抽查'], scope: 'lot' }, 'reason'],
  ])('refuse %s and name the field', async (_, body, path) => {
    const lot = await world.harvest(coop, 1_000);
    const answer = await quality.post(`/api/lots/${lot}/holds`, { id: newId(), ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((fault: { path: string }) => fault.path)).toContain(path);
    expect(await world.holdsOn(lot)).toEqual([]);
  });
});
