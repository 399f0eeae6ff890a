import type { PolygonGeometry } from './plot-boundary.js';
import { TOLERATED, type Neighbour } from './plot-overlap.js';

interface Placed {
  neighbour: Neighbour & { baseId: string };
  extent: Extent;
}
type Extent = readonly [west: number, south: number, east: number, north: number];

/**
 * The plots of an organisation by their extents, so that each of thousands is measured against the few that can lie on
 * it: those whose extent covers enough of the plot's own.
 */
export class PlotNeighbours {
  private readonly placed: Placed[];

  constructor(known: readonly (Neighbour & { baseId: string })[]) {
    this.placed = known.map((neighbour) => ({ neighbour, extent: extentOf(neighbour.boundary) }));
  }

  add(neighbour: Neighbour & { baseId: string }): void {
    this.placed.push({ neighbour, extent: extentOf(neighbour.boundary) });
  }

  /** Those that may lie on this plot of a base; a neighbour of the same base loses its base's name. */
  of(baseId: string, boundary: PolygonGeometry): Neighbour[] {
    const own = extentOf(boundary);
    const enough = planeArea(boundary) * TOLERATED * 0.9;
    return this.placed.flatMap(({ neighbour, extent }) =>
      shared(own, extent) < enough ? [] : [neighbour.baseId === baseId ? { ...neighbour, base: null } : neighbour],
    );
  }
}

function extentOf({ coordinates }: PolygonGeometry): Extent {
  const [xs, ys] = [coordinates[0]!.map(([x]) => x!), coordinates[0]!.map(([, y]) => y!)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Square degrees two extents have in common. */
function shared(a: Extent, b: Extent): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width <= 0 || height <= 0 ? -1 : width * height;
}

/** Square degrees of a polygon without its holes. */
function planeArea({ coordinates }: PolygonGeometry): number {
  const ring = (points: readonly number[][]): number =>
    Math.abs(points.slice(1).reduce((sum, [x, y], i) => sum + points[i]![0]! * y! - x! * points[i]![1]!, 0)) / 2;
  const [outline, ...holes] = coordinates.map(ring);
  return outline! - holes.reduce((sum, hole) => sum + hole, 0);
}
