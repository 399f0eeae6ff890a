/** `--quick`: every case runs once with little work, to see that it still runs; its figures mean nothing. */
export const QUICK = process.argv.includes('--quick');

/** The full amount, or the one of a quick run. */
export function amount(full: number, quick: number): number {
  return QUICK ? quick : full;
}
