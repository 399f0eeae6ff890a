import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore, type Draft, type StoredFile } from './file-store.js';

/** A draft nobody touched for this long belongs to no running job; its job begins anew if it ever comes back. */
const DRAFT_LIFETIME_MS = 7 * 24 * 3600 * 1000;
const COPY_BYTES = 256 * 1024;
const DRAFT_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,199}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Files under one directory: `sha256/ab/abcd…` for what is published, `drafts/` for what is being written. Both are on one
 * file system, so publishing is a rename. Files are readable by this user only: lists of codes are worth money.
 */
export class LocalFileStore extends FileStore {
  private readonly drafts: string;
  private readonly published: string;

  constructor(directory: string) {
    super();
    this.drafts = join(directory, 'drafts');
    this.published = join(directory, 'sha256');
  }

  async draft(name: string): Promise<Draft> {
    const path = this.draftPath(name);
    await mkdir(this.drafts, { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    return new LocalDraft(await open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600), path, this.published);
  }

  async resume(from: string, bytes: number, name: string): Promise<Draft | undefined> {
    if (from === name) throw new Error('a draft cannot resume itself');
    const source = await open(this.draftPath(from), 'r').catch(ignoreMissing);
    if (!source) return undefined;
    try {
      if ((await source.stat()).size < bytes) return undefined;
      const draft = await this.draft(name);
      try {
        const buffer = Buffer.allocUnsafe(COPY_BYTES);
        for (let copied = 0; copied < bytes;) {
          const { bytesRead } = await source.read(buffer, 0, Math.min(COPY_BYTES, bytes - copied), copied);
          if (bytesRead === 0) throw new Error(`draft ${from} ended while it was copied`);
          await draft.append(buffer.subarray(0, bytesRead));
          copied += bytesRead;
        }
        return draft;
      } catch (error) {
        await draft.discard(); // on a full disk half a copy would take the room that is missing
        throw error;
      }
    } finally {
      await source.close();
    }
  }

  async *readDraft(name: string, bytes: number): AsyncIterable<Uint8Array> {
    if (bytes === 0) return;
    const file = await open(this.draftPath(name), 'r');
    try {
      yield* file.createReadStream({ start: 0, end: bytes - 1, autoClose: false, highWaterMark: COPY_BYTES });
    } finally {
      await file.close();
    }
  }

  async discardDrafts(prefix: string): Promise<void> {
    await this.removeDrafts((name) => name.startsWith(prefix));
  }

  /** Removes drafts that no running job can own. Called when a worker starts. */
  async sweep(now: number): Promise<void> {
    await this.removeDrafts(async (name) => {
      const found = await stat(join(this.drafts, name)).catch(ignoreMissing);
      return found !== undefined && now - found.mtimeMs > DRAFT_LIFETIME_MS;
    });
  }

  async open(sha256: string): Promise<{ bytes: number; stream: Readable } | undefined> {
    const file = await open(publishedPath(this.published, sha256), 'r').catch(ignoreMissing);
    if (!file) return undefined;
    return { bytes: (await file.stat()).size, stream: file.createReadStream() };
  }

  async erase(sha256: string): Promise<void> {
    await rm(publishedPath(this.published, sha256), { force: true });
  }

  private async removeDrafts(wanted: (name: string) => boolean | Promise<boolean>): Promise<void> {
    const names = (await readdir(this.drafts).catch(ignoreMissing)) ?? [];
    for (const name of names) {
      if (await wanted(name)) await rm(join(this.drafts, name), { force: true });
    }
  }

  private draftPath(name: string): string {
    if (!DRAFT_NAME.test(name)) throw new Error(`${JSON.stringify(name)} is no name for a draft`);
    return join(this.drafts, name);
  }
}

class LocalDraft implements Draft {
  private readonly hash: Hash = createHash('sha256');
  private bytes = 0;
  private open = true;

  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly published: string,
  ) {}

  async append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      written += (await this.file.write(bytes, written, bytes.length - written, this.bytes + written)).bytesWritten;
    }
    this.hash.update(bytes);
    this.bytes += bytes.length;
  }

  async checkpoint(): Promise<number> {
    await this.file.datasync();
    return this.bytes;
  }

  async publish(): Promise<StoredFile> {
    await this.file.sync();
    await this.leave();
    const sha256 = this.hash.digest('hex');
    const target = publishedPath(this.published, sha256);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(this.path, target);
    await syncDirectory(dirname(target));
    return { sha256, bytes: this.bytes };
  }

  async discard(): Promise<void> {
    await this.leave();
    await rm(this.path, { force: true });
  }

  async leave(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.file.close();
  }
}

function publishedPath(directory: string, sha256: string): string {
  if (!SHA256.test(sha256)) throw new Error(`${JSON.stringify(sha256)} is no SHA-256`);
  return join(directory, sha256.slice(0, 2), sha256);
}

/** A rename survives a power cut only when the directory itself is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
