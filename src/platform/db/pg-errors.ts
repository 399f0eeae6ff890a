interface PgError {
  code?: unknown;
  constraint?: unknown;
  driverError?: PgError;
}

function driverError(error: unknown): PgError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const candidate = error as PgError;
  return candidate.driverError ?? candidate;
}

/** The five-character SQLSTATE of a database error, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  const code = driverError(error)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The name of the violated constraint; rooms turn it into their own DomainError. */
export function violatedConstraint(error: unknown): string | undefined {
  const state = sqlState(error);
  const name = driverError(error)?.constraint;
  return state?.startsWith('23') && typeof name === 'string' ? name : undefined;
}

/**
 * The same refusal as a failed serialization, so that `inTx` runs the whole act again: for constraints that only a race can
 * violate, because the act looked first. The second run sees what the other transaction did and says it in words.
 */
export function onceMore(error: unknown): Error {
  return Object.assign(new Error('another transaction was first', { cause: error }), { code: '40001' });
}
