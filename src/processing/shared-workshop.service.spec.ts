import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS } from '../../seeds/demo-identities.js';
import { LotWorld } from '../../test/support/lot-world.js';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, findingsOf, Growing, idOf, runBody } from '../../test/support/growing.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';

/** The cooperative and the pharmaceutical company bring herbs to the factory, which works on them and owns none. */
const { cooperative, factory, pharmaceutical } = DEMO_ORGANISATIONS;
let house: DemoHouse;
let world: LotWorld;
let coop: Growing;
let company: Growing;
let workshop: Caller;
let stranger: Caller;

beforeAll(async () => {
  house = await startDemoHouse();
  world = await LotWorld.on(house.database);
  const organisationId = pharmaceutical.id;
  const person = { login: 'pharma-clerk', name: '郑书言', role: 'clerk' as const, organisationId };
  await house.identity.createPerson({ id: newId(), ...person, password: 'bencao-demo' });
  coop = new Growing(await house.demo('clerk'));
  company = new Growing(await house.demo('pharma-clerk'));
  workshop = await factoryClerk(house);
  stranger = await house.demo('trader');
}, 60_000);
afterAll(async () => {
  await world?.disconnect();
  await house?.stop();
});

/** One side of a hand-over; how hand-overs look over HTTP is custody's affair. */
const side = (organisation: { id: string }) => ({ personId: newId(), organisation }) as Actor;

/** A harvest of this owner, in the workshop's hands. */
async function brought(
  by: Growing,
  grams: number,
  owner: { id: string } = by === coop ? cooperative : pharmaceutical,
): Promise<{ lot: string; grams: number }> {
  const base = idOf(await by.base());
  const plot = idOf(await by.plot(base));
  const lot = idOf(await by.harvest(idOf(await by.planting([plot])), [{ plot, grams }], { variant: undefined }));
  return { lot: await world.entrust(side(owner), lot, grams, side(factory)), grams };
}
const agree = (by: Growing, mayMix: boolean, more: object = {}) =>
  by.caller.post('/api/toll-agreements', {
    ...{ id: newId(), workshop: factory.id, work: '蒸制、晒干', mayMix },
    ...{ validFrom: '2025-08-01', validUntil: '2025-12-31', ...more },
  });
const ownerOf = async (lot: string) =>
  (await house.rows('select owner_id, holder_id from lot where id = $1', [lot]))[0];
const product = (owner: string | undefined, grams: number) => ({
  ...{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams },
  ...(owner === undefined ? {} : { owner }),
});

describe('work on goods of another', () => {
  it('leaves them and what comes out of them the owner’s, with a balance that both sides see and nobody else', async () => {
    const input = await brought(coop, 30_000);
    const body = runBody([input], {
      outputs: [product(undefined, 9_600), { id: newId(), herb: 'LIANQIAO', grams: 300, use: 'waste' }],
      balance: [{ kind: 'loss', grams: 20_100, reason: '干燥失水' }],
    });
    const answer = await workshop.post('/api/runs', body);
    expect([answer.status, findingsOf(answer)]).toEqual([201, '']);
    expect(await ownerOf(body.outputs[0]!.id)).toEqual({ owner_id: cooperative.id, holder_id: factory.id });

    const line = {
      owner: cooperative.id,
      workshop: factory.id,
      inGrams: 30_000,
      productGrams: 9_600,
      wasteGrams: 300,
      lossGrams: 20_100,
    };
    for (const side of [coop.caller, workshop]) {
      expect((await side.get('/api/toll-runs')).body.items).toEqual([
        expect.objectContaining({ ...line, id: body.id }),
      ]);
      const { items } = (await side.get('/api/toll-balances')).body;
      expect(items).toEqual([
        expect.objectContaining({ ...line, runs: 1, presentGrams: 9_900, ownerName: cooperative.name }),
      ]);
    }
    const seen = (await coop.caller.get(`/api/toll-runs/${body.id}`)).body;
    expect(seen).toMatchObject({ workshop: factory.id, share: { lossGrams: 20_100 }, steps: [{}, { kind: '蒸' }, {}] });
    expect(JSON.stringify(seen)).not.toContain('赵建国');
    for (const path of ['/api/toll-runs', '/api/toll-balances'])
      expect((await company.caller.get(path)).body.items).toEqual([]);
    expect((await company.caller.get(`/api/toll-runs/${body.id}`)).status).toBe(404);
    expect((await stranger.get('/api/toll-runs')).status).toBe(403);
    // The owner reads its line, not the workshop's desk.
    expect((await coop.caller.get(`/api/runs/${body.id}`)).status).toBe(404);
  });

  it('spoils them for their owner: the hold of a finding goes home with the goods', async () => {
    const input = await brought(coop, 9_000);
    const body = runBody([input]);
    body.steps[2] = { ...body.steps[2]!, kind: '硫熏' } as never;
    expect(findingsOf(await workshop.post('/api/runs', body))).toContain('R-18 block');
    const lot = body.outputs[0]!.id;
    const back = await world.entrust(side(factory), lot, 3_000, side(cooperative), true);
    expect(await world.holdsOn(back)).toEqual([expect.objectContaining({ binding: true })]);
  });
});

