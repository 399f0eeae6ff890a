import { loadConfig } from './platform/config/config.js';
import { EmbeddedPostgres } from './platform/embedded/embedded-postgres.js';
import { stopOnSignals } from './platform/lifecycle/stop-on-signals.js';
import { whyNotStarted } from './platform/lifecycle/why-not-started.js';
import { run } from './run.js';

const log = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const config = loadConfig();
  const starting = run(config, log);
  // Set before anything is started: Ctrl-C during the first start must stop the database too.
  stopOnSignals({
    stop: async () => (await starting).stop(),
    abandon: () => EmbeddedPostgres.abandonAll(),
    timeoutMs: config.shutdownTimeoutMs,
    log,
  });
  const running = await starting;
  process.stdout.write(`${running.localUrl}\n`);
} catch (error) {
  log(whyNotStarted(error));
  EmbeddedPostgres.abandonAll();
  process.exit(1);
}
