import { loadConfig } from './platform/config/config.js';
import { run } from './run.js';

const running = await run(loadConfig(), (line) => process.stderr.write(`${line}\n`));
process.stdout.write(`${running.localUrl}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void running.stop().then(() => process.exit(0)));
}
