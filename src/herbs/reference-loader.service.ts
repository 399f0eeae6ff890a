import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../platform/db/tx.js';
import { referenceFolder } from '../platform/reference-folder.js';
import { REFERENCE_NAMES, type ReferenceFiles, type ReferenceName } from './reference-files.js';
import {
  keepVersion,
  loadBannedInputs,
  loadEditions,
  loadGeneralLimits,
  loadHerbs,
  loadInputs,
  loadItems,
  LOADING,
  versionInForce,
} from './reference.queries.js';

const LOAD: { [name in ReferenceName]?: (tx: Tx, file: ReferenceFiles[name]) => Promise<void> } = {
  editions: loadEditions,
  items: loadItems,
  herbs: loadHerbs,
  'general-limits': loadGeneralLimits,
  'banned-inputs': loadBannedInputs,
  inputs: loadInputs,
};

/**
 * Brings the reference data of the database to what the files of this release say, at every start. Idempotent: a
 * file whose SHA-256 is in force is not touched; a changed file is loaded whole, in one transaction with the others. A
 * file that an administrator replaced is left alone.
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
        const inForce = await versionInForce(tx, name);
        if (inForce?.sha256 === sha256) continue;
        // What an administrator put in force stays until an administrator replaces it: a restart must not undo it.
        if (inForce !== undefined && inForce.editedBy !== null) continue;
        await loadReference(tx, name, text);
        await keepVersion(tx, { name, sha256, body: text });
        changed.push(name);
      }
      return changed;
    });
  }
}

/** Brings the tables to what one file says. */
export async function loadReference<N extends ReferenceName>(tx: Tx, name: N, text: string): Promise<void> {
  await LOAD[name]?.(tx, JSON.parse(text) as ReferenceFiles[N]);
}
