import type { Level } from '../rules/catalogue.js';
import type { FindingDraft } from '../rules/finding.js';

/** A line of harvest-rules.json: words of a 物候期 in which this herb must not be gathered. */
export interface ForbiddenStage {
  herb: string;
  words: readonly string[];
  level: Level;
  textZh: string;
  basis: string;
}

/** stages its monograph rules out (防风 must not have bolted). Without a recorded stage nothing is judged. */
export function harvestStage(
  herb: string,
  stage: string | undefined,
  forbidden: readonly ForbiddenStage[],
): FindingDraft[] {
  if (stage === undefined) return [];
  return forbidden
    .filter((line) => line.herb === herb && line.words.some((word) => stage.includes(word)) && !/^未/u.test(stage))
    .map(({ level, textZh, basis }) => ({
      ruleId: 'R-15' as const,
      level,
      message: {
        zh: `采收时物候期为“${stage}”：${textZh}（${basis}）`,
        en: `gathered at the stage "${stage}", which its monograph rules out`,
      },
    }));
}
