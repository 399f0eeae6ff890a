import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import { canonicalBytes, type Json } from '../platform/canonical-json.js';
import type { Tx } from '../platform/db/tx.js';

/** What the facts say of one row of the directory. */
interface Told {
  factId: string;
  organisation: string;
  /** Columns as they must be. */
  columns: Record<string, Json>;
  /**
   * Changes as (before, after), in no order: two administrators may change one person at the same moment, and the log
   * may seal the later one first. What is left over when each before is struck out against an after is how it ended.
   */
  changes: { from: Record<string, Json>; to: Record<string, Json>; factId: string }[];
}

/** A table of this room, and what its facts say. */
interface Directory {
  readonly table: 'organisation' | 'person' | 'api_key';
  readonly rows: Map<string, Told>;
}

/**
 * Holds the directory (organisations, people, API keys) against the facts of founding, appointing and changing: nothing
 * may stand there that no fact tells of, nothing told may be gone, and names, codes, roles and regions are what was told.
 * Passwords and keys are secrets and stand in no fact; that a person got a new password does.
 */
export class IdentityReplayer implements LedgerReplayer {
  readonly room = 'identity';
  private readonly organisations: Directory = { table: 'organisation', rows: new Map() };
  private readonly people: Directory = { table: 'person', rows: new Map() };
  private readonly keys: Directory = { table: 'api_key', rows: new Map() };

  replay(_tx: Tx, facts: readonly ReplayedFact[]): Promise<undefined> {
    for (const { fact } of facts) this.take(fact);
    return Promise.resolve(undefined);
  }

  private take(fact: Fact): void {
    const id = fact.subjects[0]!;
    const { open } = fact;
    switch (fact.type) {
      case 'identity.organisation-founded': {
        const { name, kind, creditCode, divisionCode, demonstration } = open as Record<string, Json>;
        const codes = { credit_code: creditCode!, division_code: divisionCode! };
        const columns = { name: name!, kind: kind!, ...codes, demonstration: demonstration! };
        this.organisations.rows.set(id, { factId: fact.id, organisation: id, columns, changes: [] });
        return;
      }
      case 'identity.person-appointed':
        return this.add(this.people, fact, { role: open['role']!, region: open['region']!, disabled: false });
      case 'identity.person-changed':
        return this.change(this.people, fact, open as unknown as Record<string, { from: Json; to: Json }>);
      case 'identity.api-key-made': {
        const { scopes, expiresAt } = open as Record<string, Json>;
        return this.add(this.keys, fact, { scopes: scopes!, expires_at: expiresAt!, revoked: false });
      }
      case 'identity.api-key-revoked':
        return this.change(this.keys, fact, { revoked: { from: false, to: true } });
    }
  }

  private add({ rows }: Directory, fact: Fact, columns: Record<string, Json>): void {
    const { id: factId, organisation } = fact;
    const id = fact.subjects[0]!;
    // A change may be met before the appointment it changes.
    rows.set(id, { factId, organisation, columns, changes: rows.get(id)?.changes ?? [] });
  }

  private change({ rows }: Directory, fact: Fact, fields: Record<string, { from: Json; to: Json }>): void {
    const id = fact.subjects[0]!;
    const pairs = Object.entries(fields).filter(([, value]) => typeof value === 'object');
    const told = rows.get(id) ?? { factId: fact.id, organisation: fact.organisation, columns: {}, changes: [] };
    told.changes.push({
      from: Object.fromEntries(pairs.map(([key, { from }]) => [key, from])),
      to: Object.fromEntries(pairs.map(([key, { to }]) => [key, to])),
      factId: fact.id,
    });
    rows.set(id, told);
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const directory of [this.organisations, this.people, this.keys]) {
      const misfit = await unlike(tx, directory);
      if (misfit !== undefined) return misfit;
    }
    return (await this.wrongNames(tx)) ?? (await wrongSeals(tx));
  }

  /** Names of people, from what was sealed: appointed under one, renamed from one to another. */
  private async wrongNames(tx: Tx): Promise<Misfit | undefined> {
    const rows: { id: string; name: string }[] = await tx.query(`select id, name from person order by id`);
    const sealed: { fact: string; name: string; value: string | null }[] = await tx.query(
      `select s.fact_id as fact, s.name, s.value #>> '{}' as value from sealed_value s join fact f on f.id = s.fact_id
        where s.name in ('name', 'nameBefore') and f.type in ('identity.person-appointed', 'identity.person-changed')`,
    );
    const values = new Map(sealed.map(({ fact, name, value }) => [`${fact} ${name}`, value]));
    for (const { id, name } of rows) {
      const told = this.people.rows.get(id)!;
      const first = values.get(`${told.factId} name`);
      const changes = told.changes.map(({ factId }) => ({
        factId,
        from: { name: values.get(`${factId} nameBefore`) ?? null },
        to: { name: values.get(`${factId} name`) ?? null },
      }));
      if (first == null || changes.some(({ from, to }) => from.name === null || to.name === null)) continue;
      if (!endsAs({ ...told, columns: { name: first }, changes }, { name }))
        return {
          factId: told.changes.at(-1)?.factId ?? told.factId,
          what: `the name of person ${id} is not what was sealed`,
        };
    }
    return undefined;
  }
}

