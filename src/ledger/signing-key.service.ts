import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/db/tx.js';
import { openCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.js';
import { createDurably, readIfThere, replaceDurably } from './durable-file.js';
import { SealingRefused, SigningKeyRefused } from './ledger.errors.js';
import { EMPTY_ROOT } from './merkle.js';
import { formatVerifierKey, makeSigner, type Signer } from './signed-note.js';
import { insertCheckpoint, insertKey, newestKey, newestState } from './tree.queries.js';

/**
 * What stands outside the database: the Ed25519 key that signs checkpoints, and the newest checkpoint it signed. Together
 * they notice a database that was cut, forked or put back. Both are made at the first start and never again.
 *
 * Order at the first start: checkpoint of the empty tree, then the key, then the key's record in the database. A crash
 * between any two leaves nothing signed that matters, and the next start goes on from there.
 */
@Injectable()
export class SigningKey {
  private readonly logger = new Logger('ledger-key');
  private readonly keyPath: string;
  private readonly checkpointPath: string;
  private opened: Signer | undefined;

  constructor(private readonly config: Config) {
    ({ keyPath: this.keyPath, checkpointPath: this.checkpointPath } = keyPaths(config));
  }

  get origin(): string {
    return this.config.ledgerOrigin;
  }

  /**
   * Opens the key, or makes it when neither key nor ledger exist yet.
   * @throws SigningKeyRefused when the key is missing, or is not the one this database's ledger was signed with
   */
  async open(tx: Tx): Promise<Signer> {
    if (this.opened) return this.opened;
    const recorded = await newestKey(tx);
    const { leaves } = await newestState(tx);
    const pem = (await readIfThere(this.keyPath)) ?? (await this.make(recorded !== undefined || leaves > 0n));
    const signer = this.signerOf(pem);
    if (recorded === undefined) await this.recordFirst(tx, signer, leaves);
    else this.refuseOther(recorded, signer);
    await this.kept(signer);
    return (this.opened = signer);
  }

  /** The newest checkpoint kept outside the database. @throws SigningKeyRefused when it is missing or not of this key */
  async kept(signer: Signer): Promise<Checkpoint & { note: string }> {
    const note = await readIfThere(this.checkpointPath);
    if (note === undefined)
      throw new SigningKeyRefused(
        `The checkpoint kept outside the database (${this.checkpointPath}) is missing. Put it back from its backup: ` +
          'without it nobody would notice that facts were cut off the end of the ledger.',
      );
    try {
      return { ...openCheckpoint(note, [signer], this.origin), note };
    } catch (error) {
      throw new SigningKeyRefused(
        `The checkpoint kept outside the database (${this.checkpointPath}) does not hold: ${(error as Error).message}.`,
      );
    }
  }

  /** Keeps a newer checkpoint. The caller has shown that its tree extends the kept one, and holds the sequencer's lock. */
  async keep(note: string): Promise<void> {
    await replaceDurably(this.checkpointPath, note);
  }

  sign(signer: Signer, checkpoint: Omit<Checkpoint, 'origin'>): string {
    return signCheckpoint({ origin: this.origin, ...checkpoint }, signer);
  }

  private async make(ledgerExists: boolean): Promise<string> {
    const where = `The key that signs the ledger (${this.keyPath}) is missing`;
    if (ledgerExists)
      throw new SigningKeyRefused(
        `${where}, but this database has a ledger that was signed with it. Put the key back from its backup, or set ` +
          'KEYS_DIR to where it is: a new key is never made over an existing ledger.',
      );
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = makeSigner(this.origin, privateKey);
    const before = await readIfThere(this.checkpointPath);
    // A checkpoint of the empty tree is what a crash during the first start leaves behind; any other is a promise.
    if (before !== undefined && before.split('\n')[1] !== '0')
      throw new SigningKeyRefused(
        `${where}, but a checkpoint signed with it stands beside. Put the key back from its backup.`,
      );
    await replaceDurably(this.checkpointPath, this.sign(signer, { size: 0n, root: EMPTY_ROOT }));
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    if (await createDurably(this.keyPath, pem)) {
      this.logger.warn(
        `首次启动已生成账本签名密钥 ${this.keyPath}，请立即备份到另一处：丢失后账本无法继续签发。 First start: the key that ` +
          'signs the ledger was made. Back this file up elsewhere now; without it nothing can be sealed any more.',
      );
      return pem;
    }
    throw new SigningKeyRefused('Another process is making the signing key at this moment. Start again.');
  }

  private signerOf(pem: string): Signer {
    let key: KeyObject;
    try {
      key = createPrivateKey(pem);
      return makeSigner(this.origin, key);
    } catch (error) {
      throw new SigningKeyRefused(`${this.keyPath} holds no Ed25519 key: ${(error as Error).message}.`);
    }
  }

  private async recordFirst(tx: Tx, signer: Signer, leaves: bigint): Promise<void> {
    if (leaves > 0n)
      throw new SigningKeyRefused(
        `This database has ${leaves} sealed facts and no record of the key that signed them.`,
      );
    const kept = await this.kept(signer);
    if (kept.size > 0n)
      throw new SigningKeyRefused(
        `The keys in ${this.config.keysDir} belong to a ledger of ${kept.size} facts, but this database has none. ` +
          'Restore that database, or give a new one its own KEYS_DIR.',
      );
    await insertKey(tx, {
      fingerprint: fingerprintOf(signer),
      origin: this.origin,
      verifierKey: formatVerifierKey(signer),
    });
    await insertCheckpoint(tx, kept);
  }

  private refuseOther(recorded: { fingerprint: string; origin: string }, signer: Signer): void {
    if (recorded.fingerprint !== fingerprintOf(signer))
      throw new SigningKeyRefused(
        `The key in ${this.keyPath} is not the one that signed this database's ledger (its fingerprint is ` +
          `${fingerprintOf(signer)}, recorded is ${recorded.fingerprint}). Put the right key back from its backup.`,
      );
    if (recorded.origin !== this.origin)
      throw new SigningKeyRefused(
        `LEDGER_ORIGIN is ${this.origin}, but this ledger has been ${recorded.origin} since its first checkpoint. ` +
          'The name of a ledger is never changed.',
      );
  }
}

/** Where the key and the kept checkpoint stand. */
export function keyPaths(config: Config): { keyPath: string; checkpointPath: string } {
  return {
    keyPath: join(config.keysDir, 'ledger-ed25519.pem'),
    checkpointPath: join(config.keysDir, 'ledger-checkpoint'),
  };
}

/** SHA-256 of the public key (SPKI, DER), in hex: names a key without showing it. */
export function fingerprintOf(signer: { publicKey: KeyObject }): string {
  const der = signer.publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(der).digest('hex');
}

/** Turns a refusal of the key into a refusal to sign, for the sequencer's own rounds. */
export function asSealingRefusal(error: unknown): SealingRefused | undefined {
  if (error instanceof SealingRefused) return error;
  return error instanceof SigningKeyRefused ? new SealingRefused(error.why) : undefined;
}
