import type { Custody, Quality } from '../../lots/lot-state.js';
import type { LotKind } from '../../lots/lot.js';
import type { ImpactLot } from './impact.js';

export const KIND_WORDS: Record<LotKind, string> = {
  seed: '种苗',
  harvest: '采收',
  output: '加工品',
  batch: '批',
  consignment: '发运批',
  adjuvant: '辅料',
};
export const QUALITY_WORDS: Record<Quality, string> = { pending: '待检', released: '合格', rejected: '不合格' };
export const CUSTODY_WORDS: Record<Custody, string> = { 'in-stock': '在库', 'in-transit': '在途' };
export const UNNAMED = '（不公开）';

/** How a lot is called where there is little room: its number, or the end of its id. */
export function lotName({ number, id }: Pick<ImpactLot, 'number' | 'id'>): string {
  return number ?? `…${id.slice(-8)}`;
}

/** Whole grams as kilograms without zeros at the end: 12345 → 12.345. */
export function kilograms(grams: number): string {
  const rest = String(grams % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${Math.floor(grams / 1000)}${rest === '' ? '' : `.${rest}`}`;
}
