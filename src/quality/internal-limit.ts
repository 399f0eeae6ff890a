import Big from 'big.js';

/** A bound: at most, or at least. Values are decimal strings. */
export interface Bound {
  kind: 'max' | 'min';
  value: string;
  unit: string;
}

export type InternalFault = 'other-kind' | 'other-unit' | 'weaker';

/**
 * R-22 and GAP 2022, chapter 质量管理 (企业标准不得低于现行法定标准): what is wrong with an organisation's own limit beside the
 * legal one; undefined when it is as strict or stricter. Without a legal limit any bound may be set.
 */
export function internalFault(
  own: Bound,
  legal: { kind: string; value: string | null; unit: string | null } | undefined,
) {
  if (legal === undefined || legal.value === null) return undefined;
  // "Not detected" is a maximum, the limit of quantification; nothing above it is stricter.
  const kind = legal.kind === 'absent' ? 'max' : legal.kind;
  if (kind !== own.kind) return 'other-kind' satisfies InternalFault;
  if (legal.unit !== own.unit) return 'other-unit' satisfies InternalFault;
  const strict = own.kind === 'max' ? new Big(own.value).lte(legal.value) : new Big(own.value).gte(legal.value);
  return strict ? undefined : ('weaker' satisfies InternalFault);
}
