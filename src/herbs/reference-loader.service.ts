import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../platform/db/tx.js';
import { REFERENCE_NAMES, type ReferenceFiles, type ReferenceName } from './reference-files.js';
import {
  keepVersion,
  loadBannedInputs,
  loadEditions,
  loadGeneralLimits,
  loadHerbs,
  loadItems,
  versionInForce,
} from './reference.queries.js';

/** Any number that no other advisory lock of the product uses: two starting processes load one after the other. */
const LOADING = 1_764_000_450;

const LOAD: { [name in ReferenceName]?: (tx: Tx, file: ReferenceFiles[name]) => Promise<void> } = {
  editions: loadEditions,
  items: loadItems,
  herbs: loadHerbs,
  'general-limits': loadGeneralLimits,
  'banned-inputs': loadBannedInputs,
};

/**
 * Brings the reference data of the database to what the files of this release say, at every start. Idempotent: a
 * file whose SHA-256 is in force is not touched; a changed file is loaded whole, in one transaction with the others.
 */
@Injectable()
export class ReferenceLoader implements OnModuleInit {
  constructor(@InjectDataSource('system') private readonly system: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.load(referenceFolder());
  }

  /** Loads the files of `folder`; returns the names that had changed. */
  async load(folder: string): Promise<ReferenceName[]> {
    const files = await Promise.all(
      REFERENCE_NAMES.map(async (name) => ({ name, text: await readFile(join(folder, `${name}.json`), 'utf8') })),
    );
    return inTx(this.system, 'system', async (tx) => {
      await tx.query(`select pg_advisory_xact_lock($1)`, [LOADING]);
      const changed: ReferenceName[] = [];
      for (const { name, text } of files) {
        const sha256 = createHash('sha256').update(text).digest('hex');
        if ((await versionInForce(tx, name)) === sha256) continue;
        await loadFile(tx, name, text);
        await keepVersion(tx, name, sha256, text);
        changed.push(name);
      }
      return changed;
    });
  }
}

async function loadFile<N extends ReferenceName>(tx: Tx, name: N, text: string): Promise<void> {
  await LOAD[name]?.(tx, JSON.parse(text) as ReferenceFiles[N]);
}

/** seeds/reference of this checkout, found from the source tree and from the built one alike. */
export function referenceFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = join(folder, 'seeds', 'reference');
    if (existsSync(join(found, 'herbs.json'))) return found;
    if (folder === dirname(folder)) throw new Error('seeds/reference was not found above the program');
  }
}
