/** One farmer's plot of the demonstration. All names are invented; places are townships of 安泽县. */
export interface DemoGrower {
  index: number;
  name: string;
  /** Township division code, 9 digits. */
  township: string;
  plotName: string;
  /** GeoJSON ring of the plot, WGS-84. */
  ring: [number, number][];
  /** Fresh 青翘 picked in the season, grams. */
  freshGrams: number;
  /** Calendar day of the picking. */
  pickedOn: string;
}

const SURNAMES = [...'王李张刘陈杨赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡'];
const GIVEN = ['有福', '建国', '玉兰', '春生', '秀英', '满仓', '爱莲', '德胜', '桂花', '海旺', '巧珍', '树根'];
const TOWNSHIPS = ['141026100', '141026101', '141026102', '141026103'];
/** Two pickings of two days each; the fruit is steamed on the day after. */
const PICKING_DAYS = ['2025-07-29', '2025-08-04', '2025-07-30', '2025-08-05'];
const SLOPES = ['北坡', '南沟', '东梁', '西湾', '后山', '前岭', '石崖', '柏树洼', '寨上'];

/** Metres in a degree of latitude; good to a few parts in a thousand at plot size. */
const METRES_PER_DEGREE = 111_320;
const MU_M2 = 2000 / 3;

/**
 * The season's growers. Sizes between 2.6 and 4.9 亩 and 226–259 kg fresh per 亩 keep inside the yield band of the
 * reference data (60–150 kg dry, about three times that fresh).
 */
export function demoGrowers(count: number, offset = 0): DemoGrower[] {
  return Array.from({ length: count }, (_, i) => {
    const index = i + offset;
    const mu = 2.6 + ((index * 7) % 24) / 10;
    const kgPerMu = 226 + ((index * 11) % 34);
    return {
      index,
      name: `${SURNAMES[index % SURNAMES.length]}${GIVEN[(index * 5) % GIVEN.length]}`,
      township: TOWNSHIPS[index % TOWNSHIPS.length]!,
      plotName: `${SLOPES[index % SLOPES.length]}${Math.floor(index / SLOPES.length) + 1}号`,
      ring: plotRing(index, mu),
      freshGrams: Math.round(mu * kgPerMu) * 1000,
      pickedOn: PICKING_DAYS[index % PICKING_DAYS.length]!,
    };
  });
}

/** One plot on a grid of hillsides north of the county town. */
function plotRing(index: number, mu: number): [number, number][] {
  return ringAt([112.2 + (index % 8) * 0.007, 36.16 + Math.floor(index / 8) * 0.006], mu);
}

/** A slightly slanted quadrilateral of the given area (亩), its south-west corner at [longitude, latitude]. */
export function ringAt([lon, lat]: readonly [number, number], mu: number): [number, number][] {
  const side = Math.sqrt(mu * MU_M2);
  const dLat = side / METRES_PER_DEGREE;
  const dLon = side / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  const slant = dLon * 0.15;
  const at = (x: number, y: number): [number, number] => [round(lon + x), round(lat + y)];
  return [at(0, 0), at(dLon, 0), at(dLon + slant, dLat), at(slant, dLat), at(0, 0)];
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
