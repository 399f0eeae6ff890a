import type { NewLook } from '../../src/trace/looks/looks.queries.js';

/** Numbers that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Provinces by how many people look from them, roughly: the big markets first. */
const MARKETS = [34, 13, 36, 44, 33, 31, 11, 41, 37, 51, 43, 50, 32, 42, 61, 21, 53, 45, 35, 62, 22, 65];

/** How a label was copied. */
export type CopyPattern = 'many-cities' | 'two-places' | 'after-use' | 'before-release';

/** A serial with everything that happens to it. */
export interface SimulatedSerial {
  serial: number;
  /** Undefined for an honest package. */
  pattern: CopyPattern | undefined;
  /** Honest, and hammered by somebody who wants it to look copied. */
  attacked?: boolean;
}

interface Person {
  id: number;
  network: number;
}

/** Where a look is put that truly comes from `place`: one in twenty lands in another province, one in fifty nowhere, one in a hundred abroad. */
function located(place: number, random: () => number): number {
  const draw = random();
  if (draw < 0.05) return MARKETS[Math.floor(random() * MARKETS.length)]!;
  if (draw < 0.07) return 0;
  return draw < 0.08 ? 99 : place;
}

/**
 * Looks at the packages of one batch, told by how goods and people move and without any regard to the rules that judge them.
 * Honest: some looks at the maker's, some at a trader's, some at the factory's and the dispensary's, then a family that looks again and
 * again from one place, or a travelling salesman. Copied: the label sold in many towns; a second package beside the first in a far
 * province; labels taken off empty sacks long after the batch was used up; labels sold while the batch still waits for its tests.
 * Attackers have one network each, hundreds of browsers, and patience.
 *
 * Networks: whoever works or lives together shares one half of the time; phones are in one of 200 of their province. A look is put
 * into a wrong province whatever its network, which is harder on the rules than tables of addresses are.
 */
export function simulateLooks(
  options: {
    range: number;
    serials: number;
    cloned: number;
    looks: number;
    attacked: number;
    from: number;
    releasedAt: number;
    usedUpAt: number;
  },
  seed = 20_261_122,
): { serials: SimulatedSerial[]; looks: NewLook[] } {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const patterns: CopyPattern[] = ['many-cities', 'two-places', 'after-use', 'before-release'];
  const serials = Array.from({ length: options.serials }, (_, index): SimulatedSerial => ({
    serial: index + 1,
    pattern: index < options.cloned ? patterns[index % patterns.length] : undefined,
  }));
  const looks: NewLook[] = [];
  const bytes = (number: number, length: number): Buffer =>
    Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');
  let people = 0;
  let sites = 100_000;
  /** A network of one house, school or works. */
  const site = (): number => (sites += 1);
  /** Somebody in a province, at a site or on the road. */
  const person = (place: number, at?: number): Person => ({
    id: (people += 1),
    network: at !== undefined && random() < 0.5 ? at : place * 1_000 + Math.floor(random() * 200),
  });
  const add = (serial: number, at: number, place: number, { id, network }: Person): void =>
    void looks.push({
      ...{ range: options.range, serial, at: new Date(at), place: located(place, random) },
      ...{ visitor: bytes(id, 16), network: bytes(network, 8) },
    });
  const maker = site();

  /** Where each package has come to rest, and when. */
  const rest = new Map<number, { place: number; at: number }>();
  const honest = (serial: number): void => {
    const route = [14, pick(MARKETS), pick(MARKETS), pick(MARKETS)].slice(0, 2 + Math.floor(random() * 3));
    let at = options.from + random() * 5 * DAY;
    for (const [stop, place] of route.entries()) {
      const here = stop === 0 ? maker : site();
      // Nothing leaves the maker before it is released.
      if (stop > 0) at = Math.max(at, options.releasedAt + random() * DAY);
      const hands = 1 + Math.floor(random() * 3);
      for (let hand = 0; hand < hands; hand += 1) {
        const who = person(place, here);
        for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1)
          add(serial, (at += random() * 9 * HOUR), place, who);
      }
      at += (2 + random() * 10) * DAY;
    }
    const home = route.at(-1)!;
    rest.set(serial, { place: home, at });
    // A family at the last stop, one of them on the road.
    if (random() < 0.3) {
      const away = pick(MARKETS);
      const house = site();
      const who = [person(home, house), person(home, house), person(home, house)];
      for (let times = 0; times < 6; times += 1)
        add(serial, (at += random() * DAY), random() < 0.85 ? home : away, pick(who));
    }
  };
  const copied = (serial: number, pattern: CopyPattern): void => {
    const begin = options.from + (10 + random() * 10) * DAY;
    if (pattern === 'many-cities') {
      const towns = [...MARKETS].sort(() => random() - 0.5).slice(0, 8 + Math.floor(random() * 6));
      for (let sold = 20 + Math.floor(random() * 40); sold > 0; sold -= 1) {
        const town = pick(towns);
        add(serial, begin + random() * 25 * DAY, town, person(town));
      }
    } else if (pattern === 'two-places') {
      const [here, there] = [14, pick([44, 65, 53, 46, 23, 54])];
      for (let sold = 20 + Math.floor(random() * 40); sold > 0; sold -= 1) {
        const place = random() < 0.5 ? here : there;
        add(serial, begin + random() * 4 * DAY, place, person(place));
      }
    } else if (pattern === 'before-release') {
      const place = pick(MARKETS);
      for (let sold = 6 + Math.floor(random() * 20); sold > 0; sold -= 1)
        add(serial, options.releasedAt - random() * 3 * DAY, place, person(place));
    } else {
      const place = pick(MARKETS);
      for (let sold = 4 + Math.floor(random() * 20); sold > 0; sold -= 1)
        add(serial, options.usedUpAt + (31 + random() * 20) * DAY, place, person(place));
    }
  };
  for (const { serial, pattern } of serials) {
    honest(serial);
    if (pattern) copied(serial, pattern);
  }
  // The rest of the looks falls on honest packages where they have come to rest: a school class, a fair, an inspection, within hours.
  while (looks.length < options.looks) {
    const serial = options.cloned + 1 + Math.floor(random() * (options.serials - options.cloned));
    const { place, at: since } = rest.get(serial)!;
    const at = since + random() * 10 * DAY;
    const school = site();
    for (let times = 2 + Math.floor(random() * 8); times > 0 && looks.length < options.looks; times -= 1)
      add(serial, at + random() * 3 * HOUR, place, person(place, school));
  }
  looks.length = options.looks;
  for (const target of serials.slice(-options.attacked)) {
    target.attacked = true;
    const [network, place] = [site(), pick(MARKETS)];
    // From before the release until long after everything was used up.
    for (let times = 200; times > 0; times -= 1)
      add(target.serial, options.from + random() * 88 * DAY, place, { id: (people += 1), network });
  }
  return { serials, looks };
}
