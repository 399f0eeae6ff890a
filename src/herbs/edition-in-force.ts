import type { Edition } from './limit.js';

export type EditionVerdict =
  | { edition: Edition; reason: null }
  | { edition: null; reason: 'no-edition-in-force' | 'edition-not-held' | 'other-edition' };

/**
 * The edition a test of this day is judged by: the one in force on the test date, if we hold its limits
 * and it is the one the report names. Anything else is not judged, never judged by an older edition.
 * `testedOn` is a calendar day (YYYY-MM-DD, Asia/Shanghai); `named` is the edition the report claims.
 */
export function editionFor(editions: readonly Edition[], testedOn: string, named: string): EditionVerdict {
  const inForce = editions.find(
    (edition) => edition.effectiveFrom <= testedOn && (edition.effectiveTo === null || testedOn <= edition.effectiveTo),
  );
  if (inForce === undefined) return { edition: null, reason: 'no-edition-in-force' };
  if (!inForce.held) return { edition: null, reason: 'edition-not-held' };
  if (editionCode(named) !== inForce.code) return { edition: null, reason: 'other-edition' };
  return { edition: inForce, reason: null };
}

/** ChP2020 for "ChP2020", "ChP 2020", "2020", "中国药典2020年版", "中国药典2020年版一部"; otherwise the text itself. */
export function editionCode(named: string): string {
  const found =
    /^(?:ChP|CP|(?:《?(?:中国|中华人民共和国)药典》?))?\s*[（(]?((?:19|20)\d{2})(?:年?版)?[）)]?\s*(?:一部)?$/iu.exec(
      named.normalize('NFKC').trim(),
    );
  return found?.[1] === undefined ? named : `ChP${found[1]}`;
}
