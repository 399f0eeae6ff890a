import type { FindingDraft } from '../rules/finding.js';

/** Words of the reference data, in any case: what a container must never have held, and what is a container. */
export interface ForbiddenMaterials {
  held: readonly string[];
  containers: readonly string[];
}

/** Characters that may stand between the two words: "旧化肥编织袋", "used fertilizer bags", "袋（原装化肥）". */
const NEAR = 6;

/** never in bags that held fertiliser or pesticide (GAP 2022 包装、放行与储运章). */
export function packingMaterial(material: string, { held, containers }: ForbiddenMaterials): FindingDraft[] {
  const text = material.normalize('NFKC').toLowerCase();
  const forbidden = held.some((content) => containers.some((container) => stand(text, content, container)));
  if (!forbidden) return [];
  return [
    {
      ruleId: 'R-19',
      level: 'block',
      message: {
        zh: `包装材料为“${material}”，禁止使用肥料、农药包装袋`,
        en: `packed in "${material}"; fertiliser and pesticide bags are forbidden`,
      },
    },
  ];
}

/** Whether both words stand in the text, close to each other, in either order. */
function stand(text: string, content: string, container: string): boolean {
  const [one, other] = [placesOf(text, content.toLowerCase()), placesOf(text, container.toLowerCase())];
  return one.some((a) =>
    other.some((b) => Math.max(a.from, b.from) - Math.min(a.to, b.to) <= NEAR && (a.from >= b.to || b.from >= a.to)),
  );
}

function placesOf(text: string, word: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = text.indexOf(word); word !== '' && at >= 0; at = text.indexOf(word, at + 1))
    found.push({ from: at, to: at + word.length });
  return found;
}
