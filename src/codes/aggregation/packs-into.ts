import type { CodeKind } from '../code-kind.js';

/** How large a thing is; what has no size is not packed. A label of a roll is as large as the sack or package it stands on. */
const LEVEL: Partial<Record<CodeKind, number>> = { package: 1, sack: 1, roll: 1, carton: 2, pallet: 3 };

/** Whether things of this kind hold others. */
export function isContainer(kind: CodeKind): boolean {
  return kind === 'carton' || kind === 'pallet';
}

/** Whether a thing goes into another: only upward, so nothing can come to be inside itself. */
export function packsInto(child: CodeKind, parent: CodeKind): boolean {
  const [small, large] = [LEVEL[child], LEVEL[parent]];
  return isContainer(parent) && small !== undefined && large !== undefined && small < large;
}
