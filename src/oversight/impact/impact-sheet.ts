import type { Sheet } from '../../platform/xlsx.js';
import type { ImpactHolder, ImpactLot, ImpactSide } from './impact.js';
import { CUSTODY_WORDS, KIND_WORDS, QUALITY_WORDS, UNNAMED } from './impact-words.js';

const NAMES = { up: '向上追溯', down: '向下追踪' } as const;
const LOTS = [
  ...[
    '批次',
    '批号',
    '类型',
    '药材',
    '规格',
    '产地区划',
    '时间',
    '持有方',
    '质量',
    '位置',
    '单位',
    '初始',
    '现存',
    '售出',
    '消耗',
  ],
  ...['占比 %', '来源克', '加权现存克', '查询对象'],
];
const HOLDERS = ['持有方', '批次数', '现存克', '在库克', '在途克', '售出克', '消耗克', '加权现存克'];

/** The sheets of an impact: lots, edges and holders of each direction; grams as whole numbers, shares as text, exactly. */
export function impactSheets(sides: readonly ImpactSide[]): Sheet[] {
  return sides.flatMap((side) => [
    { name: `${NAMES[side.way]} 批次`, rows: rows(LOTS, side.lots, lotCells) },
    { name: `${NAMES[side.way]} 持有方`, rows: rows(HOLDERS, side.holders, holderCells) },
    {
      name: `${NAMES[side.way]} 谱系`,
      rows: rows(['从', '到', '性质', '克'], side.edges, ({ from, to, kind, grams }) => [
        ...[from, to, kind === 'matter' ? '物料' : '来源', grams ?? null],
      ]),
    },
  ]);
}

type Cells = (string | number | null)[];

function* rows<T>(head: Cells, items: readonly T[], cells: (item: T) => Cells): Generator<Cells> {
  yield head;
  for (const item of items) yield cells(item);
}

function lotCells(lot: ImpactLot): Cells {
  return [
    ...[lot.id, lot.number ?? null, KIND_WORDS[lot.kind], lot.herb, lot.variant, lot.region, lot.bornAt],
    lot.holder?.name ?? UNNAMED,
    ...[lot.quality ? QUALITY_WORDS[lot.quality] : null, lot.custody ? CUSTODY_WORDS[lot.custody] : null],
    ...[lot.unit === 'gram' ? '克' : '粒', lot.initialGrams, lot.presentGrams, lot.soldGrams, lot.consumedGrams],
    ...[lot.percent, lot.sourceGrams, lot.exposedGrams, lot.root ? '是' : null],
  ];
}

function holderCells(holder: ImpactHolder): Cells {
  return [
    ...[holder.organisation?.name ?? UNNAMED, holder.lots, holder.presentGrams, holder.inStockGrams],
    ...[holder.inTransitGrams, holder.soldGrams, holder.consumedGrams, holder.exposedGrams],
  ];
}
