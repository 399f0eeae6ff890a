import { start } from './start.js';

/** The web process; with ROLE unset it executes jobs as well, which is how `npm start` runs everything in one process. */
await start();
