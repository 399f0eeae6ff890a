import { createHash } from 'node:crypto';

/** 2025-07-01T00:00:00Z: the demonstration's ids sort as if made in that season. */
const BASE_MS = 1_751_328_000_000;

/**
 * A UUIDv7 that is the same at every run for the same label. A demonstration that was cut off is simply told again:
 * every act already recorded answers as a replay.
 */
export function demoId(label: string): string {
  const hash = createHash('sha256').update(`bencao-demo:${label}`).digest('hex');
  const time = (BASE_MS + parseInt(hash.slice(0, 6), 16)).toString(16).padStart(12, '0');
  const variant = '89ab'[parseInt(hash[6]!, 16) & 3]!;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(7, 10)}-${variant}${hash.slice(10, 13)}-${hash.slice(13, 25)}`;
}
