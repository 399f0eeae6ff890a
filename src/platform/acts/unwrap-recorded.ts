import type { FastifyReply, FastifyRequest } from 'fastify';
import { Recorded } from './recorded.js';

/**
 * Unwraps a Recorded answer on its way out: 200 when it was given before; else the route's own code (201, or 202 for jobs). A hook of
 * the server and no interceptor: one global interceptor puts an observable around every request of every route.
 */
export function unwrapRecorded(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
): void {
  if (!(payload instanceof Recorded)) return done(null, payload);
  if (payload.replayed) void reply.code(200);
  done(null, payload.answer);
}
