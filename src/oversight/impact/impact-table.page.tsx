import { renderToString } from 'preact-render-to-string';
import type { Impact } from './impact.service.js';
import type { ImpactSide } from './impact.js';
import { CUSTODY_WORDS, kilograms, KIND_WORDS, lotName, QUALITY_WORDS, UNNAMED } from './impact-words.js';
import { tableRows, type TableRow } from './impact-table.js';

/** Rows rendered before others get their turn. */
const AT_ONCE = 200;
const HEADS = ['批次', '类型', '药材', '时间', '持有方', '状态', '现存 kg', '售出 kg', '消耗 kg', '占比 %'];
const SIDES = { up: '向上追溯', down: '向下追踪' } as const;
export const TABLE_STYLE =
  'body{font:14px/1.5 sans-serif;margin:1rem}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left;white-space:nowrap}';

const sidesOf = (impact: Impact): ImpactSide[] =>
  [impact.ancestors, impact.descendants].filter((side) => side !== undefined);

function cells({ lot, grams, seenAbove }: TableRow): string[] {
  const name = `${lotName(lot)}${seenAbove ? '（见上）' : ''}${grams === null ? '' : `（${kilograms(grams)} kg）`}`;
  const state = [lot.quality && QUALITY_WORDS[lot.quality], lot.custody && CUSTODY_WORDS[lot.custody]];
  return [
    ...[name, KIND_WORDS[lot.kind], lot.herb, lot.bornAt.slice(0, 10), lot.holder?.name ?? UNNAMED],
    state.filter((word) => word !== undefined).join(' '),
    ...[lot.presentGrams, lot.soldGrams, lot.consumedGrams].map((g) =>
      lot.unit === 'gram' ? kilograms(g) : `${g} 粒`,
    ),
    lot.percent ?? '',
  ];
}

/** The table as plain text: one line a lot, indented by its depth. */
export async function* impactText(impact: Impact): AsyncGenerator<string> {
  for (const side of sidesOf(impact)) {
    yield `${SIDES[side.way]}：${side.lots.length} 个批次\n`;
    let part = '';
    let count = 0;
    for (const row of tableRows(side)) {
      part += `${'  '.repeat(row.indent)}${cells(row).join('\t')}\n`;
      if (++count % AT_ONCE === 0) {
        yield part;
        part = '';
        await breath();
      }
    }
    yield `${part}\n`;
  }
}

/** The same as a page without script. Depth is a number beside the name as well: it has no end, and indentation has. */
export async function* impactPage(impact: Impact): AsyncGenerator<string> {
  yield `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>影响范围</title><style>${TABLE_STYLE}</style></head><body><h1>影响范围</h1>`;
  for (const side of sidesOf(impact)) {
    yield renderToString(<h2>{`${SIDES[side.way]}：${side.lots.length} 个批次`}</h2>);
    yield `<table><thead>${renderToString(
      <tr>
        <th>层</th>
        {HEADS.map((head) => (
          <th>{head}</th>
        ))}
      </tr>,
    )}</thead><tbody>`;
    let rows: TableRow[] = [];
    for (const row of tableRows(side)) {
      rows.push(row);
      if (rows.length < AT_ONCE) continue;
      yield renderRows(rows);
      rows = [];
      await breath();
    }
    yield `${renderRows(rows)}</tbody></table>`;
  }
  yield '</body></html>';
}

function renderRows(rows: readonly TableRow[]): string {
  return renderToString(
    <>
      {rows.map((row) => (
        <tr>
          <td>{row.indent}</td>
          {cells(row).map((cell, i) => (
            <td>{i === 0 ? `${'\u3000'.repeat(Math.min(row.indent, 60))}${cell}` : cell}</td>
          ))}
        </tr>
      ))}
    </>,
  );
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
