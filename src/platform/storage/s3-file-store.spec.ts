import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalFileStore } from './local-file-store.js';
import { S3FileStore } from './s3-file-store.js';

const SECRET = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-EXAMPLEKEY' };
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const hex = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** A stand-in for an object store (none could be installed): checks signature version 4 as AWS describes it, and the checksum. */
class ObjectStore {
  readonly objects = new Map<string, Buffer>();
  readonly refused: string[] = [];
  readonly server: Server = createServer((request, response) => {
    void buffer(request).then((sent) => {
      const [status, body] = this.answer(request, sent);
      response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body);
    });
  });

  private answer(request: IncomingMessage, sent: Buffer): [number, Buffer] {
    if (!signedRightly(request)) {
      this.refused.push(request.url!);
      return [403, Buffer.from('<Error><Code>SignatureDoesNotMatch</Code></Error>')];
    }
    const key = request.url!.split('?')[0]!;
    if (request.method === 'PUT') {
      const body = String(request.headers['content-encoding']).includes('aws-chunked') ? unchunked(sent) : sent;
      const wanted = request.headers['x-amz-checksum-sha256'];
      if (wanted !== createHash('sha256').update(body).digest('base64')) {
        return [400, Buffer.from('<Error><Code>BadDigest</Code></Error>')];
      }
      this.objects.set(key, body);
      return [200, Buffer.alloc(0)];
    }
    const found = this.objects.get(key);
    if (request.method === 'DELETE') return (this.objects.delete(key), [204, Buffer.alloc(0)]);
    return found ? [200, found] : [404, Buffer.from('<Error><Code>NoSuchKey</Code></Error>')];
  }
}

function signedRightly({ method, url, headers }: IncomingMessage): boolean {
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, day, region, names, signature] = authorization.exec(headers.authorization ?? '') ?? [];
  if (id !== SECRET.accessKeyId || !day || !region || !names) return false;
  const [path = '', query = ''] = url!.split('?');
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
  const lines = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('');
  const request = [method, path, canonicalQuery, lines, names, headers['x-amz-content-sha256']].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hex(request)].join('\n');
  const key = ['aws4_request'].reduce(
    (k, part) => hmac(k, part),
    hmac(hmac(hmac(`AWS4${SECRET.secretAccessKey}`, day), region), 's3'),
  );
  return hmac(key, toSign).toString('hex') === signature;
}

function unchunked(sent: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = sent.indexOf('\r\n', at);
    const size = parseInt(sent.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(sent.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

let folder: string;
const bucket = new ObjectStore();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bencao-s3-'));
  await new Promise<void>((ready) => bucket.server.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((done) => bucket.server.close(done));
});
const storeWith = (secretAccessKey = SECRET.secretAccessKey) =>
  new S3FileStore(new LocalFileStore(folder), {
    ...{ bucket: 'labels', region: 'cn-north-1', accessKeyId: SECRET.accessKeyId, secretAccessKey },
    endpoint: `http://127.0.0.1:${(bucket.server.address() as AddressInfo).port}`,
  });

describe('a bucket', () => {
  it('gets what is published, gives it back, and forgets it; the disk keeps drafts alone', async () => {
    const store = storeWith();
    const content = Buffer.alloc(3_000_000, '本草溯源 ');
    const first = await store.draft('job.1');
    await first.append(content.subarray(0, 1_000_000));
    expect(await first.checkpoint()).toBe(1_000_000);
    await first.leave();
    const draft = (await store.resume('job.1', 1_000_000, 'job.2'))!;
    await draft.append(content.subarray(1_000_000));
    const stored = await draft.publish();
    expect(stored).toEqual({ bytes: content.length, sha256: hex(content) });
    expect([...bucket.objects.keys()]).toEqual([`/labels/sha256/${stored.sha256.slice(0, 2)}/${stored.sha256}`]);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes(stored.sha256))).toEqual([]);
    const found = (await store.open(stored.sha256))!;
    expect(found.bytes).toBe(content.length);
    expect(hex(await buffer(found.stream))).toBe(stored.sha256);
    await store.erase(stored.sha256);
    await store.erase(stored.sha256);
    expect(await store.open(stored.sha256)).toBeUndefined();
    await store.discardDrafts('job.');
    expect(bucket.refused).toEqual([]);
  });

  it('that refuses leaves the job to be tried again, and nothing is taken for stored', async () => {
    const store = storeWith('another secret');
    const draft = await store.draft('job.3');
    await draft.append(Buffer.from('codes'));
    await expect(draft.publish()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(bucket.objects.size).toBe(0);
  });
});
