const HASH = /"([0-9a-f]{64})"/g;

/** SHA-256 sums that stand in the open part of a fact: of a printed report, of photos, of papers. */
export function namedFiles(open: unknown): string[] {
  return [...new Set([...JSON.stringify(open).matchAll(HASH)].map(([, hash]) => hash!))];
}

const SIGNS: readonly [ending: string, at: number, sign: string][] = [
  ['pdf', 0, '255044462d'],
  ['png', 0, '89504e47'],
  ['jpg', 0, 'ffd8ff'],
  ['webp', 8, '57454250'],
];

/** The ending that a program on a desk knows the file by. */
export function endingOf(bytes: Buffer): string {
  const known = SIGNS.find(([, at, sign]) => bytes.subarray(at, at + sign.length / 2).toString('hex') === sign);
  return known?.[0] ?? 'bin';
}
