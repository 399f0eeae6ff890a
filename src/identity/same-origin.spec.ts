import { describe, expect, it } from '@jest/globals';
import { isFromOurPages } from './same-origin.js';

const ours = 'https://trace.example.cn';
const post = { method: 'POST', fetchSite: undefined, origin: undefined, host: 'trace.example.cn' };

describe('where a request comes from', () => {
  it('our own pages, and programs that are no browser, may write', () => {
    expect(isFromOurPages(post, ours)).toBe(true);
    expect(isFromOurPages({ ...post, fetchSite: 'same-origin' }, ours)).toBe(true);
    expect(isFromOurPages({ ...post, origin: ours }, ours)).toBe(true);
    expect(isFromOurPages({ ...post, origin: 'http://192.168.1.7:3000', host: '192.168.1.7:3000' }, ours)).toBe(true);
  });

  it('pages of other sites, neighbours on our domain and sandboxed frames may not', () => {
    expect(isFromOurPages({ ...post, fetchSite: 'cross-site' }, ours)).toBe(false);
    expect(isFromOurPages({ ...post, fetchSite: 'same-site', origin: ours }, ours)).toBe(false);
    expect(isFromOurPages({ ...post, origin: 'https://evil.example' }, ours)).toBe(false);
    expect(isFromOurPages({ ...post, origin: 'null' }, ours)).toBe(false);
    expect(isFromOurPages({ ...post, method: 'DELETE', origin: 'https://evil.example' }, ours)).toBe(false);
    expect(isFromOurPages({ ...post, origin: 'https://evil.example', host: undefined }, ours)).toBe(false);
  });

  it('reading is open: a link from anywhere must work', () => {
    expect(
      isFromOurPages({ ...post, method: 'GET', fetchSite: 'cross-site', origin: 'https://evil.example' }, ours),
    ).toBe(true);
  });
});
