import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { brotli, codingFor, type Coding } from './coding.js';

/** Names and values in turn, as node:http writes them without looking any of them up. */
export type HeaderList = readonly string[];

/** Nothing for an answer as it is. */
export function codingHeaders(coding: Coding): HeaderList {
  return coding === 'identity' ? [] : ['content-encoding', coding];
}

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
  private readonly bodies = new Map<Coding, { headers: HeaderList; body: Buffer }>();

  constructor(
    private readonly status: number,
    private readonly headers: HeaderList,
    private readonly body: Buffer,
  ) {}

  send(request: FastifyRequest, reply: FastifyReply, more: HeaderList = []): void {
    const { headers, body } = this.in(codingFor(request.headers['accept-encoding']));
    sendRaw(reply, this.status, more.length > 0 ? [...headers, ...more] : headers, body);
  }

  private in(coding: Coding): { headers: HeaderList; body: Buffer } {
    let made = this.bodies.get(coding);
    if (!made) {
      const body =
        coding === 'gzip' ? gzipSync(this.body, { level: 9 }) : coding === 'br' ? brotli(this.body) : this.body;
      made = { headers: [...this.headers, ...codingHeaders(coding)], body };
      this.bodies.set(coding, made);
    }
    return made;
  }
}
