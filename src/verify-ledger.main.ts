import { parseArgs } from 'node:util';
import { misfitText } from './ledger/page-check.js';
import type { Report } from './ledger/verify/verify-ledger.queries.js';
import { loadConfig } from './platform/config/config.js';
import { whyNotStarted } from './platform/lifecycle/why-not-started.js';
import { verifyProduct } from './verify-ledger.js';

// `npm run verify-ledger [-- --checkpoint FILE …]`. Exit code 0 when all fits, 1 when something does not, 2 when it
// could not look.

function textOf({ facts, leaves, checkpoints, waiting, root, misfit }: Report, seconds: number): string {
  if (misfit !== undefined) return `账本不符 DOES NOT FIT: ${misfitText(misfit)}\n`;
  return (
    `账本相符 The ledger fits: ${facts} facts, ${leaves} leaves, ${checkpoints} checkpoints, ${waiting} waiting; ` +
    `root ${root.toString('base64')}; ${seconds.toFixed(1)} s\n`
  );
}

try {
  const { values } = parseArgs({ options: { checkpoint: { type: 'string', multiple: true, default: [] } } });
  const started = Date.now();
  const report = await verifyProduct(loadConfig(), values.checkpoint);
  process.stdout.write(textOf(report, (Date.now() - started) / 1_000));
  process.exitCode = report.misfit === undefined ? 0 : 1;
} catch (error) {
  process.stderr.write(`${whyNotStarted(error)}\n`);
  process.exitCode = 2;
}
