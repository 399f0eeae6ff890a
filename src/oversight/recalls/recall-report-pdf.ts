import { once } from 'node:events';
import { inZone } from '../../platform/occurred-at.js';
import type { Fate } from './recall-balance.js';
import type { RecallHolder, RecallView } from './recall-view.js';

/** A4 in points. */
const [PAGE_WIDTH, PAGE_HEIGHT, MARGIN] = [595, 842, 42];
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const STATES = { draft: '草稿', published: '已发布', closed: '已结束', lifted: '已解除', withdrawn: '已撤回' } as const;
const STEPS: Record<string, string> = { ...STATES };
const FATES: readonly (readonly [keyof Fate, string])[] = [
  ['returned', '退回'],
  ['used', '已用'],
  ['destroyed', '销毁'],
  ['missing', '缺失'],
];
/** Shares of the width: holder, grams, the four fates, open, answered. */
const COLUMNS = [0.28, 0.11, 0.1, 0.1, 0.1, 0.1, 0.09, 0.12] as const;

/**
 * 召回有效性报告: what was recalled, who had how much of it, what became of every gram, what is missing and why (GAP 投诉、退货与召回章).
 * As much of it as the viewer sees; as many pages as it takes.
 *
 * @param font a whole TrueType font with Chinese characters
 */
export async function recallReportPdf(font: Buffer, recall: RecallView, printedAt: Date): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const title = recall.drill ? '模拟召回报告' : '召回有效性报告';
  const document = new PDFDocument({
    ...{ size: 'A4', margin: MARGIN, bufferPages: true, autoFirstPage: false },
    // Without this pdfkit looks for a font of its own beside its sources.
    font: null as unknown as string,
    info: { Title: `${title} ${recall.id}`, Author: recall.opener.name, CreationDate: printedAt },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = once(document, 'end');
  document.registerFont('paper', font);
  document.addPage().font('paper').fillColor('#111111');
  let y = MARGIN;

  const write = (words: string, size: number, x = 0, width = WIDTH, align: 'left' | 'right' | 'center' = 'left') => {
    document
      .font('paper')
      .fontSize(size)
      .text(words, MARGIN + x, y, { width, align });
    return document.heightOfString(words, { width });
  };
  const room = (height: number): void => {
    if (y + height <= PAGE_HEIGHT - MARGIN - 16) return;
    document.addPage();
    y = MARGIN;
  };
  const pair = ([name, value]: readonly [string, string]): void => {
    const height = document
      .font('paper')
      .fontSize(10.5)
      .heightOfString(value, { width: WIDTH * 0.75 });
    room(height + 6);
    write(name, 10.5, 0, WIDTH * 0.22);
    write(value, 10.5, WIDTH * 0.25, WIDTH * 0.75);
    y += height + 5;
  };
  const line = (cells: readonly string[]): void => {
    const widths = COLUMNS.map((share) => share * WIDTH);
    document.font('paper').fontSize(9);
    const height = Math.max(...cells.map((cell, i) => document.heightOfString(cell, { width: widths[i]! - 4 })));
    room(height + 6);
    cells.reduce((x, cell, i) => {
      write(cell, 9, x, widths[i]! - 4, i === 0 ? 'left' : 'right');
      return x + widths[i]!;
    }, 0);
    y += height + 3;
    document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + WIDTH, y)
      .lineWidth(0.4)
      .stroke('#999999');
    y += 3;
  };

  y += write(title, 17, 0, WIDTH, 'center') + 10;
  headOf(recall).forEach(pair);
  y += 8;
  line(['持有方', '召回 kg', ...FATES.map(([, word]) => `${word} kg`), '未报 kg', '确认']);
  for (const holder of recall.holders) line(holderLine(holder));
  const { balance } = recall;
  line(['合计', kg(balance.grams), ...FATES.map(([key]) => kg(balance[key])), kg(balance.open), '']);
  y += 8;
  pair(['召回有效率', `${balance.percent} %（退回、已用、销毁占召回量；缺失与未报不计）`]);
  pair(['物料平衡', balance.balanced ? '平衡' : `不平衡，尚有 ${kg(balance.open)} kg 未报告`]);
  if (recall.score !== undefined) pair(['演练得分', `${recall.score.points} 分`]);
  for (const { step, at, reason } of recall.steps)
    pair([STEPS[step] ?? step, `${moment(at)}${reason === null ? '' : `　${reason}`}`]);
  pair(['编号', recall.id]);

  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    document.page.margins.bottom = 0;
    y = PAGE_HEIGHT - MARGIN;
    write(`打印于 ${moment(printedAt.toISOString())}　第 ${index + 1} 页，共 ${count} 页`, 8, 0, WIDTH, 'right');
  }
  document.end();
  await ended;
  return Buffer.concat(parts);
}

function headOf(recall: RecallView): (readonly [string, string])[] {
  return [
    ['发起方', `${recall.opener.name}${recall.authority === 'regulator' ? '（责令召回）' : '（主动召回）'}`],
    ['状态', `${recall.class}召回，${STATES[recall.state]}`],
    ['品名、批号', `${recall.lot.herb} ${recall.lot.number ?? recall.lot.id}`],
    ['原因', recall.reason],
    ['范围', `${recall.scope.lots} 个批次，${kg(recall.scope.grams)} kg；发布后新生 ${recall.scope.later.lots} 个批次`],
    ['确认时限', recall.dueAt === null ? '未发布' : moment(recall.dueAt)],
  ];
}

function holderLine(holder: RecallHolder): string[] {
  const late = holder.overdueHours > 0 ? `迟 ${holder.overdueHours} 小时` : '按时';
  const answered =
    holder.acknowledged === null ? (holder.overdueHours > 0 ? `逾期 ${holder.overdueHours} 小时` : '待确认') : late;
  return [
    holder.organisation?.name ?? holder.alias,
    ...[kg(holder.grams), ...FATES.map(([key]) => kg(holder[key])), kg(holder.open), answered],
  ];
}

/** Kilograms with all three decimals: a report is added up by hand. */
function kg(grams: number): string {
  return (grams / 1000).toFixed(3);
}

function moment(time: string): string {
  return inZone(new Date(time), '+08:00').replace('T', ' ').slice(0, 16);
}
