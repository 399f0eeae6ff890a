import type { FindingDraft } from '../rules/finding.js';
import { applicationsPerSeason } from './applications-per-season.js';
import { bannedInput, type BannedName } from './banned-input.js';
import { growthRegulator } from './growth-regulator.js';
import { herbicideReason } from './herbicide-reason.js';
import { inputInDate } from './input-in-date.js';
import type { InputLabel } from './input-label.js';
import { intervalKnown, type IngredientInterval } from './interval-known.js';
import { labelCrop } from './label-crop.js';
import { labelDose } from './label-dose.js';
import { pesticideRegistration, type RegistrationFormat } from './pesticide-registration.js';
import { toxicOnHerbs } from './toxic-on-herbs.js';

/** The reference data the rules of inputs need. */
export interface InputRules {
  banned: readonly BannedName[];
  formats: readonly RegistrationFormat[];
  tooToxic: readonly string[];
  intervals: readonly IngredientInterval[];
}

/** A product as it is: what was bought, or what was put on. */
export interface JudgedProduct {
  product: string;
  registrationNumber?: string | undefined;
  /** A pesticide: it was sprayed, or bought as one. */
  pesticide: boolean;
  label?: InputLabel | undefined;
  expiresOn?: string | null | undefined;
  /** Day of use, or of the purchase. */
  day: string;
  purpose?: string | undefined;
}

/** of a product, whether it was bought or used. */
export function judgeProduct(product: JudgedProduct, rules: InputRules): FindingDraft[] {
  const { label, day, pesticide } = product;
  const names = [product.product, ...(label?.ingredients ?? [])];
  const banned = names.flatMap((name) => bannedInput(name, day, rules.banned));
  return [
    ...banned.slice(0, 1),
    ...toxicOnHerbs(product.product, label?.toxicity, rules.tooToxic),
    ...growthRegulator(product.product, label?.category, product.purpose, names, rules.banned),
    ...(pesticide || product.registrationNumber?.match(/^(PD|WP|EX|LS|WL)/iu)
      ? pesticideRegistration(product.product, product.registrationNumber, rules.formats)
      : []),
    ...inputInDate(product.product, product.expiresOn, day),
  ];
}

/** A use on a planting, with everything that was found out about it. */
export interface JudgedUse extends JudgedProduct {
  amount: string;
  unit: string;
  areaMu?: string | undefined;
  dilution?: number | undefined;
  reason?: string | undefined;
  /** The label's interval, the register's or the recorded one, whichever is longest. */
  intervalDays?: number | undefined;
  herbZh: string;
  /** This application included. */
  applications: number;
}

/** R-10 … R-14 of one use (R-11's stock is asked where the stock is). */
export function judgeUse(use: JudgedUse, rules: InputRules): FindingDraft[] {
  const { product, label, pesticide } = use;
  return [
    ...judgeProduct(use, rules),
    ...(pesticide ? intervalKnown(product, label?.ingredients ?? [], use.intervalDays, rules.intervals) : []),
    ...(pesticide ? applicationsPerSeason(product, use.applications, label?.maxApplications) : []),
    ...(label === undefined ? [] : labelDose(use, label)),
    ...(pesticide ? labelCrop(product, use.herbZh, label?.crops) : []),
    ...herbicideReason(product, label?.category, use.reason),
  ];
}
