import pg from 'pg';

/**
 * A connection whose loss is told by the queries it breaks off, and never ends the process. While a pool's connection is
 * lent out, the pool does not listen to its errors; a server that dies between two queries of a borrower would else be
 * an 'error' event that nobody hears.
 */
export class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
