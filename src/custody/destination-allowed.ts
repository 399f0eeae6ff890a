import type { Bilingual } from '../platform/errors.js';

/** What a kind of receiver may be sent, as data. */
export interface DestinationRule {
  kind: string;
  /** Reasons that are refused for it. */
  refused?: readonly string[];
  /** Reasons for which it must have the licences. */
  reasons: readonly string[];
  licences: readonly string[];
}

/** A licence of a partner, as the sender has it on file. Days are calendar days in China, both included. */
export interface Licence {
  kind: string;
  number: string;
  expiresOn: string;
}

export interface DestinationFault {
  /** `refuse`: the dispatch is refused; `warn`: it is recorded with a finding. */
  level: 'refuse' | 'warn';
  message: Bilingual;
}

/**
 * R-24 and 药品管理法: whether goods may go to this receiver. A licence that is on file and has expired refuses the dispatch; one
 * that is not on file is a warning, for the trade in crude herbs knows buyers who need none (药品管理法第六十条).
 *
 * @param on the Chinese calendar day of the dispatch, YYYY-MM-DD
 */
export function destinationAllowed(
  rules: readonly DestinationRule[],
  { kind, reason, on, licences }: { kind: string; reason: string; on: string; licences: readonly Licence[] },
): DestinationFault[] {
  const rule = rules.find((candidate) => candidate.kind === kind);
  if (rule === undefined) return [];
  if (rule.refused?.includes(reason) === true)
    return [
      {
        level: 'refuse',
        message: { zh: '该类主体不能作为这一用途的收货方', en: 'such a receiver takes no such goods' },
      },
    ];
  if (!rule.reasons.includes(reason)) return [];
  return rule.licences.flatMap((wanted): DestinationFault[] => {
    const own = licences.filter((licence) => licence.kind === wanted);
    if (own.length === 0)
      return [
        { level: 'warn', message: { zh: `未登记收货方的${wanted}`, en: `the receiver's ${wanted} is not on file` } },
      ];
    const newest = own
      .map(({ expiresOn }) => expiresOn)
      .sort()
      .at(-1)!;
    if (newest >= on) return [];
    return [
      {
        level: 'refuse',
        message: { zh: `收货方的${wanted}已于 ${newest} 到期`, en: `the receiver's ${wanted} expired on ${newest}` },
      },
    ];
  });
}
