/** 农药类别 by which rules differ; a label says one of them. */
export const PESTICIDE_CATEGORIES = [
  '杀虫剂',
  '杀菌剂',
  '杀螨剂',
  '除草剂',
  '植物生长调节剂',
  '杀鼠剂',
  '杀软体动物剂',
  '其他',
] as const;
export type PesticideCategory = (typeof PESTICIDE_CATEGORIES)[number];

/** 毒性 as labels print it (《农药标签和说明书管理办法》). */
export const TOXICITIES = ['微毒', '低毒', '中等毒', '高毒', '剧毒'] as const;
export type Toxicity = (typeof TOXICITIES)[number];

/** What the label of a product says. Everything may be missing: a label is read by a person in a shed. */
export type InputLabel = {
  category?: PesticideCategory;
  /** 有效成分, one name each. */
  ingredients?: string[];
  toxicity?: Toxicity;
  /** Highest dose, decimal string, in `doseUnit` on one 亩. */
  maxDosePerMu?: string;
  doseUnit?: string;
  /** Strongest dilution (倍液): 1000 means one part in a thousand; a smaller factor is a stronger brew. */
  minDilution?: number;
  /** 安全间隔期 in days. */
  safetyIntervalDays?: number;
  /** 每季最多使用次数. */
  maxApplications?: number;
  /** 登记作物. */
  crops?: string[];
};

/**
 * The label by which a use is judged: what the receipt copied from the pack, and where that is silent the register's
 * entry of the registration number. Of two figures the stricter holds: a slip of the pen must not loosen a label.
 */
export function joinedLabel(pack: InputLabel | undefined, register: InputLabel | undefined): InputLabel | undefined {
  if (pack === undefined || register === undefined) return pack ?? register;
  const joined: InputLabel = { ...register, ...pack };
  if (pack.ingredients !== undefined && register.ingredients !== undefined)
    joined.ingredients = [...new Set([...pack.ingredients, ...register.ingredients])];
  if (pack.toxicity !== undefined && register.toxicity !== undefined)
    joined.toxicity = TOXICITIES[Math.max(TOXICITIES.indexOf(pack.toxicity), TOXICITIES.indexOf(register.toxicity))]!;
  if (pack.safetyIntervalDays !== undefined && register.safetyIntervalDays !== undefined)
    joined.safetyIntervalDays = Math.max(pack.safetyIntervalDays, register.safetyIntervalDays);
  if (pack.maxApplications !== undefined && register.maxApplications !== undefined)
    joined.maxApplications = Math.min(pack.maxApplications, register.maxApplications);
  return joined;
}
