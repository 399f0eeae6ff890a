import type { PolygonGeometry } from './plot-boundary.js';
import { TOLERATED, type Neighbour } from './plot-overlap.js';

interface Placed {
  neighbour: Neighbour & { baseId: string };
  extent: Extent;
  order: number;
}
type Extent = readonly [west: number, south: number, east: number, north: number];

/** About half a kilometre: a field lies in one cell or four, the largest plot taken in some hundreds. */
const CELL = 0.005;

/**
 * The plots of an organisation by where they lie, so that each of thousands is measured against the few that can lie on
 * it: those whose extent covers enough of the plot's own.
 */
export class PlotNeighbours {
  private readonly cells = new Map<string, Placed[]>();
  private count = 0;

  constructor(known: readonly (Neighbour & { baseId: string })[]) {
    for (const neighbour of known) this.add(neighbour);
  }

  add(neighbour: Neighbour & { baseId: string }): void {
    const placed = { neighbour, extent: extentOf(neighbour.boundary), order: (this.count += 1) };
    for (const cell of cellsOf(placed.extent)) {
      const there = this.cells.get(cell);
      if (there === undefined) this.cells.set(cell, [placed]);
      else there.push(placed);
    }
  }

  /** Those that may lie on this plot of a base, in the order they were added; of the same base without its name. */
  of(baseId: string, boundary: PolygonGeometry): Neighbour[] {
    const own = extentOf(boundary);
    const enough = planeArea(boundary) * TOLERATED * 0.9;
    const near = new Set(cellsOf(own).flatMap((cell) => this.cells.get(cell) ?? []));
    return [...near]
      .filter(({ extent }) => shared(own, extent) >= enough)
      .sort((a, b) => a.order - b.order)
      .map(({ neighbour }) => (neighbour.baseId === baseId ? { ...neighbour, base: null } : neighbour));
  }
}

function cellsOf([west, south, east, north]: Extent): string[] {
  const cells: string[] = [];
  for (let x = Math.floor(west / CELL); x <= Math.floor(east / CELL); x += 1)
    for (let y = Math.floor(south / CELL); y <= Math.floor(north / CELL); y += 1) cells.push(`${x}/${y}`);
  return cells;
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