describe('goods of two owners in one run', () => {
  const together = async (owners: (string | undefined)[], grams: [number, number] = [6_000, 3_000]) => {
    const inputs = [await brought(coop, 18_000), await brought(company, 9_000)];
    const outputs = grams.map((weight, at) => product(owners[at], weight));
    const loss = 27_000 - grams[0] - grams[1];
    return runBody(inputs, { outputs, balance: [{ kind: 'loss', grams: loss, reason: '干燥失水' }] });
  };
  const both = [cooperative.id, pharmaceutical.id];

  it('have to say whose each output is, and it is never the workshop’s', async () => {
    const unnamed = await workshop.post('/api/runs', await together([undefined, undefined]));
    expect(unnamed.body).toMatchObject({ status: 422, code: 'lots/owner-unnamed', owners: both });
    const stolen = await workshop.post('/api/runs', await together([cooperative.id, factory.id]));
    expect(stolen.body).toMatchObject({ status: 422, code: 'lots/owner-unnamed' });
  });

  it('without the consent of both are found and held (R-01); with it they are not', async () => {
    const body = await together(both);
    expect(findingsOf(await workshop.post('/api/runs', body))).toBe('R-01 block');
    expect(await world.holdsOn(body.outputs[1]!.id)).toHaveLength(1);

    idOf(await agree(coop, true));
    idOf(await agree(company, true));
    const agreed = await together(both);
    expect(findingsOf(await workshop.post('/api/runs', agreed))).toBe('');
    expect(await ownerOf(agreed.outputs[0]!.id)).toMatchObject({ owner_id: cooperative.id });
    expect(await ownerOf(agreed.outputs[1]!.id)).toMatchObject({ owner_id: pharmaceutical.id });
    // Each sees its own line of the run, and not what the other brought.
    const { share, outputs, owners } = (await company.caller.get(`/api/toll-runs/${agreed.id}`)).body;
    expect([share.inGrams, share.productGrams, share.lossGrams, owners]).toEqual([9_000, 3_000, 6_000, 2]);
    expect(outputs.map(({ lot }: { lot: string }) => lot)).toEqual([agreed.outputs[1]!.id]);
    const { items } = (await company.caller.get('/api/toll-runs')).body;
    expect(new Set(items.map(({ owner }: { owner: string }) => owner))).toEqual(new Set([pharmaceutical.id]));

    // Taken back: the newest word of an owner counts.
    idOf(await agree(company, false));
    expect(findingsOf(await workshop.post('/api/runs', await together(both)))).toBe('R-01 block');
    idOf(await agree(company, true));
  });

  it('are shared out by what each brought, or it is found (R-25)', async () => {
    const answer = await workshop.post('/api/runs', await together(both, [7_000, 2_000]));
    expect(findingsOf(answer)).toBe('R-25 block, R-25 block');
    expect(answer.body.findings[1].message).toContain(`${pharmaceutical.name}按投入份额应得 3000 克，实得 2000 克`);
  });
});

describe('an agreement', () => {
  it('is between its two sides, with somebody else, and ends after it begins', async () => {
    const known = (await workshop.get('/api/toll-agreements')).body.items;
    expect(known[0]).toMatchObject({
      owner: pharmaceutical.id,
      workshop: factory.id,
      mayMix: true,
      validFrom: '2025-08-01',
    });
    expect((await coop.caller.get('/api/toll-agreements')).body.items).toHaveLength(1);
    expect((await agree(coop, true, { workshop: cooperative.id })).status).toBe(404);
    expect((await agree(coop, true, { workshop: newId() })).status).toBe(404);
    expect((await agree(coop, true, { validUntil: '2025-07-31' })).body).toMatchObject({
      ...{ status: 422, errors: [{ path: 'validUntil' }] },
    });
  });
});
