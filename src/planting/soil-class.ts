import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';

/** Tables of GB 15618 (environment.json): limits by item, one for each bin of pH. */
export interface SoilTables {
  screening: Readonly<Record<string, readonly string[]>>;
  control: Readonly<Record<string, readonly string[]>>;
  otherScreening: Readonly<Record<string, string>>;
}

export type SoilVerdict = '优先保护类' | '安全利用类' | '严格管控类' | '未判定';

/** Upper bounds of the bins of pH: ≤5.5, ≤6.5, ≤7.5, above. */
const BINS = ['5.5', '6.5', '7.5'];
/** Without these a soil is not called clean or safe to use: each has a control value (GB 15618-2018 table 3). */
const NEEDED = ['Cd', 'Hg', 'As', 'Pb', 'Cr'];

/**
 * The class of a soil by GB 15618-2018: all within screening values, some above them, any above its control value. One item
 * above its control value decides alone; otherwise nothing is judged without pH, which names the column, and the five
 * metals, though what is above its screening value is told. Without pH an item is above a limit when it is above that limit
 * in every column. Values in mg/kg, decimal strings.
 */
export function soilClass(
  ph: string | undefined,
  values: Readonly<Record<string, string>>,
  tables: SoilTables,
): { verdict: SoilVerdict; exceeded: string[] } {
  const bin = ph === undefined ? undefined : BINS.filter((bound) => new Big(ph).gt(bound)).length;
  const over = (limits: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(limits).flatMap(([item, bins]) => {
      const value = values[item];
      const columns = bin === undefined ? bins : [bins[bin]!];
      return value !== undefined && columns.every((limit) => new Big(value).gt(limit)) ? [item] : [];
    });
  const controlled = over(tables.control);
  if (controlled.length > 0) return { verdict: '严格管控类', exceeded: controlled };
  const others = Object.entries(tables.otherScreening).flatMap(([item, limit]) =>
    values[item] !== undefined && new Big(values[item]).gt(limit) ? [item] : [],
  );
  const screened = [...over(tables.screening), ...others];
  const complete = bin !== undefined && NEEDED.every((item) => values[item] !== undefined);
  if (!complete) return { verdict: '未判定', exceeded: screened };
  return { verdict: screened.length > 0 ? '安全利用类' : '优先保护类', exceeded: screened };
}

/** A soil test as the rule asks of it. */
export interface SoilTest {
  verdict: string;
  exceeded: readonly string[];
  sampledOn: string;
  validUntil: string;
  /** Newer than the whole test it is read with: only what it found above a limit counts. */
  besides?: boolean;
}

/**
 * R-06: no planting on soil under strict control, none on soil that could not be judged; safe-use soil asks for a metal test
 * of the batch, and a test out of date for a new one. `test` is the latest before `day`; where there is none, the
 * evidence of the base is incomplete, which is told there.
 */
export function soilFit(test: SoilTest | undefined, day: string): FindingDraft[] {
  if (test === undefined) return [];
  const items = test.exceeded.join('、');
  const found = (level: 'block' | 'warn', zh: string, en: string): FindingDraft => ({
    ruleId: 'R-06',
    level,
    message: { zh, en },
  });
  const verdicts: Record<string, FindingDraft[]> = {
    严格管控类: [
      found(
        'block',
        `土壤为严格管控类（${items} 超过管制值），不得种植`,
        `the soil is under strict control (${items}): no planting`,
      ),
    ],
    安全利用类: [
      found(
        'warn',
        `土壤为安全利用类（${items} 超过筛选值），批次须加测重金属`,
        `safe-use soil (${items}): the batch needs a metal test`,
      ),
    ],
    未判定: [
      found(
        'block',
        `土壤检测缺 pH 或重金属，未判定${items && `；已测的 ${items} 超过筛选值`}`,
        `the soil test lacks pH or metals and could not be judged${items && `; ${items} above screening`}`,
      ),
    ],
  };
  const old =
    test.validUntil < day
      ? [
          found(
            'warn',
            `土壤检测有效期至 ${test.validUntil}，已过期`,
            `the soil test was valid until ${test.validUntil}`,
          ),
        ]
      : [];
  const verdict = test.besides === true && test.verdict === '未判定' ? '安全利用类' : test.verdict;
  return [...(verdicts[verdict] ?? []), ...old];
}
