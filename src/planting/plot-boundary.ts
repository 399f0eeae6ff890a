import type { FieldFault } from '../platform/errors.js';

/** A GeoJSON Polygon (RFC 7946 §3.1.6): rings of [longitude, latitude] in WGS 84, the first the outline, the others holes. */
export interface PolygonGeometry {
  type: 'Polygon';
  coordinates: number[][][];
}

/** China with its seas' islands left out: fields lie on land. West, south, east, north in degrees. */
const CHINA = { west: 73.4, south: 17.9, east: 135.1, north: 53.6 };
/** A walked boundary has tens of corners; a thousand keep the check of every pair of sides cheap. */
const MAX_POSITIONS = 1000;
const MAX_RINGS = 20;

type Point = readonly [number, number];
interface Side {
  from: Point;
  to: Point;
  ring: number;
}

/**
 * Everything that is wrong with a plot's boundary, as faults with paths; empty when it is a valid polygon on Chinese
 * ground (R-02; GAP 2022 基地选址章, 边界定位). Rings may run either way round, as RFC 7946 asks readers to accept.
 */
export function boundaryFaults(boundary: unknown, path = 'boundary'): FieldFault[] {
  if (!isPolygon(boundary))
    return [fault(path, '应为 GeoJSON Polygon：{type, coordinates}', 'must be a GeoJSON Polygon {type, coordinates}')];
  const rings = boundary.coordinates;
  if (rings.length === 0 || rings.length > MAX_RINGS)
    return [fault(`${path}.coordinates`, `应有 1 至 ${MAX_RINGS} 个环`, `must have 1 to ${MAX_RINGS} rings`)];
  if (rings.reduce((sum, ring) => sum + ring.length, 0) > MAX_POSITIONS)
    return [
      fault(`${path}.coordinates`, `顶点不得超过 ${MAX_POSITIONS} 个`, `must have at most ${MAX_POSITIONS} positions`),
    ];
  const shape = rings.flatMap((ring, index) => ringFaults(ring, `${path}.coordinates.${index}`));
  if (shape.length > 0) return shape;
  const crossing = crossingOf(rings);
  if (crossing !== undefined) {
    const [x, y] = crossing;
    return [fault(`${path}.coordinates`, `边界线在 ${x},${y} 附近相交`, `its sides cross near ${x},${y}`)];
  }
  const outside = rings.slice(1).findIndex((hole) => !contains(rings[0]!, asPoint(hole[0]!)));
  return outside < 0
    ? []
    : [fault(`${path}.coordinates.${outside + 1}`, '孔洞不在地块之内', 'is a hole outside the outline')];
}

function isPolygon(value: unknown): value is PolygonGeometry {
  if (typeof value !== 'object' || value === null) return false;
  const { type, coordinates } = value as Record<string, unknown>;
  if (Object.keys(value).some((key) => key !== 'type' && key !== 'coordinates' && key !== 'bbox')) return false;
  return type === 'Polygon' && Array.isArray(coordinates) && coordinates.every(isRing);
}

function isRing(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every(isPosition);
}

/** Longitude, latitude, and perhaps a height, which an area on the map does not need. */
function isPosition(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    (value.length === 2 || value.length === 3) &&
    value.every((part) => typeof part === 'number' && Number.isFinite(part))
  );
}

function ringFaults(ring: number[][], path: string): FieldFault[] {
  if (ring.length < 4)
    return [fault(path, '环至少有 4 个点，首尾相同', 'needs at least 4 positions, the last equal to the first')];
  if (!same(ring[0]!, ring[ring.length - 1]!))
    return [fault(path, '环没有闭合：末点应等于首点', 'is not closed: its last position must equal its first')];
  const out = ring.findIndex(([x, y]) => !inChina(x!, y!));
  if (out >= 0) {
    const [x, y] = ring[out]!;
    const hint = inChina(y!, x!)
      ? { zh: '，经纬度可能写反了', en: '; longitude and latitude seem to be swapped' }
      : { zh: '', en: '' };
    return [fault(`${path}.${out}`, `${x},${y} 不在中国境内${hint.zh}`, `${x},${y} is not in China${hint.en}`)];
  }
  if (distinct(ring).length < 3) return [fault(path, '不足三个不同的顶点', 'has fewer than three different corners')];
  return [];
}

function inChina(longitude: number, latitude: number): boolean {
  return longitude >= CHINA.west && longitude <= CHINA.east && latitude >= CHINA.south && latitude <= CHINA.north;
}

/** Where two sides meet that are not neighbours of one ring; undefined when none do. */
function crossingOf(rings: number[][][]): Point | undefined {
  const sides = rings.flatMap((ring, index) => sidesOf(ring, index));
  for (let i = 0; i < sides.length; i += 1) {
    for (let j = i + 1; j < sides.length; j += 1) {
      const [a, b] = [sides[i]!, sides[j]!];
      if (meet(a, b) && !onlyShareACorner(a, b, sides)) return b.from;
    }
  }
  return undefined;
}

/** A GPS that stands still repeats a position; repeated ones are no sides. */
function sidesOf(ring: number[][], index: number): Side[] {
  const corners = distinct(ring);
  return corners.map((corner, i) => ({ from: corner, to: corners[(i + 1) % corners.length]!, ring: index }));
}

/** The corners of a closed ring without repetition of one beside itself. */
function distinct(ring: number[][]): Point[] {
  return ring
    .slice(0, -1)
    .filter((position, i, open) => !same(position, open[(i + 1) % open.length]!))
    .map(asPoint);
}

/** Neighbours share one corner; they may not fold back over each other. */
function onlyShareACorner(a: Side, b: Side, sides: Side[]): boolean {
  if (a.ring !== b.ring) return false;
  const ring = sides.filter((side) => side.ring === a.ring);
  const [i, j] = [ring.indexOf(a), ring.indexOf(b)];
  if (j - i === 1) return !onSegment(a.from, b) && !onSegment(b.to, a);
  if (i === 0 && j === ring.length - 1) return !onSegment(a.to, b) && !onSegment(b.from, a);
  return false;
}

function meet(a: Side, b: Side): boolean {
  const [p, q, r, s] = [
    turn(a.from, a.to, b.from),
    turn(a.from, a.to, b.to),
    turn(b.from, b.to, a.from),
    turn(b.from, b.to, a.to),
  ];
  if (p * q < 0 && r * s < 0) return true;
  return onSegment(b.from, a) || onSegment(b.to, a) || onSegment(a.from, b) || onSegment(a.to, b);
}

function onSegment(point: Point, { from, to }: Side): boolean {
  return (
    turn(from, to, point) === 0 &&
    point[0] >= Math.min(from[0], to[0]) &&
    point[0] <= Math.max(from[0], to[0]) &&
    point[1] >= Math.min(from[1], to[1]) &&
    point[1] <= Math.max(from[1], to[1])
  );
}

/** The side of the line a→b on which c lies: -1, 0 or 1. */
function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/** Ray casting; the rings do not cross, so one point of a hole decides for all of it. */
function contains(ring: number[][], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = asPoint(ring[i]!);
    const [xj, yj] = asPoint(ring[j]!);
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function asPoint(position: readonly number[]): Point {
  return [position[0]!, position[1]!];
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function fault(path: string, zh: string, en: string): FieldFault {
  return { path, message: { zh, en } };
}