const COLUMNS = {
  organisation: `id as organisation, jsonb_build_object('name', name, 'kind', kind, 'credit_code', credit_code, 'division_code', division_code,
    'demonstration', demonstration)`,
  person: `organisation_id as organisation, jsonb_build_object('role', role, 'region', region, 'disabled', disabled_at is not null)`,
  api_key: `organisation_id as organisation, jsonb_build_object('scopes', scopes, 'revoked', revoked_at is not null,
    'expires_at', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
} as const;

async function unlike(tx: Tx, { table, rows: told }: Directory): Promise<Misfit | undefined> {
  const rows: { id: string; organisation: string; row: Record<string, Json> }[] = await tx.query(
    `select id, ${COLUMNS[table]} as row from ${table} order by id`,
  );
  for (const { id, organisation, row } of rows) {
    const said = told.get(id);
    if (said === undefined) return { what: `no fact tells of ${table} ${id}` };
    if (said.organisation !== organisation)
      return { factId: said.factId, what: `${table} ${id} stands with organisation ${organisation}` };
    if (!endsAs(said, row))
      return {
        factId: said.changes.at(-1)?.factId ?? said.factId,
        what: `${table} ${id} is ${JSON.stringify(row)}, the facts tell something else`,
      };
  }
  const kept = new Set(rows.map(({ id }) => id));
  for (const [id, { factId }] of told)
    if (!kept.has(id)) return { factId, what: `the row in ${table} that it tells of, ${id}, is gone` };
  return undefined;
}

/** Whether a row that began as told and went through these changes, in whatever order, may end like this. */
function endsAs({ columns, changes }: Told, row: Record<string, Json>): boolean {
  const left = new Map<string, number>();
  const count = (state: Record<string, Json>, by: number): void => {
    const key = canonicalBytes(state).toString();
    left.set(key, (left.get(key) ?? 0) + by);
  };
  // What never changes is the same before and after each change.
  const whole = (part: Record<string, Json>): Record<string, Json> => ({ ...columns, ...part });
  count(columns, 1);
  for (const { from, to } of changes) {
    count(whole(from), -1);
    count(whole(to), 1);
  }
  count(row, -1);
  return [...left.values()].every((number) => number === 0);
}

const SEALS: [table: string, type: string, column: string, name: string, key: string[]][] = [
  ['person', 'identity.person-appointed', 'login', 'login', []],
  ['api_key', 'identity.api-key-made', 'name', 'name', []],
  ['api_key', 'identity.api-key-made', 'person_id', 'actor', ['person']],
];

/** What was sealed once and never changes. */
async function wrongSeals(tx: Tx): Promise<Misfit | undefined> {
  for (const [table, type, column, name, key] of SEALS) {
    const rows: { id: string; fact: string }[] = await tx.query(
      `select t.id, f.id as fact from ${table} t
         join fact_subject u on u.subject_id = t.id join fact f on f.id = u.fact_id and f.type = $1
         join sealed_value s on s.fact_id = f.id and s.name = $2
        where s.erased_at is null and t.${column}::text is distinct from s.value #>> $3::text[] order by t.id limit 1`,
      [type, name, key],
    );
    const [row] = rows;
    if (row !== undefined)
      return { factId: row.fact, what: `${table}.${column} of ${row.id} is not what was sealed as ${name}` };
  }
  return undefined;
}
