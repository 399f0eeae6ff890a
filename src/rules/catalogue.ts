import type { Bilingual } from '../platform/errors.js';

export type Level = 'block' | 'warn';

export interface Rule {
  id: RuleId;
  /** What a breach does. A rule with both levels blocks beyond its outer bound and warns before it. */
  level: Level;
  title: Bilingual;
  /** Where it is written; GAP = 中药材生产质量管理规范 2022 (its articles are cited by chapter: their numbers are not all verified). */
  citation: string;
}

const GAP = '《中药材生产质量管理规范》（2022）';

/**
 * The thirty rules of the trade, R-01 … R-31 (there is no R-09). The statements are this project's own wording;
 * the rules themselves are pure functions in files named after them, in the rooms where they are asked.
 */
export const RULES = [
  rule(
    'R-01',
    'block',
    '同批须同药材、同物种、同基地、同种源、同周期、同采收期、同加工方法',
    'One batch: same herb, species, base, seed source, cycle, harvest window and process',
    `${GAP}第八条、附则“批”的定义`,
  ),
  rule(
    'R-02',
    'block',
    '地块须有乡级以上区划代码、边界和面积',
    'A plot needs a division code to township, a boundary and an area',
    `${GAP}基地选址章`,
  ),
  rule('R-03', 'block', '一个基地一种药材只用一个物种', 'One herb has one species per base', `${GAP}种子种苗章`),
  rule(
    'R-04',
    'block',
    '物种须为法定基原，禁用多倍体、单倍体、种间杂交、转基因种质',
    'The species must be a legal source; no polyploid, haploid, interspecific hybrid or GMO germplasm',
    `${GAP}种子种苗章；中国药典各品种来源项`,
  ),
  rule(
    'R-05',
    'block',
    '外县调入种苗须有检疫证；播种前须有鉴定和质量报告',
    'Seed from another county needs a quarantine certificate; identification and quality reports before sowing',
    `${GAP}种子种苗章；《植物检疫条例》`,
  ),
  rule(
    'R-06',
    'block',
    '严格管控类土壤不得种植；安全利用类须加测重金属',
    'No planting on soil under strict control; safe-use soil needs a metal test of the batch',
    `${GAP}基地选址章；GB 15618-2018`,
  ),
  rule(
    'R-07',
    'warn',
    '未有两季合格采收报告的基地为试种，不得声称符合 GAP',
    'A base without two passed harvest reports is on trial: no GAP claim',
    `${GAP}基地选址章`,
  ),
  rule(
    'R-08',
    'block',
    '声称符合 GAP 须证据齐全，复方须全部药味符合',
    'A GAP claim needs complete evidence; a compound needs every herb',
    '《国家药监局等四部门公告2022年第22号》',
  ),
  rule(
    'R-10',
    'block',
    '不得使用禁用农药、高毒剧毒农药和调节收获器官的生长调节剂',
    'No banned or highly toxic pesticide, no growth regulator on the harvested organ',
    `${GAP}种植与养殖章；《农药管理条例》第三十四条；农业部公告第199号`,
  ),
  rule(
    'R-11',
    'block',
    '农药登记证号须有效，不得过期，用量不得超过库存',
    'Valid pesticide registration, not expired, no more used than in stock',
    `${GAP}种植与养殖章；《农药管理条例》`,
  ),
  rule(
    'R-12',
    'block',
    '采收距末次施药不得少于安全间隔期',
    'Harvest no sooner than the pre-harvest interval after the last application',
    `${GAP}种植与养殖章；《农药管理条例》第三十四条`,
  ),
  rule(
    'R-13',
    'block',
    '每季施药次数不得超过标签规定',
    'No more applications a season than the label allows',
    '《农药管理条例》第三十四条',
  ),
  rule(
    'R-14',
    'warn',
    '施药剂量或作物超出标签，须质量负责人处置',
    'Dose or crop beyond the label needs a decision of the quality head',
    '《农药管理条例》第三十四条',
  ),
  rule(
    'R-15',
    'warn',
    '采收年限、月份须在规定范围内',
    'Harvest age and month within the stated range',
    `${GAP}采收与产地加工章；中国药典各品种采收项`,
  ),
  rule(
    'R-16',
    'block',
    '受灾或隔离地块的采收物不得混入正常批',
    'A harvest of a quarantined plot does not enter a normal batch',
    `${GAP}种植与养殖章`,
  ),
  rule(
    'R-17',
    'warn',
    '鲜干比和亩产须在合理范围内',
    'Fresh-to-dry ratio and yield within the plausible band',
    `${GAP}采收与产地加工章（禁止掺杂使假）`,
  ),
  rule(
    'R-18',
    'block',
    '加工不得硫熏、染色、漂白或使用未许可药剂',
    'No sulphur fumigation, dye, bleach or unlisted agent',
    `${GAP}采收与产地加工章`,
  ),
  rule(
    'R-19',
    'block',
    '不得用肥料袋、农药袋包装',
    'No packing in fertiliser or pesticide bags',
    `${GAP}包装、放行与储运章`,
  ),
  rule(
    'R-20',
    'block',
    '标签十一项齐全方可打印，放行后不得更改',
    'A label is printed only with all eleven fields; frozen after release',
    `${GAP}包装、放行与储运章`,
  ),
  rule(
    'R-21',
    'block',
    '每批检验合格、无漏检项、留样在库、质量负责人签字方可放行',
    'Release only after a passing inspection of the batch with no mandatory item untested, a retained sample, and the quality head’s signature',
    `${GAP}包装、放行与储运章；质量检验章`,
  ),
  rule(
    'R-22',
    'block',
    '检验人不得兼复核人，仪器须在校准期内',
    'Tester and reviewer are two people; instruments in calibration',
    `${GAP}质量检验章`,
  ),
  rule(
    'R-23',
    'block',
    '记录、留样在保存期内不得删除销毁',
    'Records and retained samples are not destroyed before their term',
    `${GAP}文件章、质量检验章`,
  ),
  rule(
    'R-24',
    'block',
    '只有已放行的库存可以发运，数量不得超过结存',
    'Dispatch only from released stock, never more than the balance',
    `${GAP}包装、放行与储运章`,
  ),
  rule('R-25', 'block', '拆分合并重量守恒', 'Splitting and blending conserve weight', `${GAP}第八条、第九条`),
  rule(
    'R-26',
    'block',
    '召回须冻结本批及下游，数量须平衡',
    'A recall freezes the batch and what came of it, and its quantities balance',
    `${GAP}投诉、退货与召回章`,
  ),
  rule(
    'R-27',
    'block',
    '记录只增不改，更正保留原值',
    'Records are append-only; a correction keeps the old value',
    `${GAP}文件章`,
  ),
  rule(
    'R-28',
    'block',
    '未放行、不合格、已召回的批次，公开页须警示且不显示报告',
    'An unreleased, rejected or recalled batch warns in public and hides its reports',
    `${GAP}包装、放行与储运章`,
  ),
  rule(
    'R-29',
    'block',
    '“无硫”、GAP、地理标志等声称须有对应证据',
    'A claim (sulphur-free, GAP, GI) needs its evidence',
    '《药品管理法》；《国家药监局等四部门公告2022年第22号》',
  ),
  rule(
    'R-30',
    'warn',
    '贮存温湿度、养护检查、近效期须处置',
    'Storage climate, overdue checks and near expiry need action',
    `${GAP}包装、放行与储运章；《药品经营质量管理规范》`,
  ),
  rule(
    'R-31',
    'block',
    '监管只看本辖区，农户个人信息不得公开',
    'A regulator sees its region only; farmers’ personal data is never public',
    '《个人信息保护法》',
  ),
] as const satisfies readonly Rule[];

export type RuleId =
  | `R-0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  | `R-1${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | `R-2${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | `R-3${0 | 1}`;

const BY_ID = new Map<RuleId, Rule>(RULES.map((entry) => [entry.id, entry]));

/** The rule of this id; every RuleId has one (a test holds it). */
export function ruleOf(id: RuleId): Rule {
  const found = BY_ID.get(id);
  if (found === undefined) throw new RangeError(`no rule ${id}`);
  return found;
}

function rule(id: RuleId, level: Level, zh: string, en: string, citation: string): Rule {
  return { id, level, title: { zh, en }, citation };
}
