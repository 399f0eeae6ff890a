/** A login: 2 to 64 of lower-case letters, digits, dot, underscore and hyphen, so that it can be said over a telephone. */
export const LOGIN_SHAPE = /^[a-z0-9][a-z0-9._-]{1,63}$/;

/** What is compared: without blanks around it, full-width forms folded, lower case. */
export function normaliseLogin(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}
