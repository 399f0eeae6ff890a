// `npm run verify-ledger`: recomputes the whole ledger and names the first thing that does not fit.
import process from 'node:process';
import { ensureBuilt, ensureInstalled, ensureNode, root } from './prepare.mjs';

ensureNode();
process.chdir(root);
ensureInstalled();
ensureBuilt();
await import('../dist/bundle/verify-ledger.main.js');
