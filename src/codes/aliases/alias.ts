import type { Bilingual } from '../../platform/errors.js';

/**
 * Whose number it is. `drug-trace-code`: 药品追溯码, NMPAB/T 1002-2019. `gtin-lot`: GS1 AI (01) and (10). `handle`: 工业互联网
 * 标识解析, prefix/suffix. `platform`: what a platform that is named beside it calls the lot.
 */
export const ALIAS_SCHEMES = ['drug-trace-code', 'gtin-lot', 'handle', 'platform'] as const;
export type AliasScheme = (typeof ALIAS_SCHEMES)[number];

export type ReadAlias = { value: string } | { fault: Bilingual };

/** GS1 General Specifications, character set 82: what a lot number (AI 10) may hold, at most 20 of them. */
const GS1_LOT = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;
const GTIN_LENGTHS = [8, 12, 13, 14];
const ELEMENT_STRING = /^\(01\)(\d{14})\(10\)(.+)$/;
const DIGITAL_LINK = /(?:^|\/)01\/(\d{14})\/10\/([^/?#]+)(?:[?#].*)?$/;
const GTIN_SLASH_LOT = /^(\d{8}|\d{12,14})\/(.+)$/;
/** A prefix is allotted node by node, 88.国家.企业; the suffix is the company's own. */
const HANDLE = /^\d{1,5}(?:\.[0-9A-Za-z_-]{1,40}){1,5}\/[\x21-\x7e]{1,120}$/;
const MAX_OWN = 120;

const FAULTS = {
  drug: {
    zh: '药品追溯码应为 20 位数字，前 7 位为药品标识码，不以 0 开头',
    en: 'a drug trace code has 20 digits, of which the first 7 name the drug and the very first is not 0',
  },
  form: {
    zh: '应写作 (01)14 位 GTIN(10)批号、GTIN/批号，或 GS1 Digital Link 的 /01/…/10/…',
    en: 'write (01)GTIN-14(10)LOT, GTIN/LOT, or a GS1 Digital Link with /01/…/10/…',
  },
  check: { zh: 'GTIN 的校验位不对', en: 'the check digit of the GTIN does not fit' },
  lot: {
    zh: 'GTIN 后的批号为 1 至 20 个 GS1 字符集 82 的字符，不含汉字和空格',
    en: 'the lot after the GTIN has 1 to 20 characters of GS1 character set 82',
  },
  handle: {
    zh: '标识应写作 前缀/后缀，例如 88.118.8/LQ-20250901',
    en: 'a handle is prefix/suffix, such as 88.118.8/LQ-20250901',
  },
  own: {
    zh: `应为 1 至 ${MAX_OWN} 个字符，不含空格`,
    en: `must be 1 to ${MAX_OWN} characters without spaces`,
  },
} satisfies Record<string, Bilingual>;

/** Brings a number into the one form in which it is kept, or says what is wrong with it. */
export function readAlias(scheme: AliasScheme, text: string): ReadAlias {
  const plain = text.normalize('NFKC').trim();
  switch (scheme) {
    case 'drug-trace-code': {
      const digits = plain.replace(/[\s-]/g, '');
      return /^[1-9]\d{19}$/.test(digits) ? { value: digits } : { fault: FAULTS.drug };
    }
    case 'gtin-lot':
      return readGtinLot(plain);
    case 'handle':
      return HANDLE.test(plain) ? { value: plain } : { fault: FAULTS.handle };
    case 'platform':
      return plain.length <= MAX_OWN && /^\S+$/u.test(plain) ? { value: plain } : { fault: FAULTS.own };
  }
}

/** Every form in which a typed text could have been kept; whoever types a number does not say whose it is. */
export function aliasValues(text: string): string[] {
  const values = ALIAS_SCHEMES.map((scheme) => readAlias(scheme, text));
  return [...new Set(values.flatMap((read) => ('value' in read ? read.value : [])))];
}

/** GS1 modulo 10: from the right, the digits before the check digit weigh 3, 1, 3, … */
export function gtinIsSound(gtin: string): boolean {
  const digits = [...gtin].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

function readGtinLot(text: string): ReadAlias {
  const found = ELEMENT_STRING.exec(text) ?? DIGITAL_LINK.exec(text) ?? GTIN_SLASH_LOT.exec(text);
  const gtin = found?.[1];
  if (gtin === undefined || !GTIN_LENGTHS.includes(gtin.length)) return { fault: FAULTS.form };
  const lot = DIGITAL_LINK.test(text) ? decoded(found![2]!) : found![2]!;
  if (!gtinIsSound(gtin)) return { fault: FAULTS.check };
  if (lot === undefined || !GS1_LOT.test(lot)) return { fault: FAULTS.lot };
  return { value: `(01)${gtin.padStart(14, '0')}(10)${lot}` };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
