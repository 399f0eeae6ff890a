import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { newId } from '../ids.js';

/** A file as it was published: its SHA-256 (hex) is its address, so a file cannot be changed, only another one published. */
export interface StoredFile {
  sha256: string;
  bytes: number;
}

/** A file being written. Nobody can read it before `publish`; what `checkpoint` has returned survives a crash. */
export interface Draft {
  append(bytes: Uint8Array): Promise<void>;
  /** Forces what was appended to the disk and returns the length so far: the point from which another process may resume. */
  checkpoint(): Promise<number>;
  /** Makes the whole file readable under its hash, at once or not at all. The draft is gone afterwards. */
  publish(): Promise<StoredFile>;
  /** Stops writing and leaves the draft to be resumed. Harmless on one that is published or gone. */
  leave(): Promise<void>;
  /** Throws the draft away. Harmless on one that is gone. */
  discard(): Promise<void>;
}

/**
 * Where produced files live. The local disk is the default; an object store takes its place with another class. Drafts are
 * always on the local disk: an object store sees whole files only.
 */
export abstract class FileStore {
  /** A new empty draft; one of the same name is thrown away. Names are [A-Za-z0-9.-] and chosen by the caller. */
  abstract draft(name: string): Promise<Draft>;
  /**
   * A draft that begins with the first `bytes` of the draft `from`, or undefined when that is not there or is shorter. The
   * bytes are copied: whoever still holds the old draft cannot write into the new one.
   */
  abstract resume(from: string, bytes: number, name: string): Promise<Draft | undefined>;
  /** What was appended to a draft so far, up to `bytes`. The draft may be open. */
  abstract readDraft(name: string, bytes: number): AsyncIterable<Uint8Array>;
  /** Throws away all drafts whose name begins with `prefix`. */
  abstract discardDrafts(prefix: string): Promise<void>;
  /** The published file, or undefined. The caller must consume or destroy the stream. */
  abstract open(sha256: string): Promise<{ bytes: number; stream: Readable } | undefined>;
  /** Removes a published file for good; harmless when it is gone. Whoever is reading it reads on to its end. */
  abstract erase(sha256: string): Promise<void>;

  /** Publishes a small file that is whole in memory, unless it is there already; gives its SHA-256. `kind` begins the draft's name. */
  async keep(kind: string, bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const kept = await this.open(sha256);
    if (kept !== undefined) {
      kept.stream.destroy();
      return sha256;
    }
    const draft = await this.draft(`${kind}.${newId()}`);
    try {
      await draft.append(bytes);
      return (await draft.publish()).sha256;
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }
}
