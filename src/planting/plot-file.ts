import type { FieldFault } from '../platform/errors.js';
import { badText, parseJsonBody } from '../platform/http/json-body.js';
import { MalformedInput } from '../platform/errors.js';
import { readBoundary } from './boundary-text.js';
import { decodeTable, parseTable } from './csv-table.js';

export type PlotFileFormat = 'csv' | 'geojson';

/** The columns of a table of plots, by what people call them. A GeoJSON feature has them as properties. */
export const PLOT_COLUMNS = {
  name: ['地块名称', '地块', '名称', 'name', 'plot'],
  grower: ['农户', '农户姓名', '种植户', 'grower', 'farmer'],
  sharedWith: ['共同农户', '共种农户', 'sharedwith'],
  base: ['基地', '基地名称', 'base'],
  statedMu: ['面积（亩）', '面积(亩)', '面积', '亩数', '申报面积', 'statedmu', 'areamu', 'mu'],
  boundary: ['边界', '坐标', '四至坐标', 'boundary', 'polygon', 'wkt', 'geometry'],
} as const;
export type PlotColumn = keyof typeof PLOT_COLUMNS;

/** One fault of a file: where it is, and what to do about it. `row` is the line of a table, the number of a feature. */
export interface FileFault {
  row: number;
  /** The column by the name the file gives it. */
  column: string;
  value?: unknown;
  message: { zh: string; en: string };
}

/** One plot as the file has it, before anything is judged. `boundary` is whatever stood there. */
export interface PlotRow {
  row: number;
  cells: Partial<Record<Exclude<PlotColumn, 'boundary'>, string>>;
  boundary: unknown;
  /** What the file calls each column. */
  columns: Partial<Record<PlotColumn, string>>;
}

/** A boundary whose fault is told already. */
export const UNREADABLE = Symbol('unreadable boundary');

export interface ReadPlots {
  rows: PlotRow[];
  faults: FileFault[];
}

/** More than this belongs in several files: a cooperative of three hundred farmers has eight hundred plots. */
export const MAX_PLOTS = 5_000;

/** Reads a file of plots, with every fault that needs no database. */
export function readPlotFile(format: PlotFileFormat, bytes: Uint8Array): ReadPlots {
  const read = format === 'csv' ? readCsv(bytes) : readGeoJson(bytes);
  if (read.rows.length > MAX_PLOTS)
    return wholeFile(`共 ${read.rows.length} 行，一次至多 ${MAX_PLOTS} 行`, `has more than ${MAX_PLOTS} plots`);
  if (read.rows.length === 0 && read.faults.length === 0) return wholeFile('没有地块', 'has no plots');
  const seen = read.rows.flatMap((row) => textFaults(row));
  return { rows: read.rows, faults: [...read.faults, ...seen] };
}

function readCsv(bytes: Uint8Array): ReadPlots {
  const decoded = decodeTable(bytes);
  if ('fault' in decoded) return wholeFile(decoded.fault.zh, decoded.fault.en);
  const table = parseTable(decoded.text);
  if ('fault' in table) return { rows: [], faults: [{ row: table.line, column: '', message: table.fault }] };
  const [header, ...lines] = table.lines;
  if (header === undefined) return { rows: [], faults: [] };
  const found = columnsOf(header.cells);
  const faults = headerFaults(header.cells, found, header.line);
  if (faults.length > 0) return { rows: [], faults };
  const columns = Object.fromEntries([...found].map(([column, index]) => [column, header.cells[index]!]));
  const rows = lines.map(({ line, cells }): PlotRow => {
    if (cells.length > header.cells.length)
      faults.push(
        fault(line, '', `有 ${cells.length} 格，表头只有 ${header.cells.length} 列`, 'has more cells than the header'),
      );
    const cell = (column: PlotColumn): string => cells[found.get(column) ?? -1] ?? '';
    const boundary = readBoundary(cell('boundary'));
    if (cell('boundary') !== '' && 'fault' in boundary)
      faults.push({ row: line, column: columns['boundary']!, message: boundary.fault });
    const others = ([...found.keys()] as PlotColumn[]).filter((column) => column !== 'boundary' && cell(column) !== '');
    return {
      row: line,
      cells: Object.fromEntries(others.map((column) => [column, cell(column)])),
      boundary: 'fault' in boundary ? (cell('boundary') === '' ? undefined : UNREADABLE) : boundary.boundary,
      columns,
    };
  });
  return { rows, faults };
}

