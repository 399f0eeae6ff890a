import { loadConfig, type Config } from './platform/config/config.js';
import { EmbeddedPostgres } from './platform/embedded/embedded-postgres.js';
import { stopOnSignals } from './platform/lifecycle/stop-on-signals.js';
import { whyNotStarted } from './platform/lifecycle/why-not-started.js';
import { firstPeople } from './first-people.js';
import { greet } from './greeting.js';
import { run } from './run.js';

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** The program: web, worker, or both in one process. Whatever stops the start is said in one sentence. */
export async function start(role?: Config['role']): Promise<void> {
  try {
    const config = role === undefined ? loadConfig() : loadConfig().withRole(role);
    const starting = run(config, log);
    // Set before anything is started: Ctrl-C during the first start must stop the database too.
    stopOnSignals({
      stop: async () => (await starting).stop(),
      abandon: () => EmbeddedPostgres.abandonAll(),
      timeoutMs: config.shutdownTimeoutMs,
      log,
    });
    const running = await starting;
    if (config.role === 'worker') return;
    await greet(running, await firstPeople(running), (line) => void process.stdout.write(`${line}\n`));
  } catch (error) {
    log(whyNotStarted(error));
    EmbeddedPostgres.abandonAll();
    process.exit(1);
  }
}
