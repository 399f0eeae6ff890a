import { InvalidInput } from '../platform/errors.js';
import type { HoldScope } from './lot-state.js';
import type { AnonymisedLot, LotView } from './lot.js';

/**
 * On what a hold lies that was asked for from a lot: the lot itself, or one of its origins. With several plots the
 * caller must say which; an id that is no origin of the lot is refused, so that nobody marks what is not in front of him.
 * Throws InvalidInput with the choices.
 */
export function holdSubject(lot: LotView | AnonymisedLot, scope: HoldScope, wanted?: string): string {
  const choices = choicesOf(lot, scope);
  if (wanted === undefined && choices.length === 1) return choices[0]!;
  if (wanted !== undefined && choices.includes(wanted.toLowerCase())) return wanted.toLowerCase();
  throw new InvalidInput([
    {
      path: 'subject',
      value: wanted ?? null,
      message:
        choices.length === 0
          ? { zh: '该批次没有这一范围的来源', en: 'the lot has no origin of this scope' }
          : { zh: `应为以下之一：${choices.join('、')}`, en: `must be one of: ${choices.join(', ')}` },
    },
  ]);
}

function choicesOf(lot: LotView | AnonymisedLot, scope: HoldScope): string[] {
  if (scope === 'lot') return [lot.id];
  if (lot.disclosure !== 'full') return [];
  const origins = lot.origins ?? [];
  if (scope !== 'organisation') return origins.filter(({ kind }) => kind === scope).map(({ subject }) => subject);
  const organisations = origins
    .filter(({ kind }) => kind === 'grower' || kind === 'organisation')
    .map(({ subject }) => subject);
  return [...new Set([lot.owner, lot.holder, ...organisations].filter((id) => id !== null))];
}
