import type { Server, ServerResponse } from 'node:http';

/**
 * Ends an HTTP server without dropping a request. First every answer tells its client to leave the connection, while
 * new ones are still accepted (a proxy needs a moment to see that readiness is red); then the door is closed, and
 * connections end as soon as they have nothing to answer. Fastify alone waits for idle keep-alive clients, and its
 * `forceCloseConnections: true` drops answers that are being written.
 *
 * @param graceMs how long new connections are still accepted
 */
export async function drainHttp(server: Server, graceMs: number): Promise<void> {
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  await new Promise((done) => setTimeout(done, graceMs));
  if (!server.listening) return;
  const sweep = setInterval(() => server.closeIdleConnections(), 25);
  try {
    await new Promise<void>((done) => server.close(() => done()));
  } finally {
    clearInterval(sweep);
  }
}
