/**
 * Hash tiles by C2SP tlog-tiles: 256 hashes (8,192 bytes) to a tile; tile level L holds the tree's nodes of level 8·L.
 * Paths are `<L>/<N>[.p/<W>]`, N in groups of three digits, all but the last marked with an x (1234067 → x001/x234/067).
 */
import type { NodeId } from './merkle.js';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
const MAX_TILE_LEVEL = 63;

/** A tile as asked for: `width` 256 is a full tile, 1 … 255 a partial one. */
export interface Tile {
  readonly level: number;
  readonly index: bigint;
  readonly width: number;
}

export function tilePath(tile: Tile): string {
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `${tile.level}/${encodeIndex(tile.index)}${partial}`;
}

/** The tile a path names, or undefined when the path is not exactly as {@link tilePath} writes it. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^(0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const tile: Tile = {
    level: Number(match[1]),
    index: BigInt(match[2]!.replace(/[x/]/g, '')),
    width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
  };
  const writtenAgain = tile.level <= MAX_TILE_LEVEL && tile.width <= TILE_WIDTH && tilePath(tile) === path;
  return writtenAgain ? tile : undefined;
}

/**
 * Whether a tree of this size has the tile. A partial tile stays available as long as the tree has grown at least that
 * far; what it held never changes, so an old partial tile is a beginning of the newer one.
 */
export function tileIsWithin(tile: Tile, size: bigint): boolean {
  const nodes = size >> BigInt(TILE_HEIGHT * tile.level);
  return tile.index * BigInt(TILE_WIDTH) + BigInt(tile.width) <= nodes;
}

/** The nodes of the tree that the tile holds, in order: `from`, and as many as the tile is wide. */
export function tileNodes(tile: Tile): { from: NodeId; width: number } {
  return {
    from: { level: TILE_HEIGHT * tile.level, index: tile.index * BigInt(TILE_WIDTH) },
    width: tile.width,
  };
}

/** Every tile a tree of this size has, full ones and the one partial tile at the end of each level. */
export function tilesOf(size: bigint): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; ; level++) {
    const nodes = size >> BigInt(TILE_HEIGHT * level);
    if (nodes === 0n) return tiles;
    const full = nodes / BigInt(TILE_WIDTH);
    for (let index = 0n; index < full; index++) tiles.push({ level, index, width: TILE_WIDTH });
    const width = Number(nodes % BigInt(TILE_WIDTH));
    if (width > 0) tiles.push({ level, index: full, width });
  }
}

function encodeIndex(index: bigint): string {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
}
