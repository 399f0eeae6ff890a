import { gathering, growing } from './growing.js';
import { handingOver } from './handing-over.js';
import { judging } from './judging.js';
import { making } from './making.js';
import { storing } from './storing.js';
import type { Tellers } from './teller.js';

/** Every type of fact that is told, by its name. A type not listed is not told. */
export const TELLERS: Tellers = { ...growing, ...gathering, ...making, ...judging, ...handingOver, ...storing };
