import type { FindingDraft } from '../../rules/finding.js';

interface Claim {
  /** The number of the lot, or its id where it has none. */
  name: string;
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
      zh: `同一枚卷标先绑定到批次 ${first.name} 的${thing(first.thing)}（${first.at}），又被扫到批次 ${second.name} 的${thing(second.thing)}（${second.at}），请现场核对`,
      en: `one label was bound to a ${first.thing} of lot ${first.name} (${first.at}) and scanned again for a ${second.thing} of lot ${second.name} (${second.at}); check on the spot`,
    },
  };
}
