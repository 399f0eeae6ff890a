// `npm run code-keys -- check [FILE] | rotate`: is a copy of the code keys whole, and add a key.
import process from 'node:process';
import { ensureBuilt, ensureInstalled, ensureNode, root } from './prepare.mjs';

ensureNode();
process.chdir(root);
ensureInstalled();
ensureBuilt();
await import('../dist/src/code-keys.main.js');
