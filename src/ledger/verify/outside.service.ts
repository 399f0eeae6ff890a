import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '../../platform/config/config.js';
import { openCheckpoint } from '../checkpoint.js';
import { NothingToCompareWith } from '../ledger.errors.js';
import { fingerprintOf, keyPaths } from '../signing-key.service.js';
import { makeVerifier } from '../signed-note.js';
import type { Verification } from './verify-ledger.queries.js';

/**
 * Reads what stands outside the database: the key's public half and the checkpoint kept beside it, and any further
 * checkpoints that others have kept (a regulator's, one printed on a pack).
 * @throws NothingToCompareWith when the key or a checkpoint is missing or does not hold
 */
export async function readOutside(
  config: Config,
  further: readonly string[],
): Promise<Omit<Verification, 'replayers'>> {
  const { keyPath, checkpointPath } = keyPaths(config);
  try {
    const publicKey = createPublicKey(createPrivateKey(await readFile(keyPath, 'utf8')));
    const verifier = makeVerifier(config.ledgerOrigin, publicKey);
    const sources = [checkpointPath, ...further];
    const outside = await Promise.all(
      sources.map(async (path, i) => {
        const source = i === 0 ? `the checkpoint kept outside the database` : `the checkpoint in ${path}`;
        return { ...openCheckpoint(await readFile(path, 'utf8'), [verifier], config.ledgerOrigin), source };
      }),
    );
    return { origin: config.ledgerOrigin, fingerprint: fingerprintOf(verifier), verifier, outside };
  } catch (error) {
    throw new NothingToCompareWith(
      `The key or a checkpoint outside the database cannot be used (${keyPath}, ${checkpointPath}): ${(error as Error).message}`,
    );
  }
}
