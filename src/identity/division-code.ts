/**
 * Division codes: GB/T 2260 for province (2 digits), city (4) and county (6), GB/T 10114 and the statistics bureau's list
 * for town (9) and village (12). The national table pads with zeros (140000 is 山西, 141000 is 临汾); a region is compared
 * by what is left without them.
 */
const SHAPE = /^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$/;

/** True for 2, 4, 6, 9 or 12 digits, the first not zero. */
export function isDivisionCode(code: string): boolean {
  return SHAPE.test(code);
}

/** The code without its zero padding: 141000 → 1410, 140000 → 14, 141026000000 → 141026. */
export function divisionPrefix(code: string): string {
  let prefix = code;
  if (prefix.length === 12 && prefix.endsWith('000')) prefix = prefix.slice(0, 9);
  if (prefix.length === 9 && prefix.endsWith('000')) prefix = prefix.slice(0, 6);
  if (prefix.length === 6 && prefix.endsWith('00')) prefix = prefix.slice(0, 4);
  if (prefix.length === 4 && prefix.endsWith('00')) prefix = prefix.slice(0, 2);
  return prefix;
}

/** True when `code` lies in `region` or is the region itself: 1410 covers 141026 and 141000, never 140000 or 1402. */
export function regionCovers(region: string, code: string): boolean {
  if (!isDivisionCode(region) || !isDivisionCode(code)) return false;
  return divisionPrefix(code).startsWith(divisionPrefix(region));
}
