import type { FindingDraft } from '../rules/finding.js';

/** no more is sown or raised than the seed lot held. What happened is taken; the lot gives what it has. */
export function seedDrawn(asked: number, left: number, unit: 'gram' | 'piece'): FindingDraft[] {
  if (asked <= left) return [];
  const zh = unit === 'gram' ? '克' : '株（粒）';
  return [
    {
      ruleId: 'R-25',
      level: 'block',
      message: {
        zh: `用种 ${asked} ${zh}，种苗批只剩 ${left} ${zh}`,
        en: `${asked} ${unit}s were used, the seed lot had ${left} left`,
      },
    },
  ];
}
