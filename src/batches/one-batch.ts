import type { FindingDraft } from '../rules/finding.js';

/** What the ledger knows of the sources of a batch. Values are ids or words; each list holds what differs, once. */
export interface BatchSources {
  /** Form of each input lot; null where none was told. */
  variants: (string | null)[];
  /** Bases by name. */
  bases: string[];
  species: string[];
  /** Where the seed or seedlings came from: supplier and county, whatever the delivery. */
  seedSources: string[];
  /** Plantings that name no seed lot. */
  withoutSeedLot: number;
  /** Years in which the plantings were established. */
  plantedYears: string[];
  /** Chinese calendar days of harvest. */
  harvestDays: string[];
  /** Steps that change the herb, per run, as one text each, e.g. 蒸→晒干. */
  processes: string[];
}

/**
 * R-01, the definition of 批 (GAP 2022 附则): 同一产地且生态环境条件基本一致, 种子种苗来源相同, 生产周期相同, 采收期和产地
 * 加工方法基本一致. Form, base, species, seed source, year of planting, harvest and process all block, as the definition
 * has them; a source that nobody named cannot be told from another, and warns.
 *
 * @param windowDays how far apart harvests of one year still are one; GAP says 基本一致, the figure is reference data
 */
export function oneBatch(
  sources: BatchSources,
  variant: string | undefined,
  windowDays: number | undefined,
): FindingDraft[] {
  const forms = distinct(sources.variants.filter((form) => form !== null));
  const other = forms.filter((form) => form !== variant);
  const years = distinct(sources.harvestDays.map((day) => day.slice(0, 4)));
  const days = spanInDays(sources.harvestDays);
  return [
    ...when(
      variant === undefined ? forms.length > 1 : other.length > 0,
      'block',
      `规格不一：${forms.join('、')}`,
      `several forms: ${forms.join(', ')}`,
    ),
    ...differs(sources.bases, 'block', '来自不同基地', 'from several bases'),
    ...differs(sources.species, 'block', '物种不一', 'of several species'),
    ...differs(years, 'block', '采收年份不一', 'harvested in several years'),
    ...when(
      years.length === 1 && windowDays !== undefined && days > windowDays,
      'block',
      `采收期前后相差 ${days} 天，超过 ${windowDays} 天`,
      `harvested over ${days} days, more than ${windowDays}`,
    ),
    ...differs(sources.processes, 'block', '加工方法不一', 'processed in several ways'),
    ...differs(sources.seedSources, 'block', '种苗来源不一', 'from several seed sources'),
    ...when(
      sources.withoutSeedLot > 0 && sources.seedSources.length > 0,
      'warn',
      '部分种植未登记种苗来源，不能证明来源相同',
      'some plantings name no seed source, so that it is one cannot be shown',
    ),
    ...differs(sources.plantedYears, 'block', '种植年份不一', 'planted in several years'),
  ];
}

function differs(values: readonly string[], level: 'block' | 'warn', zh: string, en: string): FindingDraft[] {
  const several = distinct(values);
  const shown = several.length > 5 ? `${several.slice(0, 5).join('、')}…（共 ${several.length}）` : several.join('、');
  return when(several.length > 1, level, `${zh}：${shown}`, `${en}: ${several.slice(0, 5).join(', ')}`);
}

function when(broken: boolean, level: 'block' | 'warn', zh: string, en: string): FindingDraft[] {
  return broken ? [{ ruleId: 'R-01', level, message: { zh: `同批${zh}`, en: `one batch ${en}` } }] : [];
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function spanInDays(days: readonly string[]): number {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return first === undefined || last === undefined ? 0 : (Date.parse(last) - Date.parse(first)) / 86_400_000;
}
