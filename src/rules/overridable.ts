import type { Bilingual } from '../platform/errors.js';
import type { Level } from './catalogue.js';

/** What a decision to override rests on. */
export interface OverrideAsked {
  level: Level;
  /** The person whose act opened the finding, and the person who would override it. */
  openedBy: string;
  decidedBy: string;
  /** How the finding was closed already, if it was. */
  closedAs: string | null;
}

/**
 * Why this override is refused, or undefined (R-27: a decision is added beside the record; R-14 and the general law of
 * findings: a warning is taken on by a second person, a block by nobody).
 */
export function overrideRefused({ level, openedBy, decidedBy, closedAs }: OverrideAsked): Bilingual | undefined {
  if (closedAs !== null) return { zh: '该发现项已经结案', en: 'this finding is closed already' };
  if (level === 'block')
    return {
      zh: '阻断级发现项不能豁免，只能消除其原因',
      en: 'a blocking finding cannot be overridden; only its cause can be cured',
    };
  if (openedBy === decidedBy)
    return {
      zh: '不能豁免自己的记录引出的发现项，须由另一人决定',
      en: 'nobody overrides a finding of their own record; a second person decides',
    };
  return undefined;
}
