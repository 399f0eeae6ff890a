/**
 * The organisation's own scheme for batch numbers: text with parts in braces, e.g. `LQ-{COUNTY}-{HARVEST}-{SEQ:2}` gives
 * LQ-141026-20250805-01. The running part counts within what the other parts say, so it begins again with each day,
 * county or year the scheme names.
 */
export interface NumberValues {
  /** Code of the herb. */
  herb: string;
  /** Division code of where the batch is made. */
  divisionCode: string;
  /** Chinese calendar days: of the making, and of the last harvest. */
  madeOn: string;
  harvestedOn: string | null;
}

const PART = /\{([A-Z]+)(?::(\d))?\}/g;
const LITERAL = /^[\p{Script=Han}A-Za-z0-9._/-]*$/u;
/** Longest number a label takes. */
const MOST = 60;

const PARTS: Readonly<Record<string, (values: NumberValues) => string>> = {
  HERB: ({ herb }) => herb,
  COUNTY: ({ divisionCode }) => divisionCode.slice(0, 6),
  YYYY: ({ madeOn }) => madeOn.slice(0, 4),
  YYMMDD: ({ madeOn }) => madeOn.replaceAll('-', '').slice(2),
  YYYYMMDD: ({ madeOn }) => madeOn.replaceAll('-', ''),
  HARVEST: ({ madeOn, harvestedOn }) => (harvestedOn ?? madeOn).replaceAll('-', ''),
};

/** What is wrong with a pattern, or undefined. */
export function patternFault(pattern: string): { zh: string; en: string } | undefined {
  const parts = [...pattern.matchAll(PART)];
  if (!LITERAL.test(pattern.replace(PART, '')))
    return { zh: '只能有汉字、字母、数字、._/- 和花括号部分', en: 'takes letters, digits, ._/- and parts in braces' };
  const unknown = parts.find(([, name]) => name !== 'SEQ' && PARTS[name!] === undefined);
  if (unknown !== undefined)
    return {
      zh: `没有 ${unknown[0]}；可用 ${Object.keys(PARTS).join('、')} 和 SEQ:位数`,
      en: `has no part ${unknown[0]}; there are ${Object.keys(PARTS).join(', ')} and SEQ:digits`,
    };
  const running = parts.filter(([, name]) => name === 'SEQ');
  const digits = Number(running[0]?.[2] ?? '2');
  if (running.length !== 1 || digits < 1 || digits > 6)
    return { zh: '须有一个流水号 {SEQ:1} 至 {SEQ:6}', en: 'needs one running part, {SEQ:1} to {SEQ:6}' };
  const longest = rendered(
    pattern,
    { herb: 'X'.repeat(16), divisionCode: '1'.repeat(6), madeOn: '2025-01-01', harvestedOn: null },
    999_999,
  );
  return longest.length > MOST
    ? { zh: `批号不得超过 ${MOST} 字`, en: `gives more than ${MOST} characters` }
    : undefined;
}

/** The number with its running part left open: all numbers of one scope follow each other. */
export function numberScope(pattern: string, values: NumberValues): string {
  return filled(pattern, values, () => '#');
}

export function rendered(pattern: string, values: NumberValues, sequence: number): string {
  return filled(pattern, values, (digits) => String(sequence).padStart(digits, '0'));
}

/** The running part of a number that follows the scheme, or undefined for one that does not. */
export function sequenceOf(pattern: string, values: NumberValues, number: string): number | undefined {
  const [before = '', after = ''] = numberScope(pattern, values).split('#');
  if (!number.startsWith(before) || !number.endsWith(after)) return undefined;
  const middle = number.slice(before.length, number.length - after.length);
  const sequence = Number(middle);
  if (!/^\d{1,9}$/.test(middle) || sequence < 1) return undefined;
  return rendered(pattern, values, sequence) === number ? sequence : undefined;
}

function filled(pattern: string, values: NumberValues, running: (digits: number) => string): string {
  return pattern.replace(PART, (_, name: string, digits: string | undefined) =>
    name === 'SEQ' ? running(Number(digits ?? '2')) : (PARTS[name]?.(values) ?? ''),
  );
}
