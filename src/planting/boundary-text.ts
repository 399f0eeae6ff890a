import type { Bilingual } from '../platform/errors.js';
import type { PolygonGeometry } from './plot-boundary.js';

const NUMBER = String.raw`-?\d{1,3}(?:\.\d{1,15})?`;
const POSITION = new RegExp(`^(${NUMBER})[\\s,，]+(${NUMBER})$`);
const WKT = /^POLYGON\s*\(\s*(\(.*\))\s*\)$/is;

/**
 * A boundary as a cell of a table has it: WKT (`POLYGON((112.25 36.14, …))`), GeoJSON, or positions divided by semicolons or
 * line ends (`112.25 36.14; 112.251 36.14; …`), longitude first. A ring that was not closed is closed. What it says is
 * judged by `boundaryFaults`; here only whether it can be read.
 */
export function readBoundary(text: string): { boundary: PolygonGeometry } | { fault: Bilingual } {
  if (text.startsWith('{')) return readGeoJson(text);
  const wkt = WKT.exec(text);
  const rings = wkt === null ? [text] : wkt[1]!.replace(/^\(|\)$/g, '').split(/\)\s*,\s*\(/);
  const coordinates: number[][][] = [];
  for (const ring of rings) {
    const positions = ring
      .split(wkt === null ? /[;；\n|]/ : ',')
      .map((position) => position.trim())
      .filter((position) => position !== '');
    const read = positions.map((position) => POSITION.exec(position));
    const wrong = read.findIndex((found) => found === null);
    if (wrong >= 0 || read.length === 0)
      return {
        fault: {
          zh: `第 ${wrong + 1} 个点应为“经度 纬度”，如 112.25 36.14`,
          en: `position ${wrong + 1} must be "longitude latitude", such as 112.25 36.14`,
        },
      };
    coordinates.push(closed(read.map((found) => [Number(found![1]), Number(found![2])])));
  }
  return { boundary: { type: 'Polygon', coordinates } };
}

function readGeoJson(text: string): { boundary: PolygonGeometry } | { fault: Bilingual } {
  try {
    return { boundary: JSON.parse(text) as PolygonGeometry };
  } catch {
    return { fault: { zh: '不是有效的 GeoJSON', en: 'is not GeoJSON' } };
  }
}

function closed(ring: number[][]): number[][] {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
