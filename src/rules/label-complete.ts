import type { FindingDraft } from './finding.js';

/**
 * a product label is printed only with all eleven fields (GAP 2022 包装、放行与储运章: 品名、基原、批号、规格、产地、
 * 数量或重量、采收日期、包装日期、保质期、追溯标志、企业名称). Packing without them has happened and is recorded with a
 * warning; whoever prints refuses on the same answer.
 */
export function labelComplete(fields: readonly { zh: string; en: string; value: string | null }[]): FindingDraft[] {
  const missing = fields.filter(({ value }) => value === null || value.trim() === '');
  if (missing.length === 0) return [];
  return [
    {
      ruleId: 'R-20',
      level: 'warn',
      message: {
        zh: `标签缺：${missing.map(({ zh }) => zh).join('、')}；补齐前不得打印产品标签`,
        en: `the label lacks: ${missing.map(({ en }) => en).join(', ')}; no product label is printed before`,
      },
    },
  ];
}
