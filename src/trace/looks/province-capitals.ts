/** Seats of the provinces by the first two digits of their code: degrees north and east, to a tenth. */
const CAPITALS: Readonly<Record<number, readonly [north: number, east: number]>> = {
  11: [39.9, 116.4],
  12: [39.1, 117.2],
  13: [38.0, 114.5],
  14: [37.9, 112.5],
  15: [40.8, 111.7],
  21: [41.8, 123.4],
  22: [43.8, 125.3],
  23: [45.8, 126.5],
  31: [31.2, 121.5],
  32: [32.1, 118.8],
  33: [30.3, 120.2],
  34: [31.8, 117.2],
  35: [26.1, 119.3],
  36: [28.7, 115.9],
  37: [36.7, 117.0],
  41: [34.8, 113.6],
  42: [30.6, 114.3],
  43: [28.2, 112.9],
  44: [23.1, 113.3],
  45: [22.8, 108.4],
  46: [20.0, 110.3],
  50: [29.6, 106.5],
  51: [30.7, 104.1],
  52: [26.6, 106.7],
  53: [25.0, 102.7],
  54: [29.7, 91.1],
  61: [34.3, 108.9],
  62: [36.1, 103.8],
  63: [36.6, 101.8],
  64: [38.5, 106.2],
  65: [43.8, 87.6],
  71: [25.0, 121.5],
  81: [22.3, 114.2],
  82: [22.2, 113.5],
};

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres between the seats of two provinces, as the crow flies; 0 when one is not known. */
export function capitalsApartKm(one: number, other: number): number {
  const [a, b] = [CAPITALS[one], CAPITALS[other]];
  if (!a || !b) return 0;
  const [north, east] = [radians(b[0] - a[0]), radians(b[1] - a[1])];
  const h = Math.sin(north / 2) ** 2 + Math.cos(radians(a[0])) * Math.cos(radians(b[0])) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}
