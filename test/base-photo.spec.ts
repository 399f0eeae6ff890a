import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { IdentityService } from '../src/identity/identity.service.js';
import { newId } from '../src/platform/ids.js';
import { Caller, signedIn } from './support/caller.js';
import { TraceWorld } from './support/trace-world.js';

let world: TraceWorld;
let cookie: string;
const base = newId();

beforeAll(async () => {
  world = await TraceWorld.open();
  await seedDemoIdentities(world.service(IdentityService));
  const coop = await signedIn(world.app.origin, 'coop', DEMO_PASSWORD);
  const made = await coop.post('/api/bases', {
    ...{ id: base, name: '岳阳基地', divisionCode: '141026101', cultivationMode: '仿野生', organisationForm: '合作社' },
  });
  expect(made.status).toBe(201);
  cookie = coop.cookie!;
}, 120_000);
afterAll(() => world?.close());

const add = (bytes: Uint8Array, { id = newId(), of = base, type = 'image/jpeg' } = {}): Promise<Response> =>
  fetch(`${world.app.origin}/api/bases/${of}/photo?id=${id}`, {
    method: 'POST',
    headers: { cookie, 'content-type': type },
    body: new Uint8Array(bytes),
  });

/** As a phone takes it: larger than shown, turned, with the place where it was taken. */
const taken = (): Promise<Buffer> =>
  sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#3a7' } })
    .composite([
      {
        input: Buffer.from('<svg width="400" height="400"><circle cx="200" cy="200" r="180"/></svg>'),
        top: 9,
        left: 9,
      },
    ])
    .withMetadata({ orientation: 6, exif: { IFD0: { Make: 'PHONE-OF-WANG' }, IFD3: { GPSLatitude: '36/1 8/1 52/1' } } })
    .jpeg()
    .toBuffer();

it('is kept small, upright and without EXIF, once, and shown under the hash of what is shown', async () => {
  const original = await taken();
  expect((await sharp(original).metadata()).exif?.length).toBeGreaterThan(0);
  const id = newId();
  const first = await add(original, { id });
  expect(first.status).toBe(201);
  const answer = (await first.json()) as { photo: string; width: number; height: number };
  expect(answer).toMatchObject({ width: 480, height: 720 });
  expect((await add(original, { id })).status).toBe(200);
  const shown = await fetch(`${world.app.origin}/photos/${answer.photo}`);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  const bytes = Buffer.from(await shown.arrayBuffer());
  expect(bytes.length).toBeLessThanOrEqual(60 * 1024);
  const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
  expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
  expect(bytes.includes('PHONE-OF-WANG')).toBe(false);
});

it('is refused when it is no photo, cut off, too many pixels, a program, or of a base that is not one’s own', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>',
  );
  const whole = await taken();
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  for (const bytes of [Buffer.from('no picture'), Buffer.alloc(0), svg, whole.subarray(0, whole.length / 2), bomb])
    expect([400, 422]).toContain((await add(bytes)).status);
  expect((await add(whole, { of: newId() })).status).toBeGreaterThanOrEqual(400);
  expect((await add(whole, { type: 'image/svg+xml' })).status).toBeGreaterThanOrEqual(400);
  expect((await new Caller(world.app.origin).get(`/photos/${'0'.repeat(64)}`)).status).toBe(404);
});
