import { mkdtemp, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { connectAs } from '../../test/support/data-sources.js';
import { cloneDatabase, type TestDatabase } from '../../test/support/database.js';
import { Clock } from '../platform/clock.js';
import { loadConfig } from '../platform/config/config.js';
import { checkKeys, rotateKeys } from '../code-keys.js';
import { CodeKeyRing, RIPENS_SECONDS } from './code-key-ring.service.js';
import { parseKeys, serialiseKeys } from './code-keys.js';

Logger.overrideLogger(false);
let database: TestDatabase;
let system: DataSource;
let keysDir: string;

beforeEach(async () => {
  database = await cloneDatabase();
  system = await connectAs(database.url, 'bencao_system');
  keysDir = join(await mkdtemp(join(tmpdir(), 'bencao-keys-')), 'keys');
});
afterEach(async () => {
  await system.destroy();
  await database.drop();
  await rm(join(keysDir, '..'), { recursive: true });
});

/** What a process does with the keys when it starts. */
async function start(): Promise<CodeKeyRing> {
  const ring = new CodeKeyRing(loadConfig({ NODE_ENV: 'test', KEYS_DIR: keysDir }), new Clock(), system);
  await ring.onModuleInit();
  return ring;
}
const keyFile = () => join(keysDir, 'trace-code-keys.txt');
const CONTENT = { kind: 'package', range: 3, serial: 9 } as const;

describe('the first start', () => {
  it('makes one key, in a file for this user alone, and keeps only its check value in the database', async () => {
    const ring = await start();
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect((await stat(keysDir)).mode & 0o777).toBe(0o700);
    const [key] = parseKeys(await readFile(keyFile(), 'utf8'));
    const rows: object[] = await system.query('select * from code_key');
    expect(rows).toEqual([
      expect.objectContaining({ key_id: 'A', check_value: expect.stringMatching(/^[0-9a-f]{16}$/) }),
    ]);
    expect(JSON.stringify(rows)).not.toContain(key!.key.toString('hex').slice(0, 12));
    expect(ring.newestKeyId).toBe('A');
  });

  it('makes one key also when two processes start at once', async () => {
    const rings = await Promise.all([start(), start(), start()]);
    const codes = new Set(rings.map((ring) => ring.codes.encode('A', CONTENT)));
    expect(codes.size).toBe(1);
  });

  it('goes on with a file that was made before the database knew it', async () => {
    const { codes } = await start();
    await system.destroy();
    await database.drop();
    database = await cloneDatabase();
    system = await connectAs(database.url, 'bencao_system');
    expect((await start()).codes.encode('A', CONTENT)).toBe(codes.encode('A', CONTENT));
  });
});

describe('a later start', () => {
  it('reads every code printed before', async () => {
    const printed = (await start()).codes.encode('A', CONTENT);
    expect((await start()).codes.decode(printed)).toMatchObject({ verdict: 'genuine', ...CONTENT });
  });

  it('is refused without the key file, and no new key is made', async () => {
    await start();
    const kept = await readFile(keyFile(), 'utf8');
    await unlink(keyFile());
    await expect(start()).rejects.toThrow(/file with key A is missing/);
    await expect(stat(keyFile())).rejects.toThrow(/ENOENT/);
    await writeFile(keyFile(), kept);
    await start();
  });

  it('is refused with another key, which is left as it is', async () => {
    await start();
    const other = serialiseKeys([{ keyId: 'A', key: Buffer.alloc(16, 7), madeAt: '2026-01-01' }]);
    await writeFile(keyFile(), other);
    await expect(start()).rejects.toThrow(/key A is not the one used so far/);
    expect(await readFile(keyFile(), 'utf8')).toBe(other);
  });

  it('is refused when the file was cut, emptied, or lost one of two keys', async () => {
    await start();
    const [first] = parseKeys(await readFile(keyFile(), 'utf8'));
    const second = { keyId: 'B', key: Buffer.alloc(16, 2), madeAt: '2026-01-01' };
    await writeFile(keyFile(), serialiseKeys([first!, second]));
    await start();
    for (const [text, why] of [
      ['', /holds no key/],
      [`A ${first!.key.toString('hex').slice(0, 20)}`, /line 1: a key is 32/],
      [serialiseKeys([first!]), /key B is missing/],
      [serialiseKeys([second]), /key A is missing/],
    ] as const) {
      await writeFile(keyFile(), text);
      await expect(start()).rejects.toThrow(why);
    }
  });
});

describe('a key that is lost for good', () => {
  it('is given up by the owner of the database alone; then a new key with another id is made, and old labels are unknown', async () => {
    const old = (await start()).codes.encode('A', CONTENT);
    await unlink(keyFile());
    const giveUp = `update code_key set given_up_at = now() where key_id = 'A'`;
    await expect(system.query(giveUp)).rejects.toThrow(/permission denied/);
    const owner = await connectAs(database.url, 'bencao_owner');
    await owner.query(giveUp);
    await owner.destroy();
    const ring = await start();
    expect(ring.newestKeyId).toBe('B');
    expect(ring.codes.decode(old).verdict).toBe('forged');
    await start();
  });
});

describe('a rotation', () => {
  const B = { keyId: 'B', key: Buffer.alloc(16, 9), madeAt: '2026-11-22' };
  const addKey = async (): Promise<void> => {
    await writeFile(keyFile(), serialiseKeys([...parseKeys(await readFile(keyFile(), 'utf8')), B]));
  };
  const tenMinutesPass = async (): Promise<void> => {
    const owner = await connectAs(database.url, 'bencao_owner');
    await owner.query(`update code_key set known_since = known_since - make_interval(secs => $1)`, [RIPENS_SECONDS]);
    await owner.destroy();
  };

  it('needs no restart: both keys are read at once, and new codes use the new one when everybody had time to learn it', async () => {
    const [ring, other] = [await start(), await start()];
    const old = ring.codes.encode('A', CONTENT);
    await addKey();
    await ring.refresh();
    expect([ring.newestKeyId, ring.fault]).toEqual(['A', undefined]);
    const fresh = ring.codes.encode('B', CONTENT);
    expect(other.codes.decode(fresh).verdict).toBe('forged'); // why codes of B are not made yet
    await other.refresh();
    expect(other.codes.decode(fresh)).toMatchObject({ verdict: 'genuine', keyId: 'B', ...CONTENT });
    await tenMinutesPass();
    await ring.refresh();
    expect(ring.newestKeyId).toBe('B');
    expect((await start()).newestKeyId).toBe('B');
    expect(ring.codes.decode(old)).toMatchObject({ verdict: 'genuine', keyId: 'A', ...CONTENT });
    expect(ring.codes.decode(`B${old.slice(1)}`).verdict).not.toBe('genuine');
  });

  it('that is wrong is refused and told, and the process goes on with the keys it has', async () => {
    const ring = await start();
    const right = await readFile(keyFile(), 'utf8');
    const code = ring.codes.encode('A', CONTENT);
    for (const [text, why] of [
      ['', /holds no key/],
      [serialiseKeys([B]), /key A is missing/],
      [serialiseKeys([{ ...B, keyId: 'A' }]), /key A is not the one used so far/],
    ] as const) {
      await writeFile(keyFile(), text);
      await ring.refresh();
      expect(ring.fault).toMatch(why);
      expect(ring.codes.decode(code)).toMatchObject({ verdict: 'genuine', ...CONTENT });
    }
    await unlink(keyFile());
    await ring.refresh();
    expect(ring.fault).toMatch(/is missing/);
    await writeFile(keyFile(), right);
    await ring.refresh();
    expect(ring.fault).toBeUndefined();
  });

  it('that reached another machine first is missed here, in words', async () => {
    const ring = await start();
    const before = await readFile(keyFile(), 'utf8');
    await addKey();
    await (await start()).refresh();
    await writeFile(keyFile(), before);
    await ring.refresh();
    expect(ring.fault).toMatch(/key B is missing/);
    expect(ring.newestKeyId).toBe('A');
  });
});

describe('npm run code-keys', () => {
  const config = () => loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, KEYS_DIR: keysDir });

  it('says of a backup whether it would read every label, and never says a key', async () => {
    await start();
    const backup = join(keysDir, '..', 'backup.txt');
    const kept = await readFile(keyFile(), 'utf8');
    await writeFile(backup, kept);
    expect(await checkKeys(config(), backup)).toEqual({ complete: true, keys: [{ id: 'A', state: 'right' }] });
    expect(await rotateKeys(config())).toMatchObject({ id: 'B', path: keyFile() });
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect((await checkKeys(config())).keys).toEqual([
      { id: 'A', state: 'right' },
      { id: 'B', state: 'not yet used' },
    ]);
    const ring = await start();
    expect(ring.codes.decode(ring.codes.encode('B', CONTENT))).toMatchObject({ verdict: 'genuine', keyId: 'B' });
    expect(await checkKeys(config(), backup)).toMatchObject({
      complete: false,
      keys: [{ id: 'B', state: 'missing' }, {}],
    });
    const wrong = serialiseKeys([{ keyId: 'A', key: Buffer.alloc(16, 7), madeAt: '2026-01-01' }]);
    await writeFile(backup, wrong);
    expect(await checkKeys(config(), backup)).toMatchObject({
      ...{
        complete: false,
        keys: [
          { id: 'B', state: 'missing' },
          { id: 'A', state: 'wrong' },
        ],
      },
    });
    expect((await rotateKeys(config())).id).toBe('C');
  });
});
