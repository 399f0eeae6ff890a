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
  /** Column → name of the sealed value it repeats; compared as text while the value is not erased. */
  readonly sealed?: Readonly<Record<string, string>>;
  /** Rows below this one, such as the lines of a report. */
  readonly parts?: PartTable;
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
}

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
      const rows = await rowsOf(
        tx,
        table.table,
        mine.map(({ fact }) => fact.id),
      );
      for (const { fact, leafIndex } of mine) {
        const found = rows.get(fact.id) ?? [];
        const what =
          compare(table, fact, found) ??
          (table.parts && (await compareParts(tx, table.parts, fact, String(found[0]?.['id']))));
        if (what !== undefined) return { what, factId: fact.id, ...(leafIndex === undefined ? {} : { leafIndex }) };
      }
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const { table, types, sealed } of this.tables) {
      for (const [column, name] of Object.entries(sealed ?? {})) {
        const changed = await unlikeSealed(tx, table, column, name);
        if (changed !== undefined) return changed;
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

async function rowsOf(tx: Tx, table: string, factIds: readonly string[]): Promise<Map<string, Record<string, Json>[]>> {
  const rows: { row: Record<string, Json> }[] = await tx.query(
    `select to_jsonb(t) as row from ${table} t where t.fact_id = any($1::uuid[])`,
    [factIds],
  );
  const found = new Map<string, Record<string, Json>[]>();
  for (const { row } of rows) {
    const factId = String(row['fact_id']);
    found.set(factId, [...(found.get(factId) ?? []), row]);
  }
  return found;
}

/** A row whose copy of a sealed value is not what was sealed; the value itself is held against its commitment elsewhere. */
async function unlikeSealed(tx: Tx, table: string, column: string, name: string): Promise<Misfit | undefined> {
  const rows: { id: string; fact_id: string }[] = await tx.query(
    `select t.id, t.fact_id from ${table} t join sealed_value s on s.fact_id = t.fact_id and s.name = $1
      where s.erased_at is null and t.${column}::text is distinct from s.value #>> '{}' order by t.id limit 1`,
    [name],
  );
  const [row] = rows;
  return row && { factId: row.fact_id, what: `${table}.${column} of ${row.id} is not what was sealed as ${name}` };
}

async function compareParts(tx: Tx, parts: PartTable, fact: Fact, parent: string): Promise<string | undefined> {
  const rows: { row: Record<string, Json> }[] = await tx.query(
    `select to_jsonb(t) as row from ${parts.table} t where t.${parts.parent} = $1`,
    [parent],
  );
  const found = new Map(rows.map(({ row }) => [String(row[parts.key]), row]));
  const told = parts.says(fact);
  if (found.size !== told.length)
    return `${parts.table} of ${parent} has ${found.size} rows, the fact lists ${told.length}`;
  for (const line of told) {
    const key = String(line[parts.key]);
    for (const [column, expected] of Object.entries(line)) {
      const actual = found.get(key)?.[column];
      if (!same(actual, expected))
        return `${parts.table}.${column} of ${parent}, ${key}, is ${show(actual)}, the fact says ${show(expected)}`;
    }
  }
  return undefined;
}

function compare({ table, says }: ActTable, fact: Fact, rows: readonly Record<string, Json>[]): string | undefined {
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
