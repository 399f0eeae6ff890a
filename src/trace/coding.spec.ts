import { describe, expect, it } from '@jest/globals';
import { codingFor, type Coding } from './coding.js';

describe('the coding for an Accept-Encoding', () => {
  it.each<[string | undefined, Coding]>([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['br', 'br'],
    ['br;q=0.1, deflate', 'br'],
    ['deflate', 'identity'],
    ['*', 'gzip'],
    ['gzip;q=0, *', 'br'],
    ['gzip;q=0, br;q=0', 'identity'],
    ['gzip;q=0.000', 'identity'],
    ['*;q=0', 'identity'],
    ['*;q=0, br', 'br'],
    ['identity', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=1', 'gzip'],
    ['identity;q=0', 'identity'],
    ['gzip;q=nonsense', 'gzip'],
  ])('%s: %s', (accept, coding) => expect(codingFor(accept)).toBe(coding));
});
