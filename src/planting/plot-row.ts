import { isUuid } from '../platform/ids.js';
import { boundaryFaults, type PolygonGeometry } from './plot-boundary.js';
import { isPlausibleArea, MAX_MU, plotArea, type PlotArea } from './plot-area.js';
import { fault, UNREADABLE, type FileFault, type PlotColumn, type PlotRow } from './plot-file.js';

/** What a file of plots is held against: the organisation's own bases, growers and plots. */
export interface PlotContext {
  bases: readonly { id: string; name: string }[];
  /** The base of rows that name none. */
  defaultBase?: string | undefined;
  /** Growers by id. */
  growers: ReadonlySet<string>;
  /** `base/name` of plots in use. */
  taken: ReadonlySet<string>;
}

/** A row that can become a plot. Growers are names, or ids of those known. */
export interface PlotToRegister {
  row: number;
  base: string;
  name: string;
  grower: string;
  sharedWith: string[];
  boundary: PolygonGeometry;
  area: PlotArea;
  statedMu?: string | undefined;
}

const MU = /^(0|[1-9]\d{0,5})(\.\d{1,2})?$/;
const SHARERS = /[、,，;；|\n]/;
const MAX_SHARERS = 50;

/** Every row as a plot to register, or with all that is wrong with it. */
export function judgeRows(
  rows: readonly PlotRow[],
  context: PlotContext,
): { plots: PlotToRegister[]; faults: FileFault[] } {
  const plots: PlotToRegister[] = [];
  const faults: FileFault[] = [];
  const names = new Map<string, number>();
  for (const row of rows) {
    const judged = judgeRow(row, context);
    if ('faults' in judged) {
      faults.push(...judged.faults);
      continue;
    }
    const { plot } = judged;
    const key = `${plot.base}/${plot.name}`;
    const [before, column] = [names.get(key), row.columns.name ?? 'name'];
    names.set(key, before ?? row.row);
    if (before !== undefined)
      faults.push(fault(row.row, column, `与第 ${before} 行同名`, `has the name of row ${before}`, plot.name));
    else if (context.taken.has(key))
      faults.push(fault(row.row, column, '该基地已有同名地块', 'is a plot this base has already', plot.name));
    else plots.push(plot);
  }
  return { plots, faults };
}

function judgeRow(row: PlotRow, context: PlotContext): { plot: PlotToRegister } | { faults: FileFault[] } {
  const faults: FileFault[] = [];
  const say = (column: PlotColumn, zh: string, en: string, value?: string): void => {
    faults.push(fault(row.row, row.columns[column] ?? column, zh, en, value));
  };
  const { name = '', grower = '', statedMu } = row.cells;
  if (name === '') say('name', '不能为空', 'must not be empty');
  const sharedWith = (row.cells.sharedWith ?? '')
    .split(SHARERS)
    .map(trimmed)
    .filter((text) => text !== '');
  if (grower === '') say('grower', '不能为空', 'must not be empty');
  for (const [column, person] of [
    ['grower', grower] as const,
    ...sharedWith.map((text) => ['sharedWith', text] as const),
  ]) {
    if (isUuid(person) && !context.growers.has(person.toLowerCase()))
      say(column, '本机构没有这个编号的农户', 'is no grower of this organisation', person);
    if (person.length > 100) say(column, '不得超过 100 字', 'must be at most 100 characters', person);
  }
  if (sharedWith.length > MAX_SHARERS) say('sharedWith', `至多 ${MAX_SHARERS} 人`, `must name at most ${MAX_SHARERS}`);
  if (statedMu !== undefined && !(MU.test(statedMu) && /[1-9]/.test(statedMu)))
    say('statedMu', '应为大于 0 的亩数，至多两位小数', 'must be mu above 0 with at most two places', statedMu);
  const base = baseOfRow(row, context, say);
  const area = areaOfRow(row, say);
  if (faults.length > 0 || base === undefined || area === undefined) return { faults };
  const boundary = row.boundary as PolygonGeometry;
  return {
    plot: {
      row: row.row,
      base,
      name: nfc(name),
      grower: nfc(grower),
      sharedWith: sharedWith.map(nfc),
      boundary,
      area,
      statedMu,
    },
  };
}

type Say = (column: PlotColumn, zh: string, en: string, value?: string) => void;

function baseOfRow({ cells }: PlotRow, { bases, defaultBase }: PlotContext, say: Say): string | undefined {
  const { base } = cells;
  if (base === undefined) {
    if (defaultBase === undefined)
      say('base', '未写基地，也没有指定默认基地', 'is missing, and no base was given for all');
    return defaultBase;
  }
  const found = bases.filter(({ id, name }) => id === base.toLowerCase() || name === base);
  if (found.length === 0) say('base', '本机构没有这个基地', 'is no base of this organisation', base);
  if (found.length > 1) say('base', '有几个同名基地，请写编号', 'is the name of several bases; give its id', base);
  return found.length === 1 ? found[0]!.id : undefined;
}

/** R-02 on the boundary; its positions are named as in the file. */
function areaOfRow({ boundary }: PlotRow, say: Say): PlotArea | undefined {
  if (boundary === undefined) {
    say('boundary', '不能为空', 'must not be empty');
    return undefined;
  }
  if (boundary === UNREADABLE) return undefined;
  const wrong = boundaryFaults(boundary, '');
  for (const { message } of wrong) say('boundary', message.zh, message.en);
  if (wrong.length > 0) return undefined;
  const area = plotArea(boundary as PolygonGeometry);
  if (isPlausibleArea(area)) return area;
  say('boundary', `面积 ${area.mu} 亩，应在 0.01 至 ${MAX_MU} 亩之间`, `has ${area.mu} mu, not 0.01 to ${MAX_MU}`);
  return undefined;
}

const trimmed = (text: string): string => text.trim();
const nfc = (text: string): string => text.normalize('NFC');
