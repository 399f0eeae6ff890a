/** Why a code is taken out of use. A closed list, because it stands open in the ledger; what more there is to say is sealed. */
export const VOID_REASONS = ['damaged', 'misprinted', 'lost', 'stolen', 'unused', 'wrong-thing'] as const;
export type VoidReason = (typeof VOID_REASONS)[number];
