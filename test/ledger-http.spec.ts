import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { openCheckpoint } from '../src/ledger/checkpoint.js';
import { Ledger } from '../src/ledger/ledger.service.js';
import { verifyConsistency } from '../src/ledger/merkle.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { parseVerifierKey } from '../src/ledger/signed-note.js';
import { verifyTlogProof } from '../src/ledger/tlog-proof.js';
import { inTx } from '../src/platform/db/tx.js';
import { scopeOf } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { startTestApp, type TestApp } from './support/app.js';
import { newActor } from './support/data-sources.js';
// @ts-expect-error A script on its own, on purpose without types: it shares nothing with the product.
import { verify } from './verify-tlog-proof.mjs';

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1 << bit;
  return copy;
}

describe('/ledger', () => {
  let product: TestApp;
  let open: string;
  let confidential: string;
  const coop = newActor();
  const get = (path: string): Promise<Response> => fetch(`${product.origin}${path}`);
  const record = async (visibility: 'public' | 'party', count = 1): Promise<string> => {
    const db = product.running.app.get<DataSource>(getDataSourceToken());
    const ledger = product.running.app.get(Ledger);
    const facts = Array.from({ length: count }, (_, n) => ({
      type: 'planting.harvested',
      visibility,
      occurredAt: '2026-08-23T17:05:00+08:00',
      subjects: [newId()],
      open: { n, 药材: '连翘' },
    }));
    const recorded = await inTx(db, scopeOf(coop), (tx) => ledger.recordMany(tx, coop, facts));
    return recorded[0]!.factId;
  };

  beforeAll(async () => {
    product = await startTestApp();
    open = await record('public', 300);
    confidential = await record('party');
    await product.running.app.get(Sealer).sealNow();
    // The loop may hold the lock at that moment; it is done within its period.
    for (let i = 0; i < 100 && (await get(`/ledger/proofs/${confidential}`)).status !== 200; i++)
      await new Promise((done) => setTimeout(done, 50));
  });
  afterAll(() => product?.stop());

  it('gives checkpoint, key, proof and bytes that prove each other', async () => {
    const key = await (await get('/ledger/key')).text();
    const checkpoint = await get('/ledger/checkpoint');
    expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const verifier = parseVerifierKey(key.trim());
    const { size } = openCheckpoint(await checkpoint.text(), [verifier], verifier.name);
    expect(size).toBe(301n);
    const bytes = Buffer.from(await (await get(`/ledger/facts/${open}`)).arrayBuffer());
    expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ id: open, open: { n: 0, 药材: '连翘' } });
    const proof = await (await get(`/ledger/proofs/${open}`)).text();
    expect(verifyTlogProof(proof, bytes, [verifier], verifier.name).checkpoint.size).toBe(301n);
  });

  it('is believed by a verifier written without our code, which refuses every damaged byte', async () => {
    const leaf = join(product.dataDir, 'leaf.json');
    const proof = join(product.dataDir, 'fact.tlog-proof');
    const vkey = (await (await get('/ledger/key')).text()).trim();
    writeFileSync(leaf, Buffer.from(await (await get(`/ledger/facts/${open}`)).arrayBuffer()));
    writeFileSync(proof, await (await get(`/ledger/proofs/${open}`)).text());
    const check = (): string =>
      execFileSync(process.execPath, ['test/verify-tlog-proof.mjs', vkey, leaf, proof], { encoding: 'utf8' });
    expect(check()).toMatch(/^ok \d+ 301\n$/);
    const holds = (leafBytes: Buffer, proofBytes: Buffer): boolean => {
      try {
        return Boolean(verify(vkey, leafBytes, proofBytes));
      } catch {
        return false;
      }
    };
    const [goodLeaf, goodProof] = [readFileSync(leaf), readFileSync(proof)];
    expect(holds(goodLeaf, goodProof)).toBe(true);
    let accepted = 0;
    for (let i = 0; i < goodProof.length; i++)
      for (let bit = 0; bit < 8; bit++) accepted += Number(holds(goodLeaf, flipped(goodProof, i, bit)));
    for (let i = 0; i < goodLeaf.length; i++) accepted += Number(holds(flipped(goodLeaf, i, i % 8), goodProof));
    expect(accepted).toBe(0);
    writeFileSync(proof, flipped(goodProof, 40, 1));
    expect(check).toThrow(/refused/);
  });

  it('gives a party fact to nobody who is not signed in, in the same words as one that does not exist', async () => {
    const bodies = await Promise.all(
      [confidential, newId(), 'nonsense'].map(async (id) => {
        const answer = await get(`/ledger/facts/${id}`);
        return [answer.status, (await answer.text()).replaceAll(id, 'ID')];
      }),
    );
    expect(bodies[0]![0]).toBe(404);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect((await get(`/ledger/proofs/${newId()}`)).status).toBe(404);
    expect((await get(`/ledger/proofs/nonsense`)).status).toBe(404);
  });

  it('serves hash tiles for ever, and no tile of entries', async () => {
    const full = await get('/ledger/tile/0/000');
    expect([full.status, full.headers.get('content-type'), (await full.arrayBuffer()).byteLength]).toEqual([
      200,
      'application/octet-stream',
      8192,
    ]);
    expect(full.headers.get('cache-control')).toContain('immutable');
    expect((await (await get('/ledger/tile/0/001.p/45')).arrayBuffer()).byteLength).toBe(45 * 32);
    for (const path of ['0/001', '0/001.p/46', '0/1', 'entries/000', '..%2f..%2fcheckpoint'])
      expect((await get(`/ledger/tile/${path}`)).status).toBe(404);
  });

  it('proves that it only grew', async () => {
    const vkey = parseVerifierKey((await (await get('/ledger/key')).text()).trim());
    const before = openCheckpoint(await (await get('/ledger/checkpoint')).text(), [vkey], vkey.name);
    const next = await record('public');
    while ((await get(`/ledger/proofs/${next}`)).status !== 200) await new Promise((done) => setTimeout(done, 50));
    await new Promise((done) => setTimeout(done, 50));
    const after = openCheckpoint(await (await get('/ledger/checkpoint')).text(), [vkey], vkey.name);
    const answer = await get(`/ledger/consistency?from=${before.size}&to=${after.size}`);
    const path = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line, 'base64'));
    expect(verifyConsistency(before.size, after.size, before.root, after.root, path)).toBe(true);
    for (const query of [
      '',
      '?from=0&to=1',
      '?from=2&to=1',
      '?from=1&to=99999',
      '?from=1&from=2&to=3',
      '?from=1e1&to=20',
    ])
      expect((await get(`/ledger/consistency${query}`)).status).toBe(404);
  });

  it('says so while a fact waits for its leaf', async () => {
    await product.running.app.get(Sealer).stop();
    const waiting = await get(`/ledger/proofs/${await record('public')}`);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([503, '1']);
    await product.running.app.get(Sealer).start();
  });
});
