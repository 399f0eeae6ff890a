import { join } from 'node:path';
import { LABEL_STOCKS } from '../../src/codes/labels/label-stock.js';
import type { PrintOrder } from '../../src/codes/artifacts/print-order.js';

export const URL_OF_US = 'https://trace.example.cn';
export const FONT = join('dist', 'src', 'codes', 'labels', 'fonts', 'NotoSansSC-Medium.ttf');

/** A text of the length of a code; whether it is one is not what is measured. */
export const codeOf = (serial: number): string => `A1DCFK77G2VES9MMJERWTTF${String(serial).padStart(5, '0')}`;

/** What a product label says. */
export const CONTENT: PrintOrder['contents'][number]['content'] = {
  ...{ name: '连翘', number: 'LQ-141026-20250918-01', qualityMark: '合格' },
  lines: [
    { field: 'species', title: '基原', text: 'Forsythia suspensa (Thunb.) Vahl' },
    { field: 'batchNumber', title: '批号', text: 'LQ-141026-20250918-01' },
    { field: 'specification', title: '规格', text: '青翘 1 kg/件' },
    { field: 'origin', title: '产地', text: '山西省临汾市安泽县（和川连翘基地）' },
    { field: 'quantity', title: '重量', text: '1 kg' },
    { field: 'harvestedOn', title: '采收日期', text: '2025-08-03 至 2025-09-18' },
    { field: 'packedOn', title: '包装日期', text: '2025-10-08' },
    { field: 'shelfLife', title: '保质期', text: '24 个月，至 2027-10-07' },
    { field: 'organisation', title: '企业名称（供货单位）', text: '安泽县岳阳连翘种植专业合作社' },
  ],
};

/** An order as a desk gives it, on the template or without labels. */
export function benchOrder(files: PrintOrder['files'], total: number, template?: string): PrintOrder {
  return {
    ...{ files, dpi: 203, shift: { x: 0, y: 0 }, name: '', number: '' },
    ...(template === undefined ? {} : { stock: LABEL_STOCKS[template]! }),
    contents: template === undefined ? [] : [{ first: 1, last: total, content: CONTENT }],
  };
}
