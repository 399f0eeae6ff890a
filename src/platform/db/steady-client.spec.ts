import { expect, it } from '@jest/globals';
import { connectionOptions } from './connection-options.js';
import { SteadyClient } from './steady-client.js';

it('hears the loss of a connection that nobody listens to, so that the process goes on', () => {
  const { Client } = connectionOptions('postgresql://a@b/c', 'bencao_app', 1, {
    ...{ connectMs: 1, statementMs: 1, lockMs: 1, idleTxMs: 1 },
  });
  expect(Client).toBe(SteadyClient);
  expect(() => new Client().emit('error', new Error('terminating connection'))).not.toThrow();
});
