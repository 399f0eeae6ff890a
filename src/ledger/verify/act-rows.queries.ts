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
}

/** Holds the rows of acts against their facts: each fact has its row, each row its fact, and they say the same. */
export class ActRowsReplayer implements LedgerReplayer {
  constructor(
    readonly room: string,
    private readonly tables: readonly ActTable[],
  ) {}

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    for (const table of this.tables) {
      const mine = facts.filter(({ fact }) => table.types.includes(fact.type));
      if (mine.length === 0) continue;
      const rows = await rowsOf(
        tx,
        table.table,
        mine.map(({ fact }) => fact.id),
      );
      for (const { fact, leafIndex } of mine) {
        const what = compare(table, fact, rows.get(fact.id) ?? []);
        if (what !== undefined) return { what, factId: fact.id, ...(leafIndex === undefined ? {} : { leafIndex }) };
      }
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const { table, types } of this.tables) {
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
