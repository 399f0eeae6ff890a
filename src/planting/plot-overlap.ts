import type { FindingDraft } from '../rules/finding.js';
import type { PolygonGeometry } from './plot-boundary.js';

/** Two walks around one field differ by a few metres; less than this is how telephones measure. */
const TOLERATED = 0.05;
/** Points along each side of the raster that measures an overlap; 60 × 60 tell a share to about one percent. */
const RASTER = 60;

/** The part of `plot` that lies on `other` too, 0 to 1, measured on a raster. */
export function overlapShare(plot: PolygonGeometry, other: PolygonGeometry): number {
  const [xs, ys] = [0, 1].map((axis) => plot.coordinates[0]!.map((position) => position[axis]!));
  const [west, east, south, north] = [Math.min(...xs!), Math.max(...xs!), Math.min(...ys!), Math.max(...ys!)];
  let [within, shared] = [0, 0];
  for (let i = 0; i < RASTER; i += 1)
    for (let j = 0; j < RASTER; j += 1) {
      const x = west + ((i + 0.5) / RASTER) * (east - west);
      const y = south + ((j + 0.5) / RASTER) * (north - south);
      if (!covers(plot, x, y)) continue;
      within += 1;
      if (covers(other, x, y)) shared += 1;
    }
  return within === 0 ? 0 : shared / within;
}

/** one piece of ground is one plot. Overlap beyond what telephones err by is told, with the plot it is shared with. */
export function plotOverlap(
  plot: PolygonGeometry,
  others: readonly { name: string; boundary: PolygonGeometry }[],
): FindingDraft[] {
  return others.flatMap(({ name, boundary }) => {
    const share = overlapShare(plot, boundary);
    if (share < TOLERATED) return [];
    const percent = Math.round(share * 100);
    return [
      {
        ruleId: 'R-02' as const,
        level: 'warn' as const,
        message: {
          zh: `约 ${percent}% 的面积与地块“${name}”重叠`,
          en: `about ${percent} % of it lies on another plot of this organisation`,
        },
      },
    ];
  });
}

function covers({ coordinates }: PolygonGeometry, x: number, y: number): boolean {
  return coordinates.filter((ring) => inRing(ring, x, y)).length % 2 === 1;
}

function inRing(ring: readonly number[][], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [ring[i] as [number, number], ring[j] as [number, number]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
