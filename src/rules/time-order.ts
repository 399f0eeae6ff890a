import type { Bilingual } from '../platform/errors.js';
import { timeOfId } from '../platform/ids.js';
import type { FindingDraft } from './finding.js';

/** A lot, and when it came to be. */
export interface MadeLot {
  id: string;
  /** Its number, by which it is named where it has one. */
  number?: string | null;
  /** ISO 8601, as it was said, or the moment of the record when nothing was said. */
  bornAt: string;
  /** The fact of its birth; its id tells when it was recorded. */
  bornFact: string;
}

/** What was done with lots; ISO 8601. A sampling has one moment, a run begins and ends. */
export interface Doing {
  /** 取样, sampling. */
  name: Bilingual;
  startedAt?: string;
  at: string;
}

/** A record made at the moment itself is given it some seconds late at most. */
const AT_ONCE_MS = 60_000;

/**
 * R-25: what was not there yet was neither drawn, weighed, packed nor sampled. Over before the lot was there: matter from
 * nowhere, blocked. Begun before and ended after: likely the first sacks, which a warning asks about. A lot whose time was
 * not said but taken from the record says nothing of when it was made, so nothing is said of it here.
 */
export function timeOrder({ name, startedAt, at }: Doing, lots: readonly MadeLot[]): FindingDraft[] {
  const said = lots.filter(({ bornAt, bornFact }) => Math.abs(Date.parse(bornAt) - timeOfId(bornFact)) > AT_ONCE_MS);
  const later = (moment: string) => said.filter(({ bornAt }) => Date.parse(bornAt) > Date.parse(moment));
  const impossible = later(at);
  if (impossible.length > 0) return [draft('block', name, { zh: '完成于', en: 'was over at' }, at, impossible)];
  const early = startedAt === undefined ? [] : later(startedAt);
  return early.length === 0 ? [] : [draft('warn', name, { zh: '开始于', en: 'began at' }, startedAt!, early)];
}

function draft(
  level: 'block' | 'warn',
  name: Bilingual,
  when: Bilingual,
  at: string,
  lots: readonly MadeLot[],
): FindingDraft {
  const { id, number, bornAt } = lots.reduce((a, b) => (Date.parse(a.bornAt) >= Date.parse(b.bornAt) ? a : b));
  const others = lots.length - 1;
  return {
    ruleId: 'R-25',
    level,
    message: {
      zh: `${name.zh}${when.zh} ${at}，早于所用批次 ${number ?? id} 的产生时间 ${bornAt}${others > 0 ? `（另有 ${others} 批）` : ''}`,
      en: `${name.en} ${when.en} ${at}, before its lot ${number ?? id} came to be at ${bornAt}${others > 0 ? ` (and ${others} more)` : ''}`,
    },
  };
}
