import { OneOf, Grams, Line, Ref } from '../platform/http/fields.js';
import type { BalanceKind } from './mass-balance.js';

/** Grams taken from a lot by an act. */
export class DrawDto {
  @Ref() lot: string;
  @Grams() grams: number;
}

const BALANCE_WORDS = {
  loss: 'loss',
  gain: 'gain',
  sample: 'sample',
  waste: 'waste',
  损耗: 'loss',
  增重: 'gain',
  取样: 'sample',
  废弃: 'waste',
} as const;

/** Grams of an act that are in no lot, with the reason. `kind` in English or Chinese. */
export class BalanceLineDto {
  @OneOf(Object.keys(BALANCE_WORDS)) kind: keyof typeof BALANCE_WORDS;
  @Grams() grams: number;
  @Line(200) reason: string;
}

/** The line as it is stored: one word for each kind. */
export function toBalanceLine({ kind, grams, reason }: BalanceLineDto): {
  kind: BalanceKind;
  grams: number;
  reason: string;
} {
  return { kind: BALANCE_WORDS[kind], grams, reason };
}
