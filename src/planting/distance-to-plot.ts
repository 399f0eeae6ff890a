import type { PolygonGeometry } from './plot-boundary.js';

/** Where a device said it was, WGS 84. Used for a distance and then forgotten: it is a person's place. */
export interface DevicePosition {
  longitude: number;
  latitude: number;
}

const METRES_PER_DEGREE = 111_320;
/** What is told is rounded up to ten metres: a telephone knows no better. */
const STEP = 10;

/** Metres from a device to the nearest of these plots, rounded up to ten; 0 on a plot. */
export function distanceToPlots(position: DevicePosition, plots: readonly PolygonGeometry[]): number {
  const metres = Math.min(...plots.map((plot) => distance(position, plot)));
  return Math.ceil(metres / STEP) * STEP;
}

/** On a plane through the device: exact enough where it matters, near the plot. */
function distance({ longitude, latitude }: DevicePosition, { coordinates }: PolygonGeometry): number {
  const east = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const rings = coordinates.map((ring) =>
    ring.map(([x, y]): [number, number] => [(x! - longitude) * east, (y! - latitude) * METRES_PER_DEGREE]),
  );
  if (rings.filter(surrounds).length % 2 === 1) return 0; // in the outline and in no hole
  return Math.min(...rings.flatMap((ring) => ring.slice(1).map((corner, index) => toSide(ring[index]!, corner))));
}

/** Ray casting from the origin. */
function surrounds(ring: readonly [number, number][]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [ring[i]!, ring[j]!];
    if (yi > 0 !== yj > 0 && 0 < ((xj - xi) * -yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** From the origin to the segment a–b. */
function toSide([ax, ay]: [number, number], [bx, by]: [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  return Math.hypot(ax + along * dx, ay + along * dy);
}
