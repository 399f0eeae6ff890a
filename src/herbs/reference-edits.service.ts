import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../platform/db/tx.js';
import { sqlState } from '../platform/db/pg-errors.js';
import { ReferenceRefused, UnknownReference } from './herbs.errors.js';
import { REFERENCE_NAMES, type ReferenceName } from './reference-files.js';
import { loadReference } from './reference-loader.service.js';
import { keepVersion, LOADING } from './reference.queries.js';

/** A version of a reference file as shown; the newest of a name is in force. */
export interface ReferenceVersion {
  name: string;
  sha256: string;
  loadedAt: string;
  /** Person of the platform who loaded it; null: it came with a release. */
  editedBy: string | null;
  reason: string | null;
}

interface VersionRow extends Omit<ReferenceVersion, 'loadedAt'> {
  loadedAt: Date;
}

/**
 * Reference data in the administrator's hand: a whole file is replaced at once, the one before is kept, and reports
 * judged by it keep their own snapshot. Floor 2 knows no tenant's row; who may call is decided by the route.
 */
@Injectable()
export class ReferenceEdits {
  constructor(@InjectDataSource('system') private readonly system: DataSource) {}

  /** Every version that was ever in force, newest first. */
  async versions(): Promise<ReferenceVersion[]> {
    const rows: VersionRow[] = await this.system.query(
      `select name, sha256, loaded_at as "loadedAt", edited_by as "editedBy", edit_reason as reason
         from reference_version order by loaded_at desc, name`,
    );
    return rows.map(shown);
  }

  /** The version in force with its content. Throws UnknownReference. */
  async inForce(name: string): Promise<ReferenceVersion & { content: unknown }> {
    const rows: (VersionRow & { content: unknown })[] = await this.system.query(
      `select name, sha256, loaded_at as "loadedAt", edited_by as "editedBy", edit_reason as reason, body as content
         from reference_version where name = $1 order by loaded_at desc limit 1`,
      [referenceName(name)],
    );
    const [row] = rows;
    if (row === undefined) throw new UnknownReference(name);
    return { ...shown(row), content: row.content };
  }

  /**
   * Puts `content` in force. The same content again changes nothing. Throws ReferenceRefused when a section of the
   * version in force is missing, or the database refuses a row: then nothing of it is loaded.
   */
  async replace(
    given: string,
    edit: { content: Record<string, unknown>; reason: string; by: string },
  ): Promise<ReferenceVersion> {
    const name = referenceName(given);
    const body = JSON.stringify(edit.content);
    const sha256 = createHash('sha256').update(body).digest('hex');
    try {
      await inTx(this.system, 'system', async (tx) => {
        await tx.query(`select pg_advisory_xact_lock($1)`, [LOADING]);
        if ((await refuseUnlike(tx, name, edit.content)) === sha256) return;
        await loadReference(tx, name, body);
        await keepVersion(tx, { name, sha256, body }, { by: edit.by, reason: edit.reason });
      });
    } catch (error) {
      throw refusal(name, error);
    }
    return this.inForce(name);
  }
}

/** A file of another shape than the one in force is another file by mistake. Gives the SHA-256 in force. */
async function refuseUnlike(
  tx: Tx,
  name: ReferenceName,
  content: Record<string, unknown>,
): Promise<string | undefined> {
  const rows: { sha256: string; body: Record<string, unknown> }[] = await tx.query(
    `select sha256, body from reference_version where name = $1 order by loaded_at desc limit 1`,
    [name],
  );
  for (const [key, before] of Object.entries(rows[0]?.body ?? {})) {
    const now = content[key];
    const like =
      now !== undefined &&
      Array.isArray(now) === Array.isArray(before) &&
      (key === 'effectiveTo' || typeof now === typeof before);
    if (!like) throw new ReferenceRefused(name, `content.${key}`);
    if (key === 'name' && now !== before) throw new ReferenceRefused(name, 'content.name');
  }
  return rows[0]?.sha256;
}

/** What PostgreSQL refused for its values (class 22) or its constraints (23) is the file's fault, not ours. */
function refusal(name: string, error: unknown): unknown {
  const state = sqlState(error);
  if (state === undefined || !/^2[23]/.test(state)) return error;
  return new ReferenceRefused(name, 'content', error instanceof Error ? error.message : undefined);
}

function referenceName(name: string): ReferenceName {
  const known = REFERENCE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw new UnknownReference(name);
  return known;
}

function shown(row: VersionRow): ReferenceVersion {
  const { name, sha256, loadedAt, editedBy, reason } = row;
  return { name, sha256, loadedAt: loadedAt.toISOString(), editedBy, reason };
}
