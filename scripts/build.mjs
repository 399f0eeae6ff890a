// `npm run build`: dist/ from scratch.
import { build, ensureInstalled, ensureNode } from './prepare.mjs';

ensureNode();
ensureInstalled();
build();
