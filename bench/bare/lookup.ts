import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import pg from 'pg';

/**
 * The bare case of the look-up goals: node:http and one prepared query for each code, giving the compressed document
 * from its row. With a path under /static the same bytes come from memory.
 */
const { DATABASE_URL: url, PORT: port } = process.env;
const pool = new pg.Pool({ connectionString: url, max: 8 });
const fixed = gzipSync(Buffer.alloc(6_000, 'static'));
const headers = {
  'content-type': 'application/json',
  'content-encoding': 'gzip',
  'cache-control': 'private, no-cache',
};

createServer((request, response) => {
  const path = request.url ?? '/';
  if (path.startsWith('/static')) {
    response.writeHead(200, { ...headers, 'content-length': fixed.length }).end(fixed);
    return;
  }
  pool
    .query({ name: 'doc', text: 'select body from bare.doc where code = $1', values: [path.slice(1)] })
    .then(({ rows }) => {
      const body: Buffer = rows[0]?.body ?? Buffer.from('{}');
      response.writeHead(rows[0] ? 200 : 404, { ...headers, 'content-length': body.length }).end(body);
    })
    .catch(() => response.writeHead(500, { 'content-length': 0 }).end());
}).listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
