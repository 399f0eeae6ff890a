import { SteadyClient } from './steady-client.js';
/** The three roles of the database (migration 1764000000100); a connection takes one at start-up and keeps it. */
export type DatabaseRole = 'bencao_app' | 'bencao_system' | 'bencao_owner';

export interface ConnectionTimeouts {
  connectMs: number;
  statementMs: number;
  lockMs: number;
  idleTxMs: number;
}

/**
 * node-postgres settings of a pool under one role. The role comes with the start-up packet, so there is no moment at
 * which the connection runs as the login itself. Timeouts stand on the server: a client-side timeout would only stop
 * us listening while the query runs on.
 */
export function connectionOptions(url: string, role: DatabaseRole, max: number, timeouts: ConnectionTimeouts) {
  return {
    connectionString: url,
    Client: SteadyClient,
    max,
    keepAlive: true,
    connectionTimeoutMillis: timeouts.connectMs,
    application_name: role,
    options: [
      `-c role=${role}`,
      `-c statement_timeout=${timeouts.statementMs}`,
      `-c lock_timeout=${timeouts.lockMs}`,
      `-c idle_in_transaction_session_timeout=${timeouts.idleTxMs}`,
      '-c TimeZone=UTC',
    ].join(' '),
  };
}
