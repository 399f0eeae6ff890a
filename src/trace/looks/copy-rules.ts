import { ABROAD, UNKNOWN_PLACE } from './ip-place.js';
import { capitalsApartKm } from './province-capitals.js';

/** One look at a code. */
export interface Look {
  /** Milliseconds since 1970. */
  at: number;
  /** First two digits of the division code; 0 unknown, 99 abroad. */
  place: number;
  visitor: string | null;
  /** The network of the visitor, hashed; null for looks from before networks were noted. */
  network?: string | null;
}

/** What else is known of the code and its batch. Times in milliseconds; null: it has not happened. */
export interface Circumstances {
  /** Looks ever, the erased ones included. */
  looks: number;
  /** Different networks of the looks on record. */
  networks: number;
  /** How many packages carry this code: 1, or for a batch's own code all that were packed. */
  packages: number;
  /** Province of whoever made the batch. */
  home: number;
  /** Before this nothing may have left the maker: dispatch is refused until release. */
  releasedAt: number | null;
  /** When this very package left the maker; null while it lies there, undefined where nobody records dispatches of the batch. */
  dispatchedAt?: number | null | undefined;
  consumedAt: number | null;
  recalledAt: number | null;
}

type Level = 'suspect' | 'warning';

/** The thresholds, from seeds/reference/copy-rules.json. */
export interface CopyRules {
  version: string;
  'many-provinces': { level: Level; provinces: number; withinDays: number; networksEach: number };
  'impossible-speed': { level: Level; kmPerHour: number; slackKm: number; jumps: number; networksEach: number };
  'before-release': { level: Level; networks: number };
  'before-dispatch': { level: Level; networks: number };
  'after-consumption': { level: Level; graceDays: number; networks: number };
  'after-recall': { level: Level; graceDays: number; networks: number };
  /** Both: so many looks, and from so many networks; `networksEnough` is enough for any number of packages. */
  'more-looks-than-packages': {
    level: Level;
    looksPerPackage: number;
    networksPerPackage: number;
    networksEnough: number;
  };
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
 * and phones look from anywhere. Places abroad or unknown never count against a code. What counts is different networks, never looks or
 * browsers: one network alone, hammering a code under a thousand names, is one.
 */
export function signsOfCopies(looks: readonly Look[], about: Circumstances, rules: CopyRules): CopySign[] {
  const sorted = [...looks].sort((a, b) => a.at - b.at);
  const found: [CopyRuleId, Record<string, number> | undefined][] = [
    ['after-consumption', afterwards(sorted, about.consumedAt, rules['after-consumption'])],
    ['before-release', abroadBefore(sorted, about.home, about.releasedAt, rules['before-release'])],
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

/** A province counts when it was looked from by several networks: of many looks at an honest package, some are put into wrong provinces. */
function manyProvinces(
  looks: readonly Look[],
  { provinces, withinDays, networksEach }: CopyRules['many-provinces'],
): Record<string, number> | undefined {
  const located = looks.filter(({ place }) => isProvince(place));
  const most = located.reduce((max, last, index) => {
    const networks = new Map<number, Set<string>>();
    for (let at = index; at >= 0 && last.at - located[at]!.at <= withinDays * DAY; at -= 1) {
      const { place } = located[at]!;
      networks.set(place, (networks.get(place) ?? new Set()).add(networkOf(located[at]!)));
    }
    return Math.max(max, [...networks.values()].filter(({ size }) => size >= networksEach).length);
  }, 0);
  return most >= provinces ? { provinces: most, days: withinDays } : undefined;
}

/**
 * Two packages, each going its way, make one code jump between two places again and again. One look in a wrong province makes two
 * jumps, so both ends must have been seen by more than one network.
 */
function impossibleSpeed(
  looks: readonly Look[],
  rule: CopyRules['impossible-speed'],
): Record<string, number> | undefined {
  const located = looks.filter(({ place }) => isProvince(place));
  const networks = new Map<number, Set<string>>();
  for (const look of located) networks.set(look.place, (networks.get(look.place) ?? new Set()).add(networkOf(look)));
  let jumps = 0;
  let fastest = 0;
  for (let at = 1; at < located.length; at += 1) {
    const [from, to] = [located[at - 1]!, located[at]!];
    if (from.place === to.place || networkOf(from) === networkOf(to) || from.visitor === to.visitor) continue;
    if ([from, to].some(({ place }) => networks.get(place)!.size < rule.networksEach)) continue;
    const km = capitalsApartKm(from.place, to.place) - rule.slackKm;
    const hours = Math.max(to.at - from.at, 60_000) / 3_600_000;
    if (km <= 0 || km / hours <= rule.kmPerHour) continue;
    jumps += 1;
    fastest = Math.max(fastest, Math.round(km / hours));
  }
  return jumps >= rule.jumps ? { jumps, kmPerHour: fastest } : undefined;
}

/** Seen in other provinces while it must still lie with its maker. */
function abroadBefore(
  looks: readonly Look[],
  home: number,
  before: number | null,
  { networks }: CopyRules['before-release'],
): Record<string, number> | undefined {
  const early = looks.filter(
    ({ at, place }) => isProvince(place) && place !== home && (before === null || at < before),
  );
  const seen = networksOf(early);
  return seen >= networks ? { networks: seen } : undefined;
}

/** Released and still in the store, by the records of who keeps records of dispatches. */
function beforeDispatch(
  looks: readonly Look[],
  { home, releasedAt, dispatchedAt }: Circumstances,
  rule: CopyRules['before-dispatch'],
): Record<string, number> | undefined {
  if (dispatchedAt === undefined || releasedAt === null) return undefined;
  return abroadBefore(
    looks.filter(({ at }) => at >= releasedAt),
    home,
    dispatchedAt,
    rule,
  );
}

function afterwards(
  looks: readonly Look[],
  since: number | null,
  { graceDays, networks }: CopyRules['after-recall'],
): Record<string, number> | undefined {
  if (since === null) return undefined;
  const seen = networksOf(looks.filter(({ at }) => at > since + graceDays * DAY));
  return seen >= networks ? { networks: seen, days: graceDays } : undefined;
}

function moreLooksThanPackages(
  { looks, networks, packages }: Circumstances,
  { looksPerPackage, networksPerPackage, networksEnough }: CopyRules['more-looks-than-packages'],
): Record<string, number> | undefined {
  const count = Math.max(packages, 1);
  if (looks <= looksPerPackage * count || networks <= Math.min(networksPerPackage * count, networksEnough))
    return undefined;
  return { looks, packages, networks };
}

function networksOf(looks: readonly Look[]): number {
  return new Set(looks.map(networkOf)).size;
}

/** Looks of which nothing is known are taken for one network: they must not speak against a code. */
function networkOf({ network, visitor }: Look): string {
  return network ?? visitor ?? '';
}

function isProvince(place: number): boolean {
  return place !== UNKNOWN_PLACE && place !== ABROAD;
}
