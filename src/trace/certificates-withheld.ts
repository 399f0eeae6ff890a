import type { Bilingual } from '../platform/errors.js';

/** What decides whether a batch lends itself the certificates on its page. */
export interface Withholding {
  quality: 'pending' | 'released' | 'rejected';
  recalled: boolean;
}

/**
 * certificates of a batch that is recalled, rejected or not released are not lent to it, and its page warns (GAP 2022
 * 包装、放行与储运章). Why they are withheld, or undefined when they are shown; a hold alone leaves them, under the warning.
 */
export function certificatesWithheld({ quality, recalled }: Withholding): Bilingual | undefined {
  if (recalled) return { zh: '本批已召回，公开页警示并隐去检验报告', en: 'recalled: the page warns and hides reports' };
  if (quality === 'rejected')
    return { zh: '本批不合格，公开页警示并隐去检验报告', en: 'rejected: the page warns and hides reports' };
  if (quality === 'pending')
    return { zh: '本批未放行，公开页警示并隐去检验报告', en: 'not released: the page warns and hides reports' };
  return undefined;
}
