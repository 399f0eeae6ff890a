// `npm run bench`: builds if need be, then measures. Further arguments choose goals and rounds.
import process from 'node:process';
import { ensureBuilt, ensureInstalled, ensureNode, root } from './prepare.mjs';

ensureNode();
process.chdir(root);
ensureInstalled();
ensureBuilt();
await import('../dist/bench/main.js');
