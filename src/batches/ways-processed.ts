/** As many ways as a finding names; more make it no worse, and blends of blends would multiply them. */
const SHOWN = 6;

/**
 * The ways by which matter came to these lots, from the field on: the steps of one run after another, e.g. 蒸→晒干
 * whether one run did both or two. Matter that was only moved has no way to tell and is left out.
 *
 * @param parents whose matter went into a lot directly
 * @param steps what the run that made a lot did to it; empty or missing for what no run changed
 */
export function processesOf(
  lots: readonly string[],
  parents: ReadonlyMap<string, ReadonlySet<string>>,
  steps: ReadonlyMap<string, string>,
): string[] {
  const known = new Map<string, string[]>();
  const waysTo = (lot: string): string[] => {
    const before = known.get(lot);
    if (before !== undefined) return before;
    const from = [...(parents.get(lot) ?? [])].flatMap(waysTo);
    const own = steps.get(lot) ?? '';
    const ways = (from.length === 0 ? [''] : from).map((way) => [way, own].filter((part) => part !== '').join('→'));
    const several = [...new Set(ways)].slice(0, SHOWN);
    known.set(lot, several);
    return several;
  };
  return [...new Set(lots.flatMap(waysTo))].filter((way) => way !== '').slice(0, SHOWN);
}
