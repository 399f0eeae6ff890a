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
