import { loadConfig } from './platform/config/config.js';
import { whyNotStarted } from './platform/lifecycle/why-not-started.js';
import { migrate } from './migrate.js';

// The migrate step of the compose file: brings the schema up to date and ends. A whole `npm start` does it by itself.
try {
  const done = await migrate(loadConfig());
  process.stdout.write(done.length === 0 ? 'The schema is up to date.\n' : `${done.join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${whyNotStarted(error)}\n`);
  process.exitCode = 1;
}
