// `npm start`: from a fresh clone to a running product. Installs what is missing, builds what has changed, starts.
import process from 'node:process';
import { ensureBuilt, ensureInstalled, ensureNode, root } from './prepare.mjs';

ensureNode();
// Relative settings (DATA_DIR) mean the repository, wherever npm was called from.
process.chdir(root);
ensureInstalled();
ensureBuilt();
// npm passes SIGTERM to the shell between us and itself, which ends without passing it on: its end is our signal.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
// In this very process: signals arrive once, and the exit code is the product's own.
await import('../dist/bundle/main.js');
