// Started by embedded-postgres.spec.ts, which kills it: starts a cluster, commits a row, tells, and waits.
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';

const server = await EmbeddedPostgres.start({
  directory: process.argv[2]!,
  settings: { shared_buffers: '16MB', max_connections: 20 },
});
const client = new pg.Client({ connectionString: server.url, options: '-c role=bencao_owner' });
await client.connect();
await client.query('create table kept as select 1250 as grams');
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url })}\n`);
setInterval(() => undefined, 60_000);
