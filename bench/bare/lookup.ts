import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import pg from 'pg';

/**
 * The bare cases of the look-up goals: node:http and PostgreSQL, giving the compressed document from its row.
 * /one/: one prepared query for each code (pool of 8). /batch/: the codes of one turn of the event loop in one query (pool of 8).
 * /best/: the same over two connections, the fastest way that was found. /static: the same bytes from memory.
 */
const { DATABASE_URL: url, PORT: port } = process.env;
const fixed = gzipSync(Buffer.alloc(6_000, 'static'));
const headers = {
  'content-type': 'application/json',
  'content-encoding': 'gzip',
  'cache-control': 'private, no-cache',
};
const eight = new pg.Pool({ connectionString: url, max: 8 });
const two = new pg.Pool({ connectionString: url, max: 2 });

type LookUp = (code: string) => Promise<Buffer | undefined>;

const one: LookUp = async (code) => {
  const { rows } = await eight.query<{ body: Buffer }>({
    ...{ name: 'doc', text: 'select body from bare.doc where code = $1', values: [code] },
  });
  return rows[0]?.body;
};

/** Gathers the codes of one turn of the event loop; no more queries at a time than the pool has connections. */
function together(pool: pg.Pool, connections: number): LookUp {
  let waiting = new Map<string, ((body: Buffer | undefined) => void)[]>();
  let [inFlight, scheduled] = [0, false];
  const schedule = (): void => {
    if (scheduled || inFlight >= connections || waiting.size === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void ask();
    });
  };
  const ask = async (): Promise<void> => {
    const asked = waiting;
    waiting = new Map();
    inFlight += 1;
    const { rows } = await pool.query<{ code: string; body: Buffer }>({
      name: 'docs',
      text: 'select code, body from bare.doc where code = any($1)',
      values: [[...asked.keys()]],
    });
    inFlight -= 1;
    schedule();
    const bodies = new Map(rows.map(({ code, body }) => [code, body]));
    for (const [code, answers] of asked) for (const answer of answers) answer(bodies.get(code));
  };
  return (code) =>
    new Promise((answer) => {
      const others = waiting.get(code);
      if (others) others.push(answer);
      else waiting.set(code, [answer]);
      schedule();
    });
}

const ways: Record<string, LookUp> = { one, batch: together(eight, 8), best: together(two, 2) };

createServer((request, response) => {
  const [, way = '', code = ''] = (request.url ?? '/').split('/');
  const lookUp = ways[way];
  if (!lookUp) {
    response.writeHead(200, { ...headers, 'content-length': fixed.length }).end(fixed);
    return;
  }
  lookUp(code)
    .then((body) => {
      response.writeHead(body ? 200 : 404, { ...headers, 'content-length': body?.length ?? 0 }).end(body);
    })
    .catch(() => response.writeHead(500, { 'content-length': 0 }).end());
}).listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