function readGeoJson(bytes: Uint8Array): ReadPlots {
  let value: unknown;
  try {
    value = parseJsonBody(Buffer.from(bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes));
  } catch (error) {
    if (!(error instanceof MalformedInput)) throw error;
    return { rows: [], faults: error.errors.map(({ path, message }) => ({ row: 0, column: path, message })) };
  }
  const features = asObject(value)['type'] === 'FeatureCollection' ? asObject(value)['features'] : undefined;
  if (!Array.isArray(features)) return wholeFile('应为 GeoJSON FeatureCollection', 'must be a FeatureCollection');
  const faults: FileFault[] = [];
  const rows = features.map((feature: unknown, index): PlotRow => {
    const properties = asObject(asObject(feature)['properties']);
    const names = Object.keys(properties);
    const found = columnsOf(names);
    const cells: PlotRow['cells'] = {};
    const columns: PlotRow['columns'] = { boundary: 'geometry' };
    for (const [column, at] of found) {
      const content = properties[names[at]!];
      columns[column] = names[at]!;
      if (column === 'boundary' || content === null || content === '') continue;
      if (typeof content === 'string' || typeof content === 'number') cells[column] = String(content).trim();
      else faults.push(fault(index + 1, names[at]!, '应为文字或数字', 'must be a text or a number'));
    }
    if (asObject(feature)['type'] !== 'Feature')
      faults.push(fault(index + 1, 'type', '应为 Feature', 'must be a Feature'));
    return { row: index + 1, cells, boundary: onePolygon(asObject(feature)['geometry']), columns };
  });
  return { rows, faults };
}

/** Drawing programs write one polygon as a MultiPolygon of one. */
function onePolygon(geometry: unknown): unknown {
  const { type, coordinates } = asObject(geometry);
  if (type === 'MultiPolygon' && Array.isArray(coordinates) && coordinates.length === 1)
    return { type: 'Polygon', coordinates: coordinates[0] as unknown };
  return geometry ?? undefined;
}

function columnsOf(header: readonly string[]): Map<PlotColumn, number> {
  const found = new Map<PlotColumn, number>();
  for (const [column, names] of Object.entries(PLOT_COLUMNS) as [PlotColumn, readonly string[]][]) {
    const index = header.findIndex((name) => names.includes(name.trim().toLowerCase()));
    if (index >= 0) found.set(column, index);
  }
  return found;
}

function headerFaults(header: readonly string[], found: Map<PlotColumn, number>, line: number): FileFault[] {
  const missing = (['name', 'grower', 'boundary'] as const).filter((column) => !found.has(column));
  const twice = header.filter((name, index) => name !== '' && header.indexOf(name) !== index);
  return [
    ...missing.map((column) =>
      fault(line, PLOT_COLUMNS[column][0], `缺少“${PLOT_COLUMNS[column][0]}”列`, `the column "${column}" is missing`),
    ),
    ...twice.map((name) => fault(line, name, '列名重复', 'stands twice in the header')),
  ];
}

function textFaults({ row, cells, columns }: PlotRow): FileFault[] {
  return Object.entries(cells).flatMap(([column, text]): FileFault[] => {
    const name = columns[column as PlotColumn] ?? column;
    const bad: Pick<FieldFault, 'value' | 'message'> | undefined = badText(text);
    if (bad !== undefined) return [{ row, column: name, ...bad }];
    if (column !== 'sharedWith' && (/\n/.test(text) || text.length > 100))
      return [fault(row, name, '应为一行文字，不超过 100 字', 'must be one line of at most 100 characters', text)];
    return [];
  });
}

function wholeFile(zh: string, en: string): ReadPlots {
  return { rows: [], faults: [fault(0, '', zh, en)] };
}

/** A fault in words; `value` is cut so that a boundary does not fill the answer. */
export function fault(row: number, column: string, zh: string, en: string, value?: string): FileFault {
  return { row, column, ...(value === undefined ? {} : { value: value.slice(0, 200) }), message: { zh, en } };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
