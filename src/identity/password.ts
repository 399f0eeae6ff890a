/**
 * What a password must be. Length and a list of the usual ones, no rules about symbols (NIST SP 800-63B §5.1.1.2): such
 * rules make people write passwords down beside the scale.
 */
export const PASSWORD_MIN = 10;
/** Argon2 takes any length; a limit keeps a request from being made expensive. */
export const PASSWORD_MAX = 128;
/** The published password of the demonstration; refused for everything else. */
export const DEMONSTRATION_PASSWORD = 'bencao-demo';

const USUAL = [
  DEMONSTRATION_PASSWORD,
  '1234567890',
  '0123456789',
  '0987654321',
  '1111111111',
  '12345678910',
  '123456789a',
  'a123456789',
  'qwertyuiop',
  'password123',
  'password1234',
  'admin12345',
  'admin123456',
  'woaini1314',
  'woaini520520',
  '1qaz2wsx3edc',
  'qwer123456',
  'abc1234567',
  'iloveyou123',
];

export type PasswordFault = 'too-short' | 'too-long' | 'usual' | 'contains-login' | 'monotonous';

/** The first thing wrong with a password, or null. Characters are counted, not bytes: 十个汉字的口令可以用. */
export function passwordFault(password: string, login: string): PasswordFault | null {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < PASSWORD_MIN) return 'too-short';
  if (characters.length > PASSWORD_MAX) return 'too-long';
  const folded = characters.join('').toLowerCase();
  if (USUAL.includes(folded)) return 'usual';
  if (login.length >= 4 && folded.includes(login.toLowerCase())) return 'contains-login';
  if (new Set(characters).size < 4) return 'monotonous';
  return null;
}

/** Both forms of a character are one password: a phone's keyboard and a desk's do not agree on NFC. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}
