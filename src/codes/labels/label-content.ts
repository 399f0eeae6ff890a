import type { PackageLabel } from '../../lots/batch-label.js';
import type { LabelKey } from '../../lots/label-fields.js';

/** A line of a label and the field it is of; `supplier` and `storage` stand beside GAP's eleven. */
export interface LabelLine {
  field: LabelKey | 'supplier' | 'storage';
  title: string;
  text: string;
}

/** What stands on the labels of some packages: GAP's eleven fields, and what 药品管理法 第四十八条 asks for besides. */
export interface LabelContent {
  name: string;
  /** The batch; empty on labels that stand on no batch yet. */
  number: string;
  /** In the order they are printed; the trace mark is the QR and the code, the name stands above. */
  lines: LabelLine[];
  /** Empty on labels of rolls, cartons and pallets: nobody has judged what will stand under them. */
  qualityMark: string;
}

/** The words beside the QR that make it the trace mark. */
export const TRACE_MARK = '扫码追溯';
/** Quality's word about the batch, as the mark says it. Before release goods may be labelled, but never as passed. */
export const QUALITY_MARK = { released: '合格', pending: '待检' } as const;

/** Who sends the goods, and what else a label says beside the eleven fields. */
export interface BesideTheEleven {
  supplier: string;
  storage: string | null;
  released: boolean;
}

/**
 * The content of a label; the caller has seen that nothing is missing. Producer and supplier are one line when they are one
 * company.
 */
export function labelContent({ fields }: PackageLabel, { supplier, storage, released }: BesideTheEleven): LabelContent {
  const value = (wanted: LabelKey): string => fields.find(({ key }) => key === wanted)?.value ?? '';
  const company = value('organisation');
  const lines = fields
    .filter(({ key }) => key !== 'name' && key !== 'traceMark')
    .map(({ key, zh, value: text }): LabelLine => {
      const both = key === 'organisation' && company === supplier;
      return { field: key, title: both ? '企业名称（供货单位）' : zh, text: text ?? '' };
    });
  if (company !== supplier) lines.push({ field: 'supplier', title: '供货单位', text: supplier });
  if (storage !== null) lines.push({ field: 'storage', title: '贮藏', text: storage });
  return {
    ...{ name: value('name'), number: value('batchNumber'), lines },
    qualityMark: released ? QUALITY_MARK.released : QUALITY_MARK.pending,
  };
}

/** What labels of loose codes are called, on the label and in the list. */
export const LOOSE_NAMES = { roll: '卷标', carton: '箱标', pallet: '托盘标' } as const;
export type LooseKind = keyof typeof LOOSE_NAMES;

/** Labels printed before anybody knows what they will stand on: what they are for, and whose they are. The eleven fields come with the goods. */
export function looseContent(kind: LooseKind, organisation: string): LabelContent {
  const lines: LabelLine[] = [{ field: 'organisation', title: '企业名称', text: organisation }];
  return { name: LOOSE_NAMES[kind], number: '', lines, qualityMark: '' };
}

/** All text of a label that stays the same, to be looked through for characters no font has. */
export function textsOf({ name, number, lines, qualityMark }: LabelContent): { field: string; text: string }[] {
  return [
    { field: 'name', text: name },
    { field: 'batchNumber', text: number },
    ...lines.map(({ field, title, text }) => ({ field, text: title + text })),
    { field: 'qualityMark', text: qualityMark },
  ];
}
