import { start } from './start.js';

/** The job process of a server: executes jobs, relays, seals. */
await start('worker');
