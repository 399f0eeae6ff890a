import type { FindingDraft } from '../rules/finding.js';
import type { PolygonGeometry } from './plot-boundary.js';

/** Two walks around one field differ by a few metres; less than this is how telephones measure. */
export const TOLERATED = 0.05;
/** Points along each side of the raster that measures an overlap; 60 × 60 tell a share to about one percent. */
const RASTER = 60;

/** The part of `plot` that lies on `other` too, 0 to 1, measured on a raster. */
export function overlapShare(plot: PolygonGeometry, other: PolygonGeometry): number {
  const [xs, ys] = [0, 1].map((axis) => plot.coordinates[0]!.map((position) => position[axis]!));
  const [west, east, south, north] = [Math.min(...xs!), Math.max(...xs!), Math.min(...ys!), Math.max(...ys!)];
  let [within, shared] = [0, 0];
  for (let j = 0; j < RASTER; j += 1) {
    const y = south + ((j + 0.5) / RASTER) * (north - south);
    const [own, theirs] = [crossings(plot, y), crossings(other, y)];
    if (own.length === 0) continue;
    for (let i = 0; i < RASTER; i += 1) {
      const x = west + ((i + 0.5) / RASTER) * (east - west);
      if (!inside(own, x)) continue;
      within += 1;
      if (inside(theirs, x)) shared += 1;
    }
  }
  return within === 0 ? 0 : shared / within;
}

/** A plot that may lie on the same ground; `base` names the base when it is another one. */
export interface Neighbour {
  name: string;
  base?: string | null;
  boundary: PolygonGeometry;
}

/** R-02: one piece of ground is one plot. Overlap beyond what telephones err by is told, with the plot it is shared with. */
export function plotOverlap(plot: PolygonGeometry, others: readonly Neighbour[]): FindingDraft[] {
  return others.flatMap(({ name, base, boundary }) => {
    const share = overlapShare(plot, boundary);
    if (share < TOLERATED) return [];
    const percent = Math.round(share * 100);
    return [
      {
        ruleId: 'R-02' as const,
        level: 'warn' as const,
        message: {
          zh: `约 ${percent}% 的面积与${base ? `基地“${base}”的` : ''}地块“${name}”重叠`,
          en: `about ${percent} % of it lies on another plot of ${base ? 'another base of ' : ''}this organisation`,
        },
      },
    ];
  });
}

/** R-02 across organisations: that it is so, and nothing of whose, where and how much. */
export function onOthersGround(): FindingDraft[] {
  return [
    {
      ruleId: 'R-02',
      level: 'warn',
      message: {
        zh: '部分面积已由另一机构登记为地块，请核对边界和承包合同',
        en: 'part of it is registered as a plot by another organisation; check the boundary and the lease',
      },
    },
  ];
}

/** Where the sides of all rings cross a line of latitude: between the odd and the even ones lies the polygon. */
function crossings({ coordinates }: PolygonGeometry, y: number): number[] {
  const found: number[] = [];
  for (const ring of coordinates)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[xi, yi], [xj, yj]] = [ring[i] as [number, number], ring[j] as [number, number]];
      if (yi > y !== yj > y) found.push(((xj - xi) * (y - yi)) / (yj - yi) + xi);
    }
  return found;
}

function inside(crossed: readonly number[], x: number): boolean {
  let odd = false;
  for (const crossing of crossed) if (x < crossing) odd = !odd;
  return odd;
}
