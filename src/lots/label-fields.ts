/** The eleven fields of a label of herbs (GAP 2022 包装、放行与储运章, R-20), in the order of the regulation. */
export const LABEL_FIELDS = {
  name: { zh: '品名', en: 'Name' },
  species: { zh: '基原', en: 'Species' },
  batchNumber: { zh: '批号', en: 'Batch number' },
  specification: { zh: '规格', en: 'Specification' },
  origin: { zh: '产地', en: 'Origin' },
  quantity: { zh: '重量', en: 'Net weight' },
  harvestedOn: { zh: '采收日期', en: 'Harvested' },
  packedOn: { zh: '包装日期', en: 'Packed' },
  shelfLife: { zh: '保质期', en: 'Shelf life' },
  traceMark: { zh: '追溯标志', en: 'Trace code' },
  organisation: { zh: '企业名称', en: 'Company' },
} as const;

export type LabelKey = keyof typeof LABEL_FIELDS;

export interface LabelField {
  key: LabelKey;
  zh: string;
  en: string;
  /** As printed; null where the record does not tell. */
  value: string | null;
}

/** What is known of the packages of one packing. Days are Chinese calendar days. */
export interface LabelSource {
  name: string | null;
  species: string | null;
  batchNumber: string;
  /** Form or grade; the size of the package stands beside it. */
  form: string | null;
  origin: string | null;
  gramsEach: number;
  harvestedFrom: string | null;
  harvestedTo: string | null;
  packedOn: string;
  shelfLifeMonths: number | null;
  /** The trace code of the batch; a package's own label carries the package's. */
  code: string | null;
  organisation: string | null;
}

/** Lays out the eleven fields as they are printed. */
export function labelFields(source: LabelSource): LabelField[] {
  const { harvestedFrom: from, harvestedTo: to, packedOn, shelfLifeMonths: months } = source;
  const values: Record<LabelKey, string | null> = {
    name: source.name,
    species: source.species,
    batchNumber: source.batchNumber,
    specification: [source.form, `${weightText(source.gramsEach)}/件`].filter((part) => part !== null).join(' '),
    origin: source.origin,
    quantity: weightText(source.gramsEach),
    harvestedOn: from === null || to === null ? null : from === to ? from : `${from} 至 ${to}`,
    packedOn,
    shelfLife: months === null ? null : `${months} 个月，至 ${expiryOf(packedOn, months)}`,
    traceMark: source.code,
    organisation: source.organisation,
  };
  return Object.entries(LABEL_FIELDS).map(([key, names]) => {
    const value = values[key as LabelKey];
    return { key: key as LabelKey, ...names, value: value === '' ? null : value };
  });
}

/** Keys of the fields that say nothing. */
export function missingFields(fields: readonly LabelField[]): LabelKey[] {
  return fields.filter(({ value }) => value === null).map(({ key }) => key);
}

/** Last day of the shelf life: the day before the same day so many months later; the 31st ends in a short month on its last day. */
export function expiryOf(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  const then = new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth.getUTCDate())));
  return new Date(then.getTime() - 86_400_000).toISOString().slice(0, 10);
}

/** 20000 → 20 kg, 250 → 250 g, 1500 → 1.5 kg: exact, without zeros at the end. */
export function weightText(grams: number): string {
  if (grams < 1000) return `${grams} g`;
  const [whole, rest] = [
    Math.floor(grams / 1000),
    String(grams % 1000)
      .padStart(3, '0')
      .replace(/0+$/, ''),
  ];
  return rest === '' ? `${whole} kg` : `${whole}.${rest} kg`;
}
