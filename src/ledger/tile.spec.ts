import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTilePath, tileIsWithin, tileNodes, tilePath, tilesOf } from './tile.js';

describe('tile paths (C2SP tlog-tiles)', () => {
  it.each([
    [{ level: 0, index: 0n, width: 256 }, '0/000'],
    [{ level: 0, index: 5n, width: 1 }, '0/005.p/1'],
    [{ level: 1, index: 999n, width: 256 }, '1/999'],
    [{ level: 0, index: 1_000n, width: 256 }, '0/x001/000'],
    [{ level: 0, index: 1_234_067n, width: 256 }, '0/x001/x234/067'],
    [{ level: 2, index: 1_234_067n, width: 8 }, '2/x001/x234/067.p/8'],
  ])('writes and reads %j as %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    '',
    '0',
    '0/',
    '0/0',
    '0/00',
    '0/0000',
    '00/000',
    '64/000',
    '0/x000/001',
    '0/x001',
    '0/001/002',
    '0/x01/002',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/01',
    '0/000.p/',
    '0/000.p',
    '0/000/',
    '/0/000',
    '-1/000',
    '0/000.p/1/2',
    '0/000\n',
  ])('refuses %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('reads back what it writes, for any tile', () => {
    fc.assert(
      fc.property(
        fc.nat(63),
        fc.bigInt(0n, (1n << 62n) - 1n),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        },
      ),
    );
  });
});

describe('the tiles of a tree', () => {
  it('of 256 leaves are a full tile and a partial one of width 1 above it', () => {
    expect(tilesOf(256n).map(tilePath)).toEqual(['0/000', '1/000.p/1']);
  });

  it('of 70,000 leaves are 273 full and p/112, 1 full and p/17, p/1', () => {
    const paths = tilesOf(70_000n).map(tilePath);
    expect(paths).toHaveLength(273 + 1 + 1 + 1 + 1);
    expect(paths.slice(273)).toEqual(['0/273.p/112', '1/000', '1/001.p/17', '2/000.p/1']);
  });

  it('are within the tree, and none wider is', () => {
    for (const size of [0n, 1n, 255n, 256n, 257n, 511n, 65_536n, 70_000n]) {
      for (const tile of tilesOf(size)) {
        expect(tileIsWithin(tile, size)).toBe(true);
        if (tile.width < 256) expect(tileIsWithin({ ...tile, width: tile.width + 1 }, size)).toBe(false);
      }
    }
    expect(tileIsWithin({ level: 0, index: 0n, width: 1 }, 0n)).toBe(false);
  });

  it('hold nodes of every eighth level', () => {
    expect(tileNodes({ level: 1, index: 2n, width: 17 })).toEqual({ from: { level: 8, index: 512n }, width: 17 });
  });
});
