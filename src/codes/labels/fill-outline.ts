import type { Bitmap } from './bitmap.js';
import type { OutlineCommand } from './label-font.js';

/** Rows looked at within one row of pixels. */
const SUBROWS = 4;
/** A curve becomes this many lines: at label sizes a glyph is some 20 dots high. */
const CURVE_STEPS = 6;

/** Where an outline goes: device = (x + scale·u, y − scale·v). */
export interface Placing {
  x: number;
  y: number;
  scale: number;
}

interface Edge {
  x: number;
  slope: number;
  top: number;
  bottom: number;
  winding: 1 | -1;
}

/**
 * Fills outlines by the non-zero rule. A pixel is black when at least half of it is covered, measured along four lines. Outlines
 * are given together so that bold text (the same outline moved a little) melts into one shape.
 */
export function fillOutlines(
  bitmap: Bitmap,
  outlines: readonly { commands: readonly OutlineCommand[]; at: Placing }[],
): void {
  const edges = outlines.flatMap(({ commands, at }) => edgesOf(commands, at));
  if (edges.length === 0) return;
  const top = Math.max(0, Math.floor(Math.min(...edges.map((edge) => edge.top))));
  const bottom = Math.min(bitmap.height - 1, Math.ceil(Math.max(...edges.map((edge) => edge.bottom))));
  const cover = new Float32Array(bitmap.width + 1);
  for (let row = top; row <= bottom; row++) {
    cover.fill(0);
    for (let sub = 0; sub < SUBROWS; sub++) coverRow(cover, edges, row + (sub + 0.5) / SUBROWS);
    for (let x = 0; x < bitmap.width; x++) {
      if (cover[x]! >= SUBROWS / 2) bitmap.bits[row * bitmap.stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
}

function coverRow(cover: Float32Array, edges: readonly Edge[], y: number): void {
  const crossings: { x: number; winding: number }[] = [];
  for (const { x, slope, top, bottom, winding } of edges) {
    if (y >= top && y < bottom) crossings.push({ x: x + (y - top) * slope, winding });
  }
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  for (let index = 0; index < crossings.length - 1; index++) {
    winding += crossings[index]!.winding;
    if (winding !== 0) addSpan(cover, crossings[index]!.x, crossings[index + 1]!.x);
  }
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  const left = Math.max(0, from);
  const right = Math.min(cover.length - 1, to);
  for (let x = Math.floor(left); x < right; x++) cover[x]! += Math.min(x + 1, right) - Math.max(x, left);
}

function edgesOf(commands: readonly OutlineCommand[], { x, y, scale }: Placing): Edge[] {
  const edges: Edge[] = [];
  let start: [number, number] = [0, 0];
  let at: [number, number] = [0, 0];
  const lineTo = (u: number, v: number): void => {
    addEdge(edges, x + at[0] * scale, y - at[1] * scale, x + u * scale, y - v * scale);
    at = [u, v];
  };
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    if (command === 'moveTo') start = at = [a, b];
    else if (command === 'lineTo') lineTo(a, b);
    else if (command === 'quadraticCurveTo') {
      const [u, v] = at;
      for (let step = 1; step <= CURVE_STEPS; step++) {
        const [t, s] = [step / CURVE_STEPS, 1 - step / CURVE_STEPS];
        lineTo(s * s * u + 2 * s * t * a + t * t * c, s * s * v + 2 * s * t * b + t * t * d);
      }
    } else if (command === 'closePath') lineTo(start[0], start[1]);
    else throw new Error(`outline command ${command} is not of a TrueType font`);
  }
  return edges;
}

function addEdge(edges: Edge[], x1: number, y1: number, x2: number, y2: number): void {
  if (y1 === y2) return;
  const slope = (x2 - x1) / (y2 - y1);
  if (y1 < y2) edges.push({ x: x1, slope, top: y1, bottom: y2, winding: 1 });
  else edges.push({ x: x2, slope, top: y2, bottom: y1, winding: -1 });
}
