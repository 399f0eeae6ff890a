import type { FindingDraft } from '../../rules/finding.js';

interface Claim {
  lot: string;
  thing: string;
  at: string;
}

const NAMES: Record<string, string> = { lot: '批次', sack: '袋', package: '包装件' };

/** a label is used once. Two claims of one label: the first stands, and somebody looks which sack carries it. */
export function contestedLabel(first: Claim, second: Claim): FindingDraft {
  const thing = (word: string): string => NAMES[word] ?? word;
  return {
    ruleId: 'R-24',
    level: 'warn',
    message: {
      zh: `同一枚卷标先绑定到批次 ${first.lot} 的${thing(first.thing)}（${first.at}），又被扫到批次 ${second.lot} 的${thing(second.thing)}（${second.at}），请现场核对`,
      en: `one label was bound to a ${first.thing} of lot ${first.lot} (${first.at}) and scanned again for a ${second.thing} of lot ${second.lot} (${second.at}); check on the spot`,
    },
  };
}
