import { describe, expect, it } from '@jest/globals';
import { requestUrl } from './request-url.js';

describe('the address of a request', () => {
  it.each([
    ['/api/lots/0197C3F7-5A49-7DD3-AC12-EE7E1B07D097?a=B', '/api/lots/0197c3f7-5a49-7dd3-ac12-ee7e1b07d097?a=B'],
    ['/T/A2SCQ7JB5B227M9H4CZRSQEPMGPH', '/T/A2SCQ7JB5B227M9H4CZRSQEPMGPH'],
    ['/t?number=%E9%9D%92', '/t?number=%E9%9D%92'],
    ['/t/%E0%A4%A', '/t/%25E0%25A4%25A'],
    ['/api/lots/%ff', '/api/lots/%25ff'],
    ['/api/jobs/1/files/%00', '/api/jobs/1/files/%2500'],
    ['/t/%0d%0aSet-Cookie:x', '/t/%250d%250aSet-Cookie:x'],
  ])('%s is routed as %s', (sent, routed) => expect(requestUrl(sent)).toBe(routed));
});
