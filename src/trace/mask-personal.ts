/**
 * Free text of a record may hold what its writer should not have put there. The public page shows free text only through this
 * filter. It masks mainland mobile and fixed-line numbers, resident identity numbers, bank cards, pairs of coordinates and
 * amounts of money; names cannot be recognised, so fields meant for names are never shown at all.
 */
export function maskPersonal(text: string): string {
  let masked = text.normalize('NFKC');
  for (const pattern of PATTERNS) masked = masked.replace(pattern, MASK);
  return masked === text.normalize('NFKC') ? text : masked;
}

const MASK = '***';

/** Between digits people put spaces and dashes. */
const GAP = String.raw`[\s-]?`;
const digits = (count: string): string => String.raw`(?:\d${GAP})${count}`;

const PATTERNS: readonly RegExp[] = [
  // GB 11643: 17 digits and a check character; bank cards (ISO/IEC 7812) have 16 to 19 digits.
  new RegExp(String.raw`(?<![0-9A-Za-z])${digits('{15,18}')}[\dXx](?![0-9A-Za-z])`, 'g'),
  new RegExp(String.raw`(?<!\d)(?:\+?86${GAP})?1[3-9]${GAP}${digits('{8}')}\d(?!\d)`, 'g'),
  new RegExp(String.raw`(?<!\d)0\d{2,3}${GAP}[2-9]\d{6,7}(?!\d)`, 'g'),
  // One coordinate in degrees, to ten metres or finer; then pairs of coarser ones; then degrees and minutes.
  /(?<![\d.])\d{2,3}\.\d{4,}(?![\d.])/g,
  /[-+]?\d{1,3}\.\d{3,}\s*°?\s*[NSns北南]?\s*[,;，；、/ ]\s*[-+]?\d{1,3}\.\d{3,}\s*°?\s*[EWew东西]?/g,
  /\d{1,3}\s*°\s*\d{1,2}\s*['′]\s*(?:\d{1,2}(?:\.\d+)?\s*(?:"|″|'')?)?\s*[NSEWnsew北南东西]?/g,
  /[¥$]\s*\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s*(?:元|块钱|CNY|RMB)(?:\s*\/\s*\S+)?/gi,
];
