import type { FindingDraft } from '../rules/finding.js';

/** A form of registration number (inputs.json `registrationFormats`), with what it allows. */
export interface RegistrationFormat {
  pattern: string;
  /** May such a product be used in a field? 卫生用 (WP) and 仅供出口 (EX) may not. */
  field: boolean;
  nameZh: string;
}

/**
 * a pesticide has a 农药登记证号 in one of the known forms, and of a kind meant for the field (《农药管理条例》).
 * None at all warns (a home-made preparation, a label nobody copied); a wrong one, WP or EX blocks.
 */
export function pesticideRegistration(
  product: string,
  number: string | undefined,
  formats: readonly RegistrationFormat[],
): FindingDraft[] {
  if (number === undefined)
    return [
      {
        ruleId: 'R-11',
        level: 'warn',
        message: {
          zh: `农药“${product}”没有写登记证号`,
          en: `the pesticide "${product}" was recorded without a registration number`,
        },
      },
    ];
  const plain = number.normalize('NFKC').trim().toUpperCase();
  const form = formats.find(({ pattern }) => new RegExp(pattern, 'u').test(plain));
  if (form?.field === true) return [];
  return [
    {
      ruleId: 'R-11',
      level: 'block',
      message:
        form === undefined
          ? {
              zh: `“${product}”的登记证号“${number}”不是农药登记证号的格式`,
              en: `"${number}" of "${product}" has not the form of a pesticide registration number`,
            }
          : {
              zh: `“${product}”的登记证号“${number}”属于${form.nameZh}，不得用于田间`,
              en: `"${number}" of "${product}" is a registration that is not for the field`,
            },
    },
  ];
}
