import { ABROAD, UNKNOWN_PLACE } from './ip-place.js';
import { capitalsApartKm } from './province-capitals.js';

/** One look at a code. */
export interface Look {
  /** Milliseconds since 1970. */
  at: number;
  /** First two digits of the division code; 0 unknown, 99 abroad. */
  place: number;
  visitor: string | null;
}

/** What else is known of the code and its batch. Times in milliseconds; null: it has not happened. */
export interface Circumstances {
  /** Looks ever, the erased ones included. */
  looks: number;
  /** How many packages carry this code: 1, or for a batch's own code all that were packed. */
  packages: number;
  /** Province of whoever made the batch. */
  home: number;
  /** Before this nothing may have left the maker: dispatch is refused until release. */
  releasedAt: number | null;
  consumedAt: number | null;
  recalledAt: number | null;
}

type Level = 'suspect' | 'warning';

/** The thresholds, from seeds/reference/copy-rules.json. */
export interface CopyRules {
  version: string;
  'many-provinces': { level: Level; provinces: number; withinDays: number; visitorsEach: number };
  'impossible-speed': { level: Level; kmPerHour: number; slackKm: number; jumps: number; visitorsEach: number };
  'before-dispatch': { level: Level; visitors: number };
  'after-consumption': { level: Level; graceDays: number; visitors: number };
  'after-recall': { level: Level; graceDays: number; visitors: number };
  'more-looks-than-packages': { level: Level; looksPerPackage: number };
}

export type CopyRuleId = Exclude<keyof CopyRules, 'version'>;

/** A sign that a label was copied, with the figures of its sentence. */
export interface CopySign {
  rule: CopyRuleId;
  level: Level;
  /** Version of the rules that found it. */
  version: string;
  figures: Record<string, number>;
}

const DAY = 86_400_000;

/**
 * Signs that more than one label bears this code, gravest first. Each is a sign and no proof: addresses are put into wrong provinces,
 * and phones look from anywhere. Places abroad or unknown never count against a code.
 */
export function signsOfCopies(looks: readonly Look[], about: Circumstances, rules: CopyRules): CopySign[] {
  const sorted = [...looks].sort((a, b) => a.at - b.at);
  const found: [CopyRuleId, Record<string, number> | undefined][] = [
    ['after-consumption', afterwards(sorted, about.consumedAt, rules['after-consumption'])],
    ['before-dispatch', beforeDispatch(sorted, about, rules['before-dispatch'])],
    ['many-provinces', manyProvinces(sorted, rules['many-provinces'])],
    ['more-looks-than-packages', moreLooksThanPackages(about, rules['more-looks-than-packages'])],
    ['after-recall', afterwards(sorted, about.recalledAt, rules['after-recall'])],
    ['impossible-speed', impossibleSpeed(sorted, rules['impossible-speed'])],
  ];
  return found
    .flatMap(([rule, figures]) =>
      figures ? [{ rule, level: rules[rule].level, version: rules.version, figures }] : [],
    )
    .sort((a, b) => Number(b.level === 'suspect') - Number(a.level === 'suspect'));
}

/** A province counts when several visitors looked from it: of many looks at an honest package, some are put into wrong provinces. */
function manyProvinces(
  looks: readonly Look[],
  { provinces, withinDays, visitorsEach }: CopyRules['many-provinces'],
): Record<string, number> | undefined {
  const located = looks.filter(({ place }) => isProvince(place));
  const most = located.reduce((max, last, index) => {
    const visitors = new Map<number, Set<string | number>>();
    for (let at = index; at >= 0 && last.at - located[at]!.at <= withinDays * DAY; at -= 1) {
      const { place, visitor } = located[at]!;
      visitors.set(place, (visitors.get(place) ?? new Set()).add(visitor ?? at));
    }
    return Math.max(max, [...visitors.values()].filter(({ size }) => size >= visitorsEach).length);
  }, 0);
  return most >= provinces ? { provinces: most, days: withinDays } : undefined;
}

/**
 * Two packages, each going its way, make one code jump between two places again and again. One look in a wrong province makes two
 * jumps, so both ends must have been seen by more than one visitor.
 */
function impossibleSpeed(
  looks: readonly Look[],
  rule: CopyRules['impossible-speed'],
): Record<string, number> | undefined {
  const located = looks.filter(({ place }) => isProvince(place));
  const visitors = new Map<number, Set<string | null>>();
  for (const { place, visitor } of located) visitors.set(place, (visitors.get(place) ?? new Set()).add(visitor));
  let jumps = 0;
  let fastest = 0;
  for (let at = 1; at < located.length; at += 1) {
    const [from, to] = [located[at - 1]!, located[at]!];
    if (from.place === to.place || from.visitor === to.visitor) continue;
    if ([from, to].some(({ place }) => visitors.get(place)!.size < rule.visitorsEach)) continue;
    const km = capitalsApartKm(from.place, to.place) - rule.slackKm;
    const hours = Math.max(to.at - from.at, 60_000) / 3_600_000;
    if (km <= 0 || km / hours <= rule.kmPerHour) continue;
    jumps += 1;
    fastest = Math.max(fastest, Math.round(km / hours));
  }
  return jumps >= rule.jumps ? { jumps, kmPerHour: fastest } : undefined;
}

function beforeDispatch(
  looks: readonly Look[],
  { home, releasedAt }: Circumstances,
  { visitors }: CopyRules['before-dispatch'],
): Record<string, number> | undefined {
  const early = looks.filter(
    ({ at, place }) => isProvince(place) && place !== home && (releasedAt === null || at < releasedAt),
  );
  const people = visitorsOf(early);
  return people >= visitors ? { visitors: people } : undefined;
}

function afterwards(
  looks: readonly Look[],
  since: number | null,
  { graceDays, visitors }: CopyRules['after-recall'],
): Record<string, number> | undefined {
  if (since === null) return undefined;
  const people = visitorsOf(looks.filter(({ at }) => at > since + graceDays * DAY));
  return people >= visitors ? { visitors: people, days: graceDays } : undefined;
}

function moreLooksThanPackages(
  { looks, packages }: Circumstances,
  { looksPerPackage }: CopyRules['more-looks-than-packages'],
): Record<string, number> | undefined {
  return looks > looksPerPackage * Math.max(packages, 1) ? { looks, packages } : undefined;
}

function visitorsOf(looks: readonly Look[]): number {
  // A look without a hash is taken for somebody of its own.
  return new Set(looks.map(({ visitor }, index) => visitor ?? index)).size;
}

function isProvince(place: number): boolean {
  return place !== UNKNOWN_PLACE && place !== ABROAD;
}
