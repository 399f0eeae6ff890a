import { describe, expect, it } from '@jest/globals';
import { boundaryFaults } from './plot-boundary.js';
import { isPlausibleArea, plotArea } from './plot-area.js';

/** A field in 安泽, about 100 m on a side. */
const [X, Y] = [112.25, 36.14];
const ring = (...corners: [number, number][]) => corners.map(([x, y]) => [X + x / 1000, Y + y / 1000]);
const square = ring([0, 0], [1, 0], [1, 1], [0, 1], [0, 0]);
const polygon = (...coordinates: number[][][]) => ({ type: 'Polygon' as const, coordinates });
const said = (boundary: unknown) => boundaryFaults(boundary).map(({ path, message }) => `${path}: ${message.zh}`);

describe('R-02: the boundary of a plot', () => {
  it.each([
    ['a square', polygon(square)],
    ['a square walked the other way round', polygon([...square].reverse())],
    ['a square with a pond in it', polygon(square, ring([0.4, 0.4], [0.6, 0.4], [0.5, 0.6], [0.4, 0.4]))],
    ['an L', polygon(ring([0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2], [0, 0]))],
    [
      'heights, and a GPS that stood still',
      polygon([
        [X, Y, 900],
        [X, Y, 901],
        [X + 0.001, Y, 1],
        [X, Y + 0.001, 2],
        [X, Y, 900],
      ]),
    ],
  ])('takes %s', (_, boundary) => expect(said(boundary)).toEqual([]));

  it.each([
    ['nothing', null, /GeoJSON Polygon/],
    ['a point', { type: 'Point', coordinates: [X, Y] }, /GeoJSON Polygon/],
    ['a foreign key', { ...polygon(square), owner: '张三' }, /GeoJSON Polygon/],
    ['text for a number', { type: 'Polygon', coordinates: [[['112', '36']]] }, /GeoJSON Polygon/],
    ['no ring', polygon(), /1 至 20 个环/],
    ['three positions', polygon(ring([0, 0], [1, 0], [0, 0])), /至少有 4 个点/],
    ['an open ring', polygon(ring([0, 0], [1, 0], [1, 1], [0, 1])), /没有闭合/],
    ['a ring of one place', polygon(ring([0, 0], [0, 0], [0, 0], [0, 0])), /不足三个/],
    ['a bow tie', polygon(ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0])), /相交/],
    ['a spike walked there and back', polygon(ring([0, 0], [1, 0], [2, 0], [1, 0], [1, 1], [0, 0])), /相交/],
    ['a corner on another side', polygon(ring([0, 0], [2, 0], [2, 1], [1, 0], [0, 1], [0, 0])), /相交/],
    ['a pond across the fence', polygon(square, ring([0.5, 0.5], [1.5, 0.5], [0.5, 0.7], [0.5, 0.5])), /相交/],
    ['a pond beside the field', polygon(square, ring([2, 2], [3, 2], [3, 3], [2, 2])), /孔洞不在地块之内/],
    ['latitude first', polygon(square.map(([x, y]) => [y!, x!])), /经纬度可能写反/],
    [
      'a field in Paris',
      polygon([
        [2.3, 48.8],
        [2.4, 48.8],
        [2.4, 48.9],
        [2.3, 48.8],
      ]),
      /不在中国境内/,
    ],
    [
      'a thousand and one corners',
      polygon([...Array.from({ length: 1001 }, (_, i) => [X + i / 1e6, Y + (i * i) / 1e9]), [X, Y]]),
      /不得超过 1000/,
    ],
  ])('refuses %s', (_, boundary, why) => expect(said(boundary).join()).toMatch(why));

  it('names the position that lies outside', () =>
    expect(
      said(
        polygon([
          [X, Y],
          [X, 60],
          [X + 1, Y],
          [X, Y],
        ]),
      )[0],
    ).toMatch(/^boundary\.coordinates\.0\.1: /));
});

describe('the area of a plot', () => {
  // 1/1000 degree in the south of 山西: 110.9 m north-south, 90.1 m east-west.
  const area = plotArea(polygon(square));
  it('is geodesic, in m² and 亩', () => {
    expect(Number(area.squareMetres)).toBeCloseTo(9990, -2);
    expect(Number(area.mu)).toBeCloseTo((Number(area.squareMetres) * 3) / 2000, 2);
    expect(area.mu).toMatch(/^\d+\.\d{2}$/);
  });
  it('leaves holes out', () => {
    const withPond = plotArea(
      polygon(square, ring([0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75], [0.25, 0.25])),
    );
    expect(Number(withPond.squareMetres) / Number(area.squareMetres)).toBeCloseTo(0.75, 3);
  });
  it.each([
    ['0.01', true],
    ['0.00', false],
    ['100000.00', true],
    ['100000.01', false],
  ])('of %s 亩 is plausible: %p', (mu, plausible) => expect(isPlausibleArea({ mu, squareMetres: '' })).toBe(plausible));
});
