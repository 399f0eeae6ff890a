// Builds seeds/places/ from published data; run by hand when the data has a newer version:
//   npm install --no-save ip2region@2.3.0 @vant/area-data@2.1.0 pinyin-pro@3 && node scripts/build-places.mjs
// The sources weigh 15 MB and the product needs 300 kB of them, so they are no dependencies.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(join(process.env.PLACES_FROM ?? import.meta.dirname, 'x.cjs'));
const out = join(import.meta.dirname, '..', 'seeds', 'places');
const { areaList } = require('@vant/area-data');
const { pinyin } = require('pinyin-pro');

/** English names that are not the Chinese letters in pinyin, or whose letters are read in another way there. */
const ENGLISH = {
  15: 'Inner Mongolia',
  54: 'Xizang',
  61: 'Shaanxi',
  81: 'Hong Kong',
  82: 'Macao',
  141024: 'Hongtong',
  330382: 'Yueqing',
  371524: "Dong'e",
  371722: 'Shanxian',
  653126: 'Yecheng',
  150724: 'Evenk',
  622926: 'Dongxiang',
};

const provinces = Object.fromEntries(
  Object.entries(areaList.province_list).map(([code, zh]) => [code.slice(0, 2), zh]),
);

// Divisions: code without trailing zeros → [Chinese, English].
const divisions = {};
for (const list of [areaList.province_list, areaList.city_list, areaList.county_list]) {
  for (const [code, zh] of Object.entries(list)) {
    const short = code.replace(/(00)+$/, '');
    // Municipalities repeat their name as a city; "counties under the province directly" are no place.
    if (short.length === 4 && (/^(市辖区|县|省直辖县|自治区直辖县)/.test(zh) || zh === provinces[short.slice(0, 2)]))
      continue;
    divisions[short] = [zh, ENGLISH[short] ?? english(zh, short.length)];
  }
}
writeFileSync(
  join(out, 'divisions.json'),
  `{\n${Object.entries(divisions)
    .map(([code, names]) => `"${code}":${JSON.stringify(names)}`)
    .join(',\n')}\n}\n`,
);

function english(zh, digits) {
  let name = zh;
  if (digits === 2) name = zh.replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$/, '');
  else {
    const peoples =
      '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各';
    name = zh
      .replace(new RegExp(`((${peoples})族)+(自治[州县旗])$`), '')
      .replace(/(蒙古|哈萨克|柯尔克孜|彝|各)?自治[州县旗]$/, '');
    const bare = name.replace(/(市|县|区|旗|盟|地区|林区|特区)$/, '');
    // A name of one letter keeps its 县: 古县 is Guxian.
    if (bare.length > 1) name = bare;
  }
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true }).map((s) =>
    s.replaceAll('ü', 'u').replaceAll('v', 'u'),
  );
  const joined = syllables.reduce((word, next) => word + (word && /^[aoe]/.test(next) ? "'" : '') + next, '');
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

// Addresses: pairs of a first address (uint32, big-endian) and a place (one byte); a pair holds until the next.
const PLACE = Object.fromEntries(Object.entries(provinces).map(([code, zh]) => [zh.slice(0, 2), Number(code)]));
const UNKNOWN = 0;
const ABROAD = 99;
const db = readFileSync(require.resolve('ip2region/data/ip2region.db'));
const [first, last] = [db.readUInt32LE(0), db.readUInt32LE(4)];
const runs = [];
for (let at = first; at <= last; at += 12) {
  const data = db.readUInt32LE(at + 8);
  const [country, , province] = db
    .toString('utf8', (data & 0xffffff) + 4, (data & 0xffffff) + (data >>> 24))
    .split('|');
  const place = country === '中国' ? (PLACE[province.slice(0, 2)] ?? UNKNOWN) : country === '0' ? UNKNOWN : ABROAD;
  const from = db.readUInt32LE(at);
  if (runs.at(-1)?.place !== place) runs.push({ from, place });
}
const table = Buffer.alloc(runs.length * 5);
runs.forEach(({ from, place }, i) => {
  table.writeUInt32BE(from, i * 4);
  table.writeUInt8(place, runs.length * 4 + i);
});
writeFileSync(join(out, 'ipv4-provinces.bin'), table);
console.log(`${Object.keys(divisions).length} divisions, ${runs.length} runs of addresses`);
