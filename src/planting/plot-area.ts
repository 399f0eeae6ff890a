import { area } from '@turf/area';
import type { PolygonGeometry } from './plot-boundary.js';

/** The largest single plot taken: 100,000 亩 (67 km²); a larger one is a mistyped corner. */
export const MAX_MU = 100_000;

export interface PlotArea {
  /** Both as decimal strings with two places. */
  squareMetres: string;
  mu: string;
}

/**
 * The geodesic area of a valid boundary, holes taken off. 亩 are counted from the rounded square metres, so that
 * whoever sees only those comes to the same figure.
 */
export function plotArea(boundary: PolygonGeometry): PlotArea {
  const squareMetres = area(boundary).toFixed(2);
  return { squareMetres, mu: muOf(squareMetres) };
}

/** True for an area a plot can have: at least 0.01 亩, at most MAX_MU. */
export function isPlausibleArea({ mu }: PlotArea): boolean {
  return Number(mu) >= 0.01 && Number(mu) <= MAX_MU;
}

/** 1 亩 is 2000/3 m². */
function muOf(squareMetres: string): string {
  // Hundredths of m² are whole numbers; ×3/2000 in integers rounds half up exactly as the database does.
  const hundredths = Math.round(Number(squareMetres) * 100);
  return (Math.round((hundredths * 3) / 2000) / 100).toFixed(2);
}
