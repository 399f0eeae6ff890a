/** What a label of a roll may stand on. */
export const THINGS = ['lot', 'sack', 'package'] as const;
export type Thing = (typeof THINGS)[number];
