import type { Bilingual } from '../platform/errors.js';
import { free } from './words.js';

/** Words of the trade as records write them, in Chinese or English, with their partner. */
const PAIRS: readonly (readonly [zh: string, ...en: [string, ...string[]]])[] = [
  // Modes and forms of growing
  ['野生抚育', 'tended wild', 'wild-tending', 'wild-tended'],
  ['仿野生', 'near-natural growing', 'semi-wild', 'imitated-wild', '仿野生栽培', '仿野生种植'],
  ['大田', 'field cultivation', 'field', '大田种植'],
  ['林下', 'cultivation under trees', 'understory', '林下种植'],
  ['设施', 'protected cultivation', 'greenhouse', '设施种植'],
  ['合作社', 'cooperative'],
  ['公司+农户', 'company with growers', 'company-and-growers'],
  ['企业自建', 'company-run', 'company-owned', 'company'],
  ['农户', 'growers', 'household'],
  ['农场', 'farm'],
  ['林场', 'forest farm'],
  // Field work
  ['修剪', 'pruning'],
  ['施肥', 'fertilising', 'fertilizing', 'fertilisation', 'fertilization', '追肥'],
  ['除草', 'weeding'],
  ['灌溉', 'irrigation', 'irrigating', '浇水'],
  ['巡查', 'inspection round', 'scouting', 'inspection', '巡园'],
  ['施药', 'plant protection spraying', 'pesticide', 'spraying', 'spray', '喷药', '病虫害防治'],
  ['播种', 'sowing'],
  ['移栽', 'transplanting'],
  ['间苗', 'thinning'],
  ['中耕', 'tilling', 'tillage'],
  ['补植', 'replanting'],
  ['整地', 'soil preparation', 'soil-preparation'],
  ['排水', 'draining'],
  ['覆盖', 'mulching'],
  ['遮阴', 'shading'],
  ['授粉', 'pollinating'],
  ['物候', 'phenology'],
  ['灾害', 'damage by weather', 'disaster'],
  ['其他', 'other'],
  // Harvest
  ['人工采摘', 'picked by hand', 'manual', 'hand-picking', 'hand', '手工采摘', '人工采收'],
  ['机械采收', 'harvested by machine', 'mechanical', 'machine'],
  ['采挖', 'dug', 'digging', '人工采挖'],
  ['果实', 'fruit'],
  ['根', 'root'],
  ['根茎', 'rhizome'],
  ['全草', 'whole herb', 'herb'],
  ['花', 'flower'],
  ['叶', 'leaf'],
  // Processing
  ['蒸制干燥', 'steamed and dried', 'steam-and-dry', 'steamed-dried', 'steaming-drying', '蒸后晒干', '蒸后烘干'],
  ['拣选', 'sorting', '挑选'],
  ['净制', 'cleaning'],
  ['清洗', 'washing', '水洗'],
  ['蒸', 'steaming', 'steam', '蒸制'],
  ['煮', 'boiling', 'boil', '水煮'],
  ['烘干', 'hot-air drying', 'drying', 'dry', 'oven-drying', '干燥'],
  ['晒干', 'sun drying', 'sun-drying', '晾晒'],
  ['阴干', 'drying in the shade'],
  ['切制', 'slicing', 'cutting', '切片'],
  ['筛选', 'sieving', '过筛'],
  ['冷却', 'cooling', '摊凉', '晾凉'],
  ['炒制', 'stir-frying'],
  // Adjuvants, by name and by code of the reference data
  ['黄酒', 'yellow rice wine', 'HUANGJIU'],
  ['米醋', 'rice vinegar', 'MICU'],
  ['食盐', 'salt', 'SHIYAN'],
  ['生姜', 'fresh ginger', 'SHENGJIANG'],
  ['炼蜜', 'refined honey', 'LIANMI'],
  ['羊脂油', 'mutton fat', 'YANGZHI'],
  ['麦麸', 'wheat bran', 'FUPI'],
  ['甘草汁', 'liquorice juice', 'GANCAOZHI'],
  ['河砂', 'river sand', 'HESHA'],
  ['大米', 'rice', 'DAMI'],
  ['灶心土', 'stove earth', 'ZAOXINTU'],
  // Balances
  ['损耗', 'loss'],
  ['增重', 'gain'],
  ['取样', 'sample'],
  ['废弃', 'waste'],
  // Packages
  ['编织袋', 'woven sack'],
  ['纸箱', 'carton'],
  ['麻袋', 'jute sack'],
  ['铝箔袋', 'foil bag'],
  ['一级', 'first grade'],
  ['二级', 'second grade'],
  ['三级', 'third grade'],
  ['统货', 'ungraded'],
];

const WORDS = new Map<string, Bilingual>();
for (const [zh, en, ...others] of PAIRS) {
  for (const spelling of [zh, en, ...others]) WORDS.set(spelling.toLowerCase(), { zh, en });
}

/** A word of a record in both languages; text the list does not know is shown as written, personal data masked. */
export function tradeWord(text: string | undefined): Bilingual | undefined {
  return text === undefined ? undefined : (WORDS.get(text.trim().toLowerCase()) ?? free(text));
}
