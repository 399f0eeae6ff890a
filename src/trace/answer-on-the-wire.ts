import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { takesGzip } from './moment.js';

/** Names and values in turn, as node:http writes them without looking any of them up. */
export type HeaderList = readonly string[];

export const GZIPPED: HeaderList = ['content-encoding', 'gzip'];

export function headerList(headers: Readonly<Record<string, string>>): HeaderList {
  return Object.entries(headers).flat();
}

/**
 * Sends past the framework's reply, which would look at every header and run its hooks once more: a look-up is nothing but its bytes.
 * A HEAD request gets the same head, and node leaves the body out.
 */
export function sendRaw(reply: FastifyReply, status: number, headers: HeaderList, body: Buffer | null): void {
  reply.hijack();
  const length = body === null ? [] : ['content-length', String(body.length)];
  reply.raw.writeHead(status, [...headers, ...length]);
  if (body === null) reply.raw.end();
  else reply.raw.end(body);
}

/** An answer that is the same for everybody, made once. */
export class FixedAnswer {
  private readonly gzip: Buffer;
  private readonly gzipHeaders: HeaderList;

  constructor(
    private readonly status: number,
    private readonly headers: HeaderList,
    private readonly body: Buffer,
  ) {
    this.gzip = gzipSync(body, { level: 9 });
    this.gzipHeaders = [...headers, ...GZIPPED];
  }

  send(request: FastifyRequest, reply: FastifyReply, more: HeaderList = []): void {
    const gzip = takesGzip(request.headers['accept-encoding']);
    const headers = gzip ? this.gzipHeaders : this.headers;
    sendRaw(reply, this.status, more.length > 0 ? [...headers, ...more] : headers, gzip ? this.gzip : this.body);
  }
}
