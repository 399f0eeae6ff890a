import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';
import { baseAmount, dosePerMu } from './input-amount.js';
import type { InputLabel } from './input-label.js';

/** How much was put on, as written down. */
export interface AppliedAmount {
  product: string;
  amount: string;
  unit: string;
  areaMu?: string | undefined;
  dilution?: number | undefined;
}

/**
 * not more on an 亩 than the label's highest dose, and not stronger than its strongest dilution
 * (《农药管理条例》第三十四条: 不得加大剂量). Units of different families are not compared: grams are not millilitres.
 */
export function labelDose(use: AppliedAmount, label: InputLabel): FindingDraft[] {
  return [...tooMuch(use, label), ...tooStrong(use, label)];
}

function tooMuch(use: AppliedAmount, { maxDosePerMu, doseUnit }: InputLabel): FindingDraft[] {
  if (maxDosePerMu === undefined || doseUnit === undefined) return [];
  const most = baseAmount(maxDosePerMu, doseUnit)!;
  const dose = dosePerMu(use.amount, use.unit, use.areaMu);
  if (dose === undefined || dose.unit !== most.unit || new Big(dose.amount).lte(most.amount)) return [];
  const figure = new Big(dose.amount).round(3).toFixed();
  return [
    warn(
      `“${use.product}”每亩用 ${figure} ${dose.unit}，标签最高 ${most.amount} ${most.unit}`,
      `${figure} ${dose.unit} of "${use.product}" on one mu; the label allows ${most.amount} ${most.unit}`,
    ),
  ];
}

function tooStrong({ product, dilution }: AppliedAmount, { minDilution }: InputLabel): FindingDraft[] {
  if (dilution === undefined || minDilution === undefined || dilution >= minDilution) return [];
  return [
    warn(
      `“${product}”配成 ${dilution} 倍液，标签为 ${minDilution} 倍以上`,
      `"${product}" was diluted ${dilution} times; the label asks for at least ${minDilution}`,
    ),
  ];
}

function warn(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-14', level: 'warn', message: { zh, en } };
}
