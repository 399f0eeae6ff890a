import type { Readable } from 'node:stream';
import type * as Aws from '@aws-sdk/client-s3';
import { FileStore, type Draft, type StoredFile } from './file-store.js';
import type { LocalFileStore } from './local-file-store.js';

/** An S3 bucket: AWS, MinIO, 阿里云 OSS, 腾讯云 COS and others that speak its language. */
export interface S3Place {
  bucket: string;
  /** Absent: Amazon's own address of the region. */
  endpoint: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * Published files in a bucket, under `sha256/ab/abcd…`; drafts stay on the local disk, because an object store sees whole files
 * only. The object is sent with its SHA-256, so the store refuses what was damaged on the way.
 */
export class S3FileStore extends FileStore {
  private client: Promise<{ s3: typeof Aws; client: Aws.S3Client }> | undefined;

  constructor(
    private readonly local: LocalFileStore,
    private readonly place: S3Place,
  ) {
    super();
  }

  async draft(name: string): Promise<Draft> {
    return this.sending(await this.local.draft(name));
  }

  async resume(from: string, bytes: number, name: string): Promise<Draft | undefined> {
    const draft = await this.local.resume(from, bytes, name);
    return draft && this.sending(draft);
  }

  readDraft(name: string, bytes: number): AsyncIterable<Uint8Array> {
    return this.local.readDraft(name, bytes);
  }

  discardDrafts(prefix: string): Promise<void> {
    return this.local.discardDrafts(prefix);
  }

  async open(sha256: string): Promise<{ bytes: number; stream: Readable } | undefined> {
    const { s3, client } = await this.connected();
    try {
      const answer = await client.send(new s3.GetObjectCommand({ Bucket: this.place.bucket, Key: keyOf(sha256) }));
      return { bytes: answer.ContentLength ?? 0, stream: answer.Body as Readable };
    } catch (error) {
      if (error instanceof s3.NoSuchKey || (error as { name?: string }).name === 'NotFound') return undefined;
      throw error;
    }
  }

  async erase(sha256: string): Promise<void> {
    const { s3, client } = await this.connected();
    await client.send(new s3.DeleteObjectCommand({ Bucket: this.place.bucket, Key: keyOf(sha256) }));
  }

  /** The local draft, but what it publishes goes to the bucket and not to the disk. */
  private sending(draft: Draft): Draft {
    return {
      append: (bytes) => draft.append(bytes),
      checkpoint: () => draft.checkpoint(),
      leave: () => draft.leave(),
      discard: () => draft.discard(),
      publish: async () => {
        const stored = await draft.publish();
        try {
          await this.send(stored);
        } finally {
          await this.local.erase(stored.sha256); // refused or not, the disk keeps none
        }
        return stored;
      },
    };
  }

  private async send({ sha256, bytes }: StoredFile): Promise<void> {
    const { s3, client } = await this.connected();
    const file = await this.local.open(sha256);
    if (!file) throw new Error(`the published file ${sha256} is not there`);
    await client.send(
      new s3.PutObjectCommand({
        ...{ Bucket: this.place.bucket, Key: keyOf(sha256), Body: file.stream, ContentLength: bytes },
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      }),
    );
  }

  /** The library is loaded when the first file goes out: a process without a bucket never pays for it. */
  private connected(): Promise<{ s3: typeof Aws; client: Aws.S3Client }> {
    this.client ??= import('@aws-sdk/client-s3').then((s3) => {
      const { endpoint, region, accessKeyId, secretAccessKey } = this.place;
      const client = new s3.S3Client({
        ...{ region, credentials: { accessKeyId, secretAccessKey } },
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      });
      return { s3, client };
    });
    return this.client;
  }
}

function keyOf(sha256: string): string {
  return `sha256/${sha256.slice(0, 2)}/${sha256}`;
}
