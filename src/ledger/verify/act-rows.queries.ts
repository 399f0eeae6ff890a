import { canonicalBytes, type Json } from '../../platform/canonical-json.js';
import type { Tx } from '../../platform/db/tx.js';
import { isUuid } from '../../platform/ids.js';
import type { Fact } from '../fact.js';
import type { Misfit } from '../page-check.js';
import type { LedgerReplayer, ReplayedFact } from './replayer.js';

/** What a column must hold: Date for a timestamptz, a decimal string or number for numbers, undefined for null. */
export type Told = Json | Date | undefined;

/** A table with one row for each fact of certain types; the row names its fact in `fact_id`. */
export interface ActTable {
  readonly table: string;
  readonly types: readonly string[];
  /** Column → what the fact says of it. Columns that no fact speaks of (sealed names, notes) are left out. */
  says(fact: Fact): Readonly<Record<string, Told>>;
  /** True for a fact of these types that leaves no row here: not every use of an input draws on a stock. */
  readonly optional?: (fact: Fact) => boolean;
  /**
   * Column → the sealed value it repeats, by name, or by name and key (`actor.person`); compared as text while the value
   * is not erased.
   */
  readonly sealed?: Readonly<Record<string, string>>;
  /** Rows below this one, such as the lines of a report. */
  readonly parts?: readonly PartTable[];
}

/** Rows that belong to a row of an act; they have no fact of their own, the act's fact lists them. */
export interface PartTable {
  readonly table: string;
  /** The column that holds the id of the row above. */
  readonly parent: string;
  /** The column that orders them, or tells them apart. */
  readonly key: string;
  /** What the fact says of each, whole; the order does not matter. */
  says(fact: Fact): readonly Readonly<Record<string, Told>>[];
  /** The row as the fact tells it, where a column holds more than that. */
  view?(row: Row): Row;
  /** Column, or an expression on one, → the sealed list it repeats: one value a row, at the place that `key` says. */
  readonly sealed?: Readonly<Record<string, string>>;
}

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, Json>>;

/** Holds the rows of acts against their facts: each fact has its row, each row its fact, and they say the same. */
export class ActRowsReplayer implements LedgerReplayer {
  constructor(
    readonly room: string,
    private readonly tables: readonly ActTable[],
  ) {}

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    for (const table of this.tables) {
      const mine = facts.filter(({ fact }) => table.types.includes(fact.type) && table.optional?.(fact) !== true);
      if (mine.length === 0) continue;
      const ids = mine.map(({ fact }) => fact.id);
      const rows = await rowsBy(tx, table.table, 'fact_id', ids);
      const parents = [...rows.values()].flat().map((row) => String(row['id']));
      const parts = await Promise.all(
        (table.parts ?? []).map(async (part) => ({ part, rows: await rowsBy(tx, part.table, part.parent, parents) })),
      );
      for (const { fact, leafIndex } of mine) {
        const found = rows.get(fact.id) ?? [];
        const parent = String(found[0]?.['id']);
        const what =
          compare(table, fact, found) ??
          first(parts, ({ part, rows: kept }) => compareParts(part, fact, parent, kept.get(parent) ?? []));
        if (what !== undefined) return { what, factId: fact.id, ...(leafIndex === undefined ? {} : { leafIndex }) };
      }
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const { table, types, sealed, parts = [] } of this.tables) {
      for (const [column, name] of Object.entries(sealed ?? {})) {
        const changed = await unlikeSealed(tx, table, column, name);
        if (changed !== undefined) return changed;
      }
      for (const part of parts) {
        const wrong = (await orphan(tx, table, part)) ?? (await unlikeSealedList(tx, table, part));
        if (wrong !== undefined) return wrong;
      }
      const stray: { id: string; fact_id: string }[] = await tx.query(
        `select t.id, t.fact_id from ${table} t
          where not exists (select from fact f where f.id = t.fact_id and f.type = any($1)) order by t.id limit 1`,
        [types],
      );
      if (stray[0] !== undefined)
        return {
          factId: stray[0].fact_id,
          what: `${table} ${stray[0].id} names a fact that does not exist or tells of something else`,
        };
    }
    return undefined;
  }
}

/** Rows of a table by the value of one column. */
async function rowsBy(tx: Tx, table: string, column: string, values: readonly string[]): Promise<Map<string, Row[]>> {
  const rows: { row: Row }[] = await tx.query(
    `select to_jsonb(t) as row from ${table} t where t.${column} = any($1::uuid[])`,
    [values],
  );
  const found = new Map<string, Row[]>();
  for (const { row } of rows) {
    const value = String(row[column]);
    const same = found.get(value);
    if (same === undefined) found.set(value, [row]);
    else same.push(row);
  }
  return found;
}

