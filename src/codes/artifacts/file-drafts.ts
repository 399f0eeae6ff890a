import type { Draft, FileStore, StoredFile } from '../../platform/storage/file-store.js';
import type { ChunkBytes, PartLengths } from './artifact.js';
import type { PlannedFile } from './plan-files.js';
import { endOf, hasTail, tailOf } from './render-chunk.js';

/** One file of a job on its way: body and tail are drafts of their own, and both can be taken up again after a kill. */
export class FileDraft {
  private readonly lengths: PartLengths;

  private constructor(
    private readonly store: FileStore,
    readonly file: PlannedFile,
    private readonly name: string,
    private readonly body: Draft,
    private readonly tail: Draft | undefined,
    lengths: PartLengths,
  ) {
    this.lengths = { ...lengths };
  }

  /** Begins a file under a draft name of the caller. */
  static async begin(store: FileStore, file: PlannedFile, name: string): Promise<FileDraft> {
    const body = await store.draft(`${name}.body`);
    const tail = hasTail(file.plan) ? await store.draft(`${name}.tail`) : undefined;
    const draft = new FileDraft(store, file, name, body, tail, { body: 0, tail: 0 });
    await draft.append(file.frame.head, file.frame.tailHead);
    return draft;
  }

  /** Takes up what a dead run left; undefined when it is not there. */
  static async resume(
    store: FileStore,
    file: PlannedFile,
    from: string,
    lengths: PartLengths,
    name: string,
  ): Promise<FileDraft | undefined> {
    const body = await store.resume(`${from}.body`, lengths.body, `${name}.body`);
    if (!body || !hasTail(file.plan)) return body && new FileDraft(store, file, name, body, undefined, lengths);
    const tail = await store.resume(`${from}.tail`, lengths.tail, `${name}.tail`);
    if (tail) return new FileDraft(store, file, name, body, tail, lengths);
    await body.discard();
    return undefined;
  }

  /** Appends one chunk. */
  async add(chunk: ChunkBytes): Promise<void> {
    await this.append(chunk.body, tailOf(this.file.plan, chunk, this.lengths.body));
  }

  /** Forces everything to the disk and tells how long it is. */
  async checkpoint(): Promise<PartLengths> {
    const [body, tail] = await Promise.all([this.body.checkpoint(), this.tail?.checkpoint()]);
    return { body, tail: tail ?? 0 };
  }

  /** Joins the parts and makes the file readable under its hash. */
  async publish(): Promise<StoredFile> {
    const { beforeTail, afterTail } = endOf(this.file.plan, this.lengths);
    if (beforeTail.length > 0) await this.body.append(beforeTail);
    if (this.tail) {
      for await (const part of this.store.readDraft(`${this.name}.tail`, this.lengths.tail))
        await this.body.append(part);
    }
    if (afterTail.length > 0) await this.body.append(afterTail);
    const stored = await this.body.publish();
    await this.tail?.discard();
    return stored;
  }

  async leave(): Promise<void> {
    await Promise.all([this.body.leave(), this.tail?.leave()]);
  }

  async discard(): Promise<void> {
    await Promise.all([this.body.discard(), this.tail?.discard()]);
  }

  private async append(body: Uint8Array, tail: Uint8Array): Promise<void> {
    if (body.length > 0) await this.body.append(body);
    if (tail.length > 0) await this.tail?.append(tail);
    this.lengths.body += body.length;
    this.lengths.tail += tail.length;
  }
}
