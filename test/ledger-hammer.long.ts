import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { openCheckpoint, type Checkpoint } from '../src/ledger/checkpoint.js';
import { Ledger } from '../src/ledger/ledger.service.js';
import { verifyConsistency } from '../src/ledger/merkle.js';
import { misfitText } from '../src/ledger/page-check.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { parseVerifierKey, type Verifier } from '../src/ledger/signed-note.js';
import { verifyTlogProof } from '../src/ledger/tlog-proof.js';
import { inTx } from '../src/platform/db/tx.js';
import { scopeOf } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { verifyProduct } from '../src/verify-ledger.js';
import { startTestApp, type TestApp } from './support/app.js';
import { newActor } from './support/data-sources.js';

const SECONDS = 30;
const WRITERS = 8;
const READERS = 4;

/** Writers record, readers fetch every proof and check it, and the log's growth, without pause. */
describe('the ledger under the hammer', () => {
  let product: TestApp;
  let verifier: Verifier;
  const get = async (path: string): Promise<Response> => fetch(`${product.origin}${path}`);
  const text = async (path: string): Promise<string> => (await get(path)).text();

  beforeAll(async () => {
    product = await startTestApp();
    verifier = parseVerifierKey((await text('/ledger/key')).trim());
  });
  afterAll(() => product?.stop());

  it('gives every fact a proof that holds, within five seconds for 99 of 100, and only ever grows', async () => {
    const until = Date.now() + SECONDS * 1_000;
    const written: string[] = [];
    const recordedAt = new Map<string, number>();
    const delays: number[] = [];
    let proven = 0;
    let recorded = 0;
    let grown = 0;

    product.running.app.get(Sealer).onSealed((_tx, sealed) => {
      for (const { factId } of sealed) delays.push(Date.now() - (recordedAt.get(factId) ?? Date.now()));
      return Promise.resolve();
    });
    const write = async (): Promise<void> => {
      const db = product.running.app.get<DataSource>(getDataSourceToken());
      const ledger = product.running.app.get(Ledger);
      const actor = newActor();
      while (Date.now() < until) {
        const facts = Array.from({ length: 1 + Math.floor(Math.random() * 8) }, (_, n) => ({
          type: 'hammer.struck',
          visibility: 'public' as const,
          occurredAt: new Date().toISOString(),
          subjects: [newId()],
          open: { n },
        }));
        const ids = await inTx(db, scopeOf(actor), (tx) => ledger.recordMany(tx, actor, facts));
        recorded += ids.length;
        for (const { factId } of ids) recordedAt.set(factId, Date.now());
        // The readers take what is newest, as many as they can; verify-ledger takes all at the end.
        written.push(ids[0]!.factId);
        await new Promise((done) => setTimeout(done, 15));
      }
    };
    const read = async (): Promise<void> => {
      let known: Checkpoint | undefined;
      while (Date.now() < until) {
        const id = written.pop();
        if (id === undefined) {
          await new Promise((done) => setTimeout(done, 20));
          continue;
        }
        let proof = await get(`/ledger/proofs/${id}`);
        while (proof.status === 503) {
          await new Promise((done) => setTimeout(done, 25));
          proof = await get(`/ledger/proofs/${id}`);
        }
        const bytes = Buffer.from(await (await get(`/ledger/facts/${id}`)).arrayBuffer());
        verifyTlogProof(await proof.text(), bytes, [verifier], verifier.name);
        proven += 1;
        const now = openCheckpoint(await text('/ledger/checkpoint'), [verifier], verifier.name);
        if (known !== undefined && known.size > 0n && now.size > known.size) {
          const lines = (await text(`/ledger/consistency?from=${known.size}&to=${now.size}`)).trim().split('\n');
          const path = lines.map((line) => Buffer.from(line, 'base64'));
          expect(verifyConsistency(known.size, now.size, known.root, now.root, path)).toBe(true);
          grown += 1;
        }
        if (known === undefined || now.size > known.size) known = now;
      }
    };
    await Promise.all([...Array.from({ length: WRITERS }, write), ...Array.from({ length: READERS }, read)]);

    await product.running.app.get(Sealer).sealNow();
    delays.sort((a, b) => a - b);
    expect(delays[Math.floor(delays.length * 0.99)]).toBeLessThan(5_000);
    expect(proven).toBeGreaterThan(50);
    expect(grown).toBeGreaterThan(10);
    const { misfit, facts } = await verifyProduct(product.running.config);
    expect(misfit === undefined ? 'fits' : misfitText(misfit)).toBe('fits');
    expect(facts).toBe(recorded);
  });
});
