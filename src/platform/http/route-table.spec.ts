import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('the table of routes', () => {
  const table = new RouteTable();
  table.add('GET', '/api/batches');
  table.add('POST', '/api/batches');
  table.add(['GET', 'HEAD'], '/api/batches/:id');
  table.add('GET', '/ledger/tile/*');
  table.add('GET', '/a.b');
  table.add('OPTIONS', '*');

  it.each<[string, string[]]>([
    ['/api/batches', ['GET', 'POST']],
    ['/api/batches/', ['GET', 'POST']],
    ['/api/batches/x', ['GET', 'HEAD']],
    ['/api/batches/x/y', []],
    ['/ledger/tile/0/001.p/5', ['GET']],
    ['/axb', []],
    ['/nowhere', []],
    ['/', []],
  ])('%s takes %j', (path, methods) => expect(table.methodsOf(path)).toEqual(methods));
});
