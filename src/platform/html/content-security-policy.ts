import { createHash } from 'node:crypto';

/**
 * Headers of every public page: nothing may be loaded but our own images, no script at all, one inline style by its hash, forms to
 * ourselves, nobody may frame it, and no address leaks to other sites.
 */
export function publicPageHeaders(style: string): Record<string, string> {
  const hash = createHash('sha256').update(style, 'utf8').digest('base64');
  return {
    'content-security-policy': [
      `default-src 'none'`,
      `style-src 'sha256-${hash}'`,
      `img-src 'self' data:`,
      `form-action 'self'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  };
}
