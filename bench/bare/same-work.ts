import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** One row as the product wrote it, every column as text. */
interface Row {
  table: string;
  columns: { name: string; type: string }[];
  values: (string | null)[];
}

/**
 * The bare case that does the same durable work as one act of ours: the same rows with the same bytes, into tables with the same
 * columns, checks and indexes (no keys to other tables, no triggers, no row-level security), from values that lie ready in memory,
 * in one statement. What is left between this and ours is what an act decides: permission, validation, canonical bytes, hashes, seals.
 */
export class SameWork {
  private ready: (string | null)[][] = [];
  private readonly texts: Record<'one' | 'many', string>;

  private constructor(
    private readonly bare: pg.Pool,
    private readonly rows: readonly Row[],
    private readonly ids: readonly string[],
  ) {
    this.texts = { one: statementOf(rows, 'one'), many: statementOf(rows, 'many') };
  }

  /** Reads the rows that one act wrote: those of its transaction, in whatever table. `ids` are those that no two acts share. */
  static async of(bare: pg.Pool, act: string, ids: readonly string[]): Promise<SameWork> {
    const tables = await bare.query<{ name: string; columns: Row['columns'] }>(
      `select c.relname as name,
              json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
          and a.attidentity <> 'a' and a.attgenerated = '' group by 1 order by 1`,
    );
    const {
      rows: [own],
    } = await bare.query<{ xmin: string }>(`select xmin::text from act where id = $1`, [act]);
    const rows: Row[] = [];
    for (const { name, columns } of tables.rows) {
      const list = columns.map((column) => `"${column.name}"::text`).join(', ');
      const found = await bare.query<(string | null)[]>({
        text: `select ${list} from public."${name}" where xmin::text = $1`,
        values: [own!.xmin],
        rowMode: 'array',
      });
      if (found.rows.length > 0) await bare.query(`create table bare."${name}" (like public."${name}" including all)`);
      for (const values of found.rows) rows.push({ table: name, columns, values });
    }
    return new SameWork(bare, rows, ids);
  }

  /** How many rows in how many tables, for the report. */
  get size(): string {
    return `${this.rows.length} rows in ${new Set(this.rows.map(({ table }) => table)).size} tables`;
  }

  /** Makes the values of so many acts; what is measured afterwards only sends them. */
  prepare(acts: number): void {
    this.ready = Array.from({ length: acts }, () => this.anAct());
  }

  /** One act. */
  async one(): Promise<void> {
    await this.bare.query({ name: 'same-work', text: this.texts.one, values: this.take() });
  }

  /** So many acts in one statement. */
  async many(count: number): Promise<void> {
    const acts = Array.from({ length: count }, () => this.take());
    const lists = acts[0]!.map((_, column) => acts.map((values) => values[column]!));
    await this.bare.query({ name: 'same-works', text: this.texts.many, values: lists });
  }

  private take(): (string | null)[] {
    return this.ready.pop() ?? this.anAct();
  }

  private anAct(): (string | null)[] {
    // Ids as text and, inside canonical bytes, as the hex of that text.
    const renamed = this.ids.flatMap((id) => {
      const fresh = randomUUID();
      return [[id, fresh] as const, [hexOf(id), hexOf(fresh)] as const];
    });
    return this.rows.flatMap(({ values }) =>
      values.map((value) => renamed.reduce((text, [old, fresh]) => text && text.replaceAll(old, fresh), value)),
    );
  }
}

const hexOf = (id: string): string => Buffer.from(id).toString('hex');

/** Every row of ours is one INSERT of this statement: of one row, or of a list of rows. */
function statementOf(rows: readonly Row[], acts: 'one' | 'many'): string {
  let parameter = 0;
  const inserts = rows.map(({ table, columns }) => {
    const into = `insert into bare."${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')})`;
    if (acts === 'one')
      return `${into} values (${columns.map(({ type }) => `$${(parameter += 1)}::${type}`).join(', ')})`;
    const casts = columns.map(({ type }, index) => `c${index}::${type}`).join(', ');
    const lists = columns.map(() => `$${(parameter += 1)}::text[]`).join(', ');
    return `${into} select ${casts} from unnest(${lists}) as given(${columns.map((_, index) => `c${index}`).join(', ')})`;
  });
  const parts = inserts.slice(0, -1).map((insert, index) => `w${index} as (${insert})`);
  return `${parts.length > 0 ? `with ${parts.join(', ')} ` : ''}${inserts.at(-1)!}`;
}
