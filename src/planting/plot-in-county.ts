import type { Bilingual } from '../platform/errors.js';
import type { FindingDraft } from '../rules/finding.js';
import type { PolygonGeometry } from './plot-boundary.js';

/** West, south, east, north of a county, in degrees. */
export type Extent = readonly [west: number, south: number, east: number, north: number];

/**
 * a plot lies in the county its base is registered in (GAP 2022 基地选址章: 明确到乡级). Held against the county's extent,
 * widened by `tolerance` degrees; a county whose extent is not known judges nothing. It warns: a rectangle is wider than
 * the county, so what it finds is surely outside, and what it passes may still be.
 */
export function plotInCounty(
  { coordinates }: PolygonGeometry,
  county: { name: Bilingual; extent: Extent } | undefined,
  tolerance: number,
): FindingDraft[] {
  if (county === undefined) return [];
  const [west, south, east, north] = county.extent;
  const corners = coordinates[0]!.slice(0, -1);
  const outside = corners.filter(
    ([x, y]) => x! < west - tolerance || x! > east + tolerance || y! < south - tolerance || y! > north + tolerance,
  ).length;
  if (outside === 0) return [];
  const { zh, en } = county.name;
  const whole = outside === corners.length;
  return [
    {
      ruleId: 'R-02',
      level: 'warn',
      message: whole
        ? { zh: `地块不在基地所属的${zh}境内`, en: `it does not lie in ${en}, where its base is registered` }
        : {
            zh: `地块有 ${outside} 个顶点不在基地所属的${zh}境内`,
            en: `${outside} of its corners do not lie in ${en}, where its base is registered`,
          },
    },
  ];
}
