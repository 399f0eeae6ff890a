import { connect, type Socket } from 'node:net';

/** Outcome of one spell of load. */
export interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers by status code, so that a fast error cannot pass for speed. */
  statuses: Record<string, number>;
}

/**
 * Keeps `connections` keep-alive sockets busy with GETs for `seconds`, one request in flight on each. Plain sockets and
 * prepared bytes: the client shares two cores with the server, so it must cost next to nothing. `headers` may differ from path to path;
 * `pauseMs` between the requests of one socket makes a steady rate instead of all that goes.
 */
export async function httpLoad(
  port: number,
  paths: string[],
  connections: number,
  seconds: number,
  headers: string | ((index: number) => string) = '',
  pauseMs = 0,
): Promise<Load> {
  const headersOf = typeof headers === 'string' ? () => headers : headers;
  const requests = paths.map((path, index) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: bench\r\n${headersOf(index)}\r\n`),
  );
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const until = performance.now() + seconds * 1000;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(await open(port));
      while (performance.now() < until) {
        const sent = performance.now();
        const status = await client.request(requests[next++ % requests.length]!);
        latencies.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      }
      client.close();
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (q: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  return { requestsPerSecond: latencies.length / elapsed, p50Ms: at(0.5), p99Ms: at(0.99), statuses };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

/** Reads answers by Content-Length, which every server of the bench sends. */
class Client {
  private buffer: Buffer = Buffer.alloc(0);
  private waiting: { resolve: (status: string) => void; reject: (error: Error) => void } | undefined;

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
      this.tryFinish();
    });
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  request(bytes: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private tryFinish(): void {
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.toString('latin1', 0, end);
    const length = /content-length: (\d+)/i.exec(head);
    const total = end + 4 + (length ? Number(length[1]) : 0);
    if (this.buffer.length < total) return;
    this.buffer = this.buffer.subarray(total);
    const done = this.waiting;
    this.waiting = undefined;
    done?.resolve(head.slice(9, 12));
  }
}
