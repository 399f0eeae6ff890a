import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { connectAs, connectAsSuperuser, newActor } from '../../test/support/data-sources.js';
import { cloneDatabase, type TestDatabase } from '../../test/support/database.js';
import { loadConfig } from '../platform/config/config.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { openCheckpoint } from './checkpoint.js';
import type { NewFact } from './fact.js';
import { SealingRefused, SigningKeyRefused } from './ledger.errors.js';
import { Ledger } from './ledger.service.js';
import { leafHash, verifyConsistency, type Hash } from './merkle.js';
import { Proofs } from './proofs.service.js';
import { Sealer } from './sealer.service.js';
import { SigningKey } from './signing-key.service.js';
import { parseVerifierKey } from './signed-note.js';
import { parseTilePath, tilePath, tilesOf } from './tile.js';
import { verifyTlogProof } from './tlog-proof.js';

const coop = newActor();
const fact = (n: number): NewFact => ({
  type: 'planting.harvested',
  visibility: 'public',
  occurredAt: '2026-08-23T17:05:00+08:00',
  subjects: [newId()],
  open: { n },
});

describe('Sealer', () => {
  let database: TestDatabase;
  let app: DataSource;
  let system: DataSource;
  let superuser: DataSource;
  let keysDir: string;
  const ledger = new Ledger();

  const origin = 'log.example.cn/herbs';
  /** A sequencer as a newly started process has it. */
  const newSealer = (env: Record<string, string> = {}): Sealer => {
    const config = loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      KEYS_DIR: keysDir,
      LEDGER_ORIGIN: origin,
      ...env,
    });
    return new Sealer(system, new SigningKey(config));
  };
  const record = (count: number): Promise<string[]> =>
    inTx(app, scopeOf(coop), (tx) =>
      ledger.recordMany(
        tx,
        coop,
        Array.from({ length: count }, (_, i) => fact(i)),
      ),
    ).then((all) => all.map(({ factId }) => factId));
  const keptFile = (): string => join(keysDir, 'ledger-checkpoint');
  const keyFile = (): string => join(keysDir, 'ledger-ed25519.pem');
  const proofs = (): Proofs => new Proofs(system, app);
  const newest = async () => {
    const verifier = parseVerifierKey(await proofs().verifierKey());
    return openCheckpoint(await proofs().checkpoint(), [verifier], origin);
  };

  beforeEach(async () => {
    database = await cloneDatabase();
    app = await connectAs(database.url, 'bencao_app');
    system = await connectAs(database.url, 'bencao_system');
    superuser = await connectAsSuperuser(database.superUrl);
    keysDir = await mkdtemp(join(tmpdir(), 'ledger-keys-'));
  });
  afterEach(async () => {
    await Promise.all([app, system, superuser].map((db) => db?.destroy()));
    await database?.drop();
    await rm(keysDir, { recursive: true, force: true });
  });

  it('seals what waits, in batches, and every fact has a proof that its bytes bear out', async () => {
    const ids = [...(await record(3)), ...(await record(2_500))];
    expect(await newSealer().sealNow()).toBe(2_503);
    const verifier = parseVerifierKey(await proofs().verifierKey());
    for (const id of [ids[0]!, ids[1]!, ids[1999]!, ids[2000]!, ids[2502]!]) {
      const bytes = await proofs().factBytes(id, undefined);
      const { checkpoint } = verifyTlogProof(await proofs().tlogProof(id), bytes, [verifier], origin);
      expect(checkpoint.size).toBe(2_503n);
    }
    expect(await readFile(keptFile(), 'utf8')).toBe(await proofs().checkpoint());
    expect(await system.query(`select count(*)::int as n from fact_unsealed`)).toEqual([{ n: 0 }]);
  });

  it('serves tiles and consistency proofs that agree with its checkpoints', async () => {
    const sealer = newSealer();
    await record(300);
    await sealer.sealNow();
    const before = await newest();
    await record(413);
    await sealer.sealNow();
    const after = await newest();
    const lines = (await proofs().consistency('300', '713')).trim().split('\n');
    const path = lines.map((line): Hash => Buffer.from(line, 'base64'));
    expect(verifyConsistency(300n, 713n, before.root, after.root, path)).toBe(true);
    const rows: { leaf_hash: Buffer }[] = await system.query(`select leaf_hash from ledger_leaf order by leaf_index`);
    for (const tile of tilesOf(713n)) {
      const bytes = await proofs().tile(tilePath(tile));
      expect(bytes.length).toBe(32 * tile.width);
      if (tile.level === 0) {
        const from = Number(tile.index) * 256;
        expect(bytes).toEqual(Buffer.concat(rows.slice(from, from + tile.width).map((row) => row.leaf_hash)));
      }
    }
    for (const path of ['0/003', '0/002.p/202', '1/000.p/3', '2/000.p/1', 'x', '0/2'])
      await expect(proofs().tile(path)).rejects.toThrow('not found');
    expect(parseTilePath('0/002.p/201')).toBeDefined();
    for (const [from, to] of [
      ['0', '5'],
      ['6', '5'],
      ['1', '714'],
      ['x', '5'],
      ['1', ''],
    ] as const)
      await expect(proofs().consistency(from, to)).rejects.toThrow('not found');
  });

  it('misses nothing that many transactions commit in any order, and gives each fact one place', async () => {
    const sealers = [newSealer(), newSealer()];
    await sealers[0]!.sealNow();
    let writing = true;
    const seal = async (sealer: Sealer): Promise<void> => {
      while (writing) await sealer.sealNow();
    };
    const sealing = sealers.map(seal);
    const write = async (): Promise<void> => {
      for (let i = 0; i < 25; i++)
        await inTx(app, scopeOf(coop), async (tx) => {
          await ledger.record(tx, coop, fact(i));
          // Commits in another order than the facts were made in.
          await new Promise((done) => setTimeout(done, Math.random() * 20));
        });
    };
    await Promise.all(Array.from({ length: 8 }, write));
    writing = false;
    await Promise.all(sealing);
    await sealers[0]!.sealNow();
    const [row] = await system.query(
      `select count(*)::int as facts, (select count(*)::int from ledger_leaf) as leaves,
              (select max(leaf_index)::int + 1 from ledger_leaf) as size from fact`,
    );
    expect(row).toEqual({ facts: 200, leaves: 200, size: 200 });
    expect(await sealers[1]!.auditSome()).toBe(true);
    expect((await newest()).size).toBe(200n);
  });

  it('seals by itself within a second, tells its listeners in the same transaction, and stops', async () => {
    const sealer = newSealer();
    const told: string[] = [];
    sealer.onSealed((_tx, sealed, size) => {
      told.push(...sealed.map(({ factId, leafIndex }) => `${factId} ${leafIndex} of ${size}`));
      return Promise.resolve();
    });
    await sealer.start();
    const [id] = await record(1);
    for (const until = Date.now() + 5_000; told.length === 0 && Date.now() < until;)
      await new Promise((done) => setTimeout(done, 20));
    await sealer.stop();
    expect(told).toEqual([`${id} 0 of 1`]);
  });

  describe('makes its key at the first start', () => {
    it('outside the database, readable by its owner only, with a checkpoint of the empty tree', async () => {
      await newSealer().sealNow();
      expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
      expect((await newest()).size).toBe(0n);
      expect(await readFile(keptFile(), 'utf8')).toBe(await proofs().checkpoint());
    });

    it('and uses the same one ever after', async () => {
      await newSealer().sealNow();
      const key = await proofs().verifierKey();
      await record(1);
      await newSealer().sealNow();
      expect(await proofs().verifierKey()).toBe(key);
    });

    it('also after a crash between any two of its steps', async () => {
      await newSealer().sealNow();
      const [checkpoint, key] = await Promise.all([readFile(keptFile(), 'utf8'), readFile(keyFile(), 'utf8')]);
      const crashedWith = async (files: [string, string][]): Promise<void> => {
        await rm(keysDir, { recursive: true });
        await Promise.all([app, system, superuser].map((db) => db.destroy()));
        await database.drop();
        database = await cloneDatabase();
        app = await connectAs(database.url, 'bencao_app');
        system = await connectAs(database.url, 'bencao_system');
        superuser = await connectAsSuperuser(database.superUrl);
        await mkdir(keysDir);
        for (const [path, text] of files) await writeFile(path, text);
        await record(1);
        expect(await newSealer().sealNow()).toBe(1);
      };
      await crashedWith([]);
      await crashedWith([[keptFile(), checkpoint]]);
      await crashedWith([
        [keptFile(), checkpoint],
        [keyFile(), key],
      ]);
    });
  });

  describe('refuses to start', () => {
    beforeEach(async () => {
      await record(2);
      await newSealer().sealNow();
    });

    it('without its key', async () => {
      await rm(keyFile());
      await expect(newSealer().start()).rejects.toThrow(/is missing, but this database has a ledger/);
      await expect(stat(keyFile())).rejects.toThrow('ENOENT');
    });

    it('with another key', async () => {
      const other = await mkdtemp(join(tmpdir(), 'ledger-other-'));
      const db = await cloneDatabase();
      const otherSystem = await connectAs(db.url, 'bencao_system');
      const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: db.url, KEYS_DIR: other, LEDGER_ORIGIN: origin });
      await new Sealer(otherSystem, new SigningKey(config)).sealNow();
      await otherSystem.destroy();
      await db.drop();
      await expect(newSealer({ KEYS_DIR: other }).start()).rejects.toThrow(/is not the one that signed/);
      await rm(other, { recursive: true });
    });

    it('with a file that is no key', async () => {
      await chmod(keyFile(), 0o600);
      await writeFile(keyFile(), 'nothing');
      await expect(newSealer().start()).rejects.toThrow(SigningKeyRefused);
    });

    it('under another name', async () => {
      await expect(newSealer({ LEDGER_ORIGIN: 'log.example.cn/other' }).start()).rejects.toThrow(/never changed/);
    });

    it('without the kept checkpoint', async () => {
      await rm(keptFile());
      await expect(newSealer().start()).rejects.toThrow(/nobody would notice/);
    });

    it('with a kept checkpoint that was changed', async () => {
      await writeFile(keptFile(), (await readFile(keptFile(), 'utf8')).replace('\n2\n', '\n1\n'));
      await expect(newSealer().start()).rejects.toThrow(/does not hold/);
    });

    it('on a new database with the keys of an old one', async () => {
      const db = await cloneDatabase();
      const fresh = await connectAs(db.url, 'bencao_system');
      const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: db.url, KEYS_DIR: keysDir, LEDGER_ORIGIN: origin });
      await expect(new Sealer(fresh, new SigningKey(config)).start()).rejects.toThrow(/belong to a ledger of 2 facts/);
      await fresh.destroy();
      await db.drop();
    });
  });

  it('killed between commit and copy, goes on and brings the copy up to date', async () => {
    await record(2);
    await newSealer().sealNow();
    const older = await readFile(keptFile(), 'utf8');
    await record(3);
    await newSealer().sealNow();
    await writeFile(keptFile(), older);
    expect(await newSealer().sealNow()).toBe(0);
    expect(await readFile(keptFile(), 'utf8')).toBe(await proofs().checkpoint());
    await record(1);
    expect(await newSealer().sealNow()).toBe(1);
  });

  it('signs nothing when the transaction fails, and the facts wait', async () => {
    const sealer = newSealer();
    await record(2);
    let failing = true;
    sealer.onSealed(() => (failing ? Promise.reject(new Error('listener')) : Promise.resolve()));
    await expect(sealer.sealNow()).rejects.toThrow('listener');
    expect((await newest()).size).toBe(0n);
    failing = false;
    expect(await sealer.sealNow()).toBe(2);
  });

  it('refuses, says why, and goes on when the right state is back', async () => {
    const sealer = newSealer();
    await record(2);
    await sealer.sealNow();
    const good = await readFile(keptFile(), 'utf8');
    await record(2);
    await sealer.sealNow();
    expect(sealer.sealingRefusal()).toBeUndefined();
    // The database is put back to the state of before: its tail and the checkpoint are gone.
    for (const table of ['ledger_leaf', 'ledger_checkpoint', 'ledger_node'])
      await superuser.query(`alter table ${table} disable trigger all`);
    await superuser.query(`delete from ledger_checkpoint where tree_size = 4`);
    await superuser.query(`delete from ledger_leaf where leaf_index >= 2`);
    await superuser.query(`delete from ledger_node where level = 2 or index = 1`);
    await record(1);
    await expect(sealer.sealNow()).rejects.toThrow(SealingRefused);
    expect(sealer.sealingRefusal()).toMatch(/2 leaves .* outside says 4: facts were cut off the end/);
    await writeFile(keptFile(), good);
    expect(await sealer.sealNow()).toBe(1);
    expect(sealer.sealingRefusal()).toBeUndefined();
  });

  it('leaf hashes are those of the bytes', async () => {
    const [id] = await record(1);
    await newSealer().sealNow();
    const [row] = await system.query(`select leaf_hash from ledger_leaf where fact_id = $1`, [id]);
    expect(row.leaf_hash).toEqual(leafHash(await proofs().factBytes(id!, undefined)));
  });
});
