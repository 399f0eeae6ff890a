import type { FindingDraft } from '../rules/finding.js';

/**
 * a batch is of even quality (GAP 2022 附则: 质量基本均一; 采收与产地加工章: 禁止掺杂). Waste is never goods again, and
 * by-products are no batch together with the product they were separated from.
 */
export function productsOnly(
  inputs: readonly { id: string; byProduct: boolean }[],
  waste: ReadonlySet<string>,
): FindingDraft[] {
  const wasted = inputs.filter(({ id }) => waste.has(id));
  const aside = inputs.filter(({ id, byProduct }) => byProduct && !waste.has(id));
  const mixed = aside.length > 0 && inputs.some(({ byProduct }) => !byProduct);
  return [
    ...draft(wasted.length > 0, '含有加工废料', 'holds waste of processing'),
    ...draft(mixed, '混入副产物或待返工品', 'mixes by-products or goods for rework with products'),
  ];
}

function draft(broken: boolean, zh: string, en: string): FindingDraft[] {
  return broken ? [{ ruleId: 'R-01', level: 'block', message: { zh: `同批${zh}`, en: `one batch ${en}` } }] : [];
}
