import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalFileStore } from './local-file-store.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
let directory: string;
let store: LocalFileStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bencao-files-'));
  store = new LocalFileStore(join(directory, 'files'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('a stored file', () => {
  it('is found under the hash of its bytes, whole', async () => {
    const [first, second] = [randomBytes(300_000), randomBytes(7)];
    const draft = await store.draft('job-1');
    await draft.append(first);
    await draft.append(second);
    const whole = Buffer.concat([first, second]);
    expect(await draft.publish()).toEqual({ sha256: sha256(whole), bytes: 300_007 });
    const found = await store.open(sha256(whole));
    expect(found!.bytes).toBe(300_007);
    expect((await buffer(found!.stream)).equals(whole)).toBe(true);
    expect(await readdir(join(directory, 'files/drafts'))).toEqual([]);
  });

  it('cannot be found before it is published, nor after its draft is thrown away', async () => {
    const draft = await store.draft('job-1');
    await draft.append(Buffer.from('secret'));
    await draft.checkpoint();
    expect(await store.open(sha256(Buffer.from('secret')))).toBeUndefined();
    await draft.discard();
    await draft.discard();
    expect(await readdir(join(directory, 'files/drafts'))).toEqual([]);
  });

  it('may be published twice with the same bytes', async () => {
    for (const name of ['a', 'b']) {
      const draft = await store.draft(name);
      await draft.append(Buffer.from('same'));
      expect((await draft.publish()).sha256).toBe(sha256(Buffer.from('same')));
    }
  });

  it('is readable by its owner alone', async () => {
    const draft = await store.draft('job-1');
    const { sha256: hash } = await draft.publish();
    const path = join(directory, 'files/sha256', hash.slice(0, 2), hash);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'files/sha256'))).mode & 0o777).toBe(0o700);
  });
});

describe('a draft resumed after a crash', () => {
  it('goes on from the checkpoint; what the dead writer wrote after it is gone, what it still writes goes nowhere', async () => {
    const dead = await store.draft('job.1');
    await dead.append(Buffer.from('one two '));
    const bytes = await dead.checkpoint();
    await dead.append(Buffer.from('half a thr'));
    const next = (await store.resume('job.1', bytes, 'job.2'))!;
    await dead.append(Buffer.from('a ghost'));
    await next.append(Buffer.from('three'));
    expect((await next.publish()).sha256).toBe(sha256(Buffer.from('one two three')));
    await dead.discard();
  });

  it('begins anew when the old draft is missing or shorter than its checkpoint', async () => {
    expect(await store.resume('job.1', 0, 'job.2')).toBeUndefined();
    const dead = await store.draft('job.1');
    await dead.append(Buffer.from('12345678'));
    await dead.checkpoint();
    await truncate(join(directory, 'files/drafts/job.1'), 3);
    expect(await store.resume('job.1', 8, 'job.2')).toBeUndefined();
    await dead.discard();
  });

  it('is swept away when a week has passed, and with its job', async () => {
    const drafts = await Promise.all(['old.1', 'new.1', 'new.2'].map((name) => store.draft(name)));
    await utimes(join(directory, 'files/drafts/old.1'), 0, 0);
    await store.sweep(Date.now());
    expect((await readdir(join(directory, 'files/drafts'))).sort()).toEqual(['new.1', 'new.2']);
    await store.discardDrafts('new.');
    expect(await readdir(join(directory, 'files/drafts'))).toEqual([]);
    for (const draft of drafts) await draft.discard();
  });
});

describe('names', () => {
  it.each(['../etc', '/etc/passwd', '', '.hidden', 'a/b', 'a\0'])('refuses the draft name %j', async (name) => {
    await expect(store.draft(name)).rejects.toThrow(/no name/);
  });

  it('refuses to open what is no hash', async () => {
    await expect(store.open('../../keys')).rejects.toThrow(/no SHA-256/);
  });
});
