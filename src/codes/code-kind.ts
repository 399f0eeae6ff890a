/** What a code is stuck on. The numbers stand in printed codes: never renumber; 0 stays unused, so that an empty block is no code. */
export const CODE_KINDS = {
  batch: 1,
  package: 2,
  carton: 3,
  pallet: 4,
  roll: 5,
  sack: 6,
  'delivery-note': 7,
} as const;

export type CodeKind = keyof typeof CODE_KINDS;

const NAMES = new Map<number, CodeKind>(Object.entries(CODE_KINDS).map(([name, number]) => [number, name as CodeKind]));

/** The kind with this number, or undefined. */
export function kindOfNumber(number: number): CodeKind | undefined {
  return NAMES.get(number);
}
