/** Who asked: only regulators have a region. */
export interface Asking {
  region?: string;
}

/** A refusal; that of a lot names it. */
export interface Refused {
  code: string;
  lot?: unknown;
}

/**
 * a regulator sees lots whose family touches its region, and every other lot as one that does not exist. The lot of a
 * look that ended so, or undefined when it ended otherwise or somebody else asked; whether the lot exists at all is for
 * whoever counts to find out.
 */
export function hiddenFromRegulator({ region }: Asking, refused: Refused): string | undefined {
  if (region === undefined || refused.code !== 'lots/no-such-lot') return undefined;
  return typeof refused.lot === 'string' ? refused.lot : undefined;
}