function first<T>(items: readonly T[], what: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = what(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A row whose copy of a sealed value is not what was sealed; the value itself is held against its commitment elsewhere. */
async function unlikeSealed(tx: Tx, table: string, column: string, path: string): Promise<Misfit | undefined> {
  const [name, ...keys] = path.split('.');
  const rows: { id: string; fact_id: string }[] = await tx.query(
    `select t.id, t.fact_id from ${table} t join sealed_value s on s.fact_id = t.fact_id and s.name = $1
      where s.erased_at is null and t.${column}::text is distinct from s.value #>> $2::text[] order by t.id limit 1`,
    [name, keys],
  );
  const [row] = rows;
  return row && { factId: row.fact_id, what: `${table}.${column} of ${row.id} is not what was sealed as ${path}` };
}

/** Part rows in the order of their key against a sealed list of as many values. */
async function unlikeSealedList(tx: Tx, table: string, part: PartTable): Promise<Misfit | undefined> {
  for (const [column, name] of Object.entries(part.sealed ?? {})) {
    const rows: { parent: string; fact_id: string; key: string }[] = await tx.query(
      `select t.id as parent, t.fact_id, p.${part.key} as key
         from ${table} t join sealed_value s on s.fact_id = t.fact_id and s.name = $1
         join ${part.table} p on p.${part.parent} = t.id
        where s.erased_at is null and p.${column} is distinct from s.value ->> p.${part.key}::int
        order by t.id, p.${part.key} limit 1`,
      [name],
    );
    const [row] = rows;
    if (row !== undefined)
      return {
        factId: row.fact_id,
        what: `${part.table}.${column} of ${row.parent}, ${row.key}, is not what was sealed as ${name}`,
      };
  }
  return undefined;
}

/** A part whose row above is gone, or stands with another organisation. */
async function orphan(tx: Tx, table: string, part: PartTable): Promise<Misfit | undefined> {
  const rows: { parent: string }[] = await tx.query(
    `select p.${part.parent} as parent from ${part.table} p
      where not exists (select from ${table} t where t.id = p.${part.parent} and t.organisation_id = p.organisation_id)
      order by 1 limit 1`,
  );
  return rows[0] && { what: `${part.table} has a row of ${rows[0].parent}, which is not in ${table}` };
}

function compareParts(parts: PartTable, fact: Fact, parent: string, rows: readonly Row[]): string | undefined {
  const found = new Map(rows.map((row) => [String(row[parts.key]), parts.view?.(row) ?? row]));
  const told = parts.says(fact);
  if (rows.length !== told.length)
    return `${parts.table} of ${parent} has ${rows.length} rows, the fact lists ${told.length}`;
  for (const line of told) {
    const key = String(line[parts.key]).toLowerCase();
    for (const [column, expected] of Object.entries(line)) {
      const actual = found.get(key)?.[column];
      if (!same(actual, expected))
        return `${parts.table}.${column} of ${parent}, ${key}, is ${show(actual)}, the fact says ${show(expected)}`;
    }
  }
  return undefined;
}

function compare({ table, says }: ActTable, fact: Fact, rows: readonly Row[]): string | undefined {
  const [row, second] = rows;
  if (row === undefined) return `the row in ${table} that it tells of is gone`;
  if (second !== undefined) return `${rows.length} rows in ${table} name it`;
  const told: Record<string, Told> = { organisation_id: fact.organisation, ...says(fact) };
  for (const [column, expected] of Object.entries(told)) {
    const actual = row[column];
    if (!same(actual, expected))
      return `${table}.${column} of ${String(row['id'])} is ${show(actual)}, the fact says ${show(expected)}`;
  }
  return undefined;
}

function same(actual: Json | undefined, expected: Told): boolean {
  if (expected === undefined || expected === null) return actual === null;
  if (expected instanceof Date) return typeof actual === 'string' && Date.parse(actual) === expected.getTime();
  if (typeof actual === 'number') return Number(expected) === actual;
  if (typeof expected === 'string')
    return actual === expected || (isUuid(expected) && actual === expected.toLowerCase());
  return actual !== undefined && canonicalBytes(actual).equals(canonicalBytes(expected));
}

function show(value: Told): string {
  return value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? 'nothing');
}
