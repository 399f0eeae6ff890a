import { brotliCompressSync, constants } from 'node:zlib';

/** How a body is sent. */
export type Coding = 'gzip' | 'br' | 'identity';

/**
 * The coding for an Accept-Encoding (RFC 9110 §12.5.3). Pages are kept as gzip, so that is taken wherever it is acceptable and not
 * ranked below the plain text; brotli only for who takes nothing else. Without the field, or with everything forbidden, plain.
 */
export function codingFor(acceptEncoding: string | undefined): Coding {
  if (acceptEncoding === undefined) return 'identity';
  let coding = saidBefore.get(acceptEncoding);
  if (coding !== undefined) return coding;
  coding = readCoding(acceptEncoding);
  if (saidBefore.size < MAX_REMEMBERED && acceptEncoding.length < 200) saidBefore.set(acceptEncoding, coding);
  return coding;
}

/** What browsers say is a handful of texts, sent with every request. */
const saidBefore = new Map<string, Coding>();
const MAX_REMEMBERED = 200;

function readCoding(acceptEncoding: string): Coding {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.trim().split(/\s*;\s*/);
    if (coding !== '') weights.set(coding === 'x-gzip' ? 'gzip' : coding, weightIn(parameters));
  }
  const any = weights.get('*');
  const plain = weights.get('identity') ?? (any === 0 ? 0 : undefined);
  for (const coding of ['gzip', 'br'] as const) {
    const weight = weights.get(coding) ?? any ?? 0;
    // Plain text is acceptable unless it is forbidden, and preferred only when it is named.
    if (weight > 0 && weight >= (plain ?? 0)) return coding;
  }
  return 'identity';
}

/** `q=0.5`; whatever cannot be read counts as 1, as if it were not there. */
function weightIn(parameters: readonly string[]): number {
  const q = parameters.map((parameter) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean);
  return q === undefined ? 1 : Math.min(1, Number(q));
}

/** Brotli at a level that costs about what gzip does: it is made for each answer, as nothing is kept in it. */
export function brotli(plain: Buffer): Buffer {
  return brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
}
