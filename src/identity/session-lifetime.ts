import type { Role } from './permissions.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How long a session lives without use, and at most, in seconds. */
export interface SessionLifetime {
  idleSeconds: number;
  absoluteSeconds: number;
}

/**
 * A field phone stays logged in for 30 days without use: weeks without a signal are usual, and records wait on the phone
 * meanwhile. A desk in an office, where releases and holds are decided, goes back to the login after a working day.
 */
export function sessionLifetime(role: Role): SessionLifetime {
  switch (role) {
    case 'grower':
    case 'clerk':
    case 'processor':
    case 'carrier':
    case 'receiver':
      return { idleSeconds: 30 * DAY, absoluteSeconds: 180 * DAY };
    case 'quality-head':
    case 'laboratory':
    case 'trader':
    case 'regulator':
    case 'administrator':
      return { idleSeconds: 12 * HOUR, absoluteSeconds: 30 * DAY };
  }
}
