/**
 * 统一社会信用代码, the code every Chinese organisation carries (GB 32100-2015): 18 characters of an alphabet of 31
 * (no I, O, S, V, Z): registering department (1), class (1), division by GB/T 2260 (6), organisation code by GB 11714 (9,
 * the last its own check character), check character (1).
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = /^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character: 31 minus the sum of character values times 3^i, modulo 31 (GB 32100-2015 §4.5). Needs 17 characters. */
export function usccCheckCharacter(body: string): string {
  if (body.length !== 17) throw new RangeError(`17 characters are wanted, ${body.length} were given`);
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError(`${character} is not in the alphabet of GB 32100`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** Upper case, no blanks and hyphens around or between, full-width forms folded: what people paste from a licence. */
export function normaliseUscc(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** True for 18 characters of the right shape whose check character fits. Expects a normalised code. */
export function isUscc(code: string): boolean {
  return SHAPE.test(code) && usccCheckCharacter(code.slice(0, 17)) === code.charAt(17);
}

/** The 9th character of an organisation code (GB 11714-1997): 11 minus a weighted sum modulo 11, 10 written X. */
function organisationCheckCharacter(eight: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * parseInt(eight.charAt(index), 36),
    0,
  );
  const rest = (11 - (sum % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
}

/**
 * A well-formed code for demonstrations and tests, both check characters right.
 * @param prefix registering department and class: 91 company, 93 farmers' cooperative, 12 public institution, 11 authority
 * @param division six digits of GB/T 2260
 * @param serial 0 … 99,999; the organisation code starts MA9, which the register gives out late
 */
export function demonstrationUscc(prefix: string, division: string, serial: number): string {
  const eight = `MA9${String(serial).padStart(5, '0')}`;
  const body = `${prefix}${division}${eight}${organisationCheckCharacter(eight)}`;
  return body + usccCheckCharacter(body);
}
