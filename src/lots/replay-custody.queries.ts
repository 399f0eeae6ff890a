/** The hand-overs' part of `npm run verify-ledger`: who held what, and which packages went along, against the facts. */
import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import { canonicalBytes, type Json } from '../platform/canonical-json.js';
import type { Tx } from '../platform/db/tx.js';
import { HANDS, movesTold, partsTold } from './custody-told.js';

/** Rows read at a time. */
const PAGE = 5_000;

interface Told {
  moves: string[];
  packages: Map<string, string>;
  leafIndex: bigint | undefined;
}

export class CustodyReplayer implements LedgerReplayer {
  readonly room = 'custody of lots';
  private readonly told = new Map<string, Told>();
  /** Outputs of work on goods of others: whose the fact says they are. */
  private readonly runs = new Set<string>();
  private readonly owners = new Map<string, { fact: string; owner: string }>();

  replay(_tx: Tx, facts: readonly ReplayedFact[]): Promise<undefined> {
    for (const { fact, leafIndex } of facts) {
      if (fact.open['outputs'] !== undefined && fact.open['run'] !== undefined) this.runs.add(fact.id);
      const outputs = Array.isArray(fact.open['outputs']) ? (fact.open['outputs'] as Record<string, unknown>[]) : [];
      for (const { lot, owner } of outputs)
        if (typeof owner === 'string') this.owners.set(String(lot), { fact: fact.id, owner });
      const moves = movesTold(fact.open).map(({ lot, step }) => `${lot} ${step}`);
      if (moves.length === 0) continue;
      const packages = new Map(partsTold(fact.open).map((part) => [part.lot, text(part.packages)]));
      this.told.set(fact.id, { moves: moves.sort(), packages, leafIndex });
    }
    return Promise.resolve(undefined);
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    return (
      (await this.firstUntoldMove(tx)) ??
      (await firstWrongHands(tx)) ??
      (await this.firstWrongOwner(tx)) ??
      (await this.firstWrongPackages(tx))
    );
  }

  /** Every step of every lot by its fact, then whatever a fact tells that has no row. */
  private async firstUntoldMove(tx: Tx): Promise<Misfit | undefined> {
    const untold = new Set(this.told.keys());
    for (let last = NIL; ;) {
      const rows: { fact: string; moves: string[] }[] = await tx.query(
        `select fact_id as fact, array_agg(lot || ' ' || step) as moves from lot_custody
          where step <> 'born' and fact_id > $1 group by 1 order by 1 limit ${PAGE}`,
        [last],
      );
      for (const { fact, moves } of rows) {
        const told = this.told.get(fact);
        if (told === undefined || moves.sort().join() !== told.moves.join())
          return this.at(
            fact,
            `the rows of lot_custody tell ${moves.join(', ')}, the fact ${told?.moves.join(', ') ?? 'nothing of it'}`,
          );
        untold.delete(fact);
      }
      if (rows.length < PAGE) break;
      last = rows.at(-1)!.fact;
    }
    for (const fact of untold) return this.at(fact, `the fact tells of a hand-over that is not in lot_custody`);
    return undefined;
  }

  /** What was born another's, against the fact of its birth. */
  private async firstWrongOwner(tx: Tx): Promise<Misfit | undefined> {
    const rows: { lot: string; owner: string; fact: string }[] = await tx.query(
      `select c.lot, c.owner_id as owner, c.fact_id as fact from lot_custody c join lot l on l.id = c.lot
        where c.step = 'born' and c.owner_id <> l.made_by and l.kind = 'output' order by c.lot`,
    );
    const untold = new Map(this.owners);
    for (const { lot, owner, fact } of rows) {
      const said = untold.get(lot)?.owner;
      if (said !== owner && (said !== undefined || this.runs.has(fact)))
        return this.at(fact, `lot ${lot} was born as goods of ${owner}, the fact says ${said ?? 'nothing of it'}`);
      untold.delete(lot);
    }
    for (const [lot, { fact, owner }] of untold)
      return this.at(fact, `the fact says that lot ${lot} is of ${owner}, and it was not born so`);
    return undefined;
  }

  private async firstWrongPackages(tx: Tx): Promise<Misfit | undefined> {
    const rows: { lot: string; fact: string; packages: Json }[] = await tx.query(
      `select c.lot, l.born_fact as fact, jsonb_agg(jsonb_build_object('of', c.root, 'first', lower(c.serials),
                'last', upper(c.serials) - 1, 'gramsEach', c.grams_each) order by c.root, c.serials) as packages
         from lot_consigned c join lot l on l.id = c.lot group by 1, 2 order by 1`,
    );
    const found = new Map(rows.map((row) => [row.lot, row]));
    for (const { lot, fact, packages } of rows)
      if (this.told.get(fact)?.packages.get(lot) !== text(packages))
        return this.at(fact, `the packages of lot ${lot} are not those that the fact lists`);
    for (const [fact, { packages }] of this.told)
      for (const [lot, list] of packages)
        if (list !== '[]' && !found.has(lot))
          return this.at(fact, `the packages that went along with lot ${lot} are gone`);
    return undefined;
  }

  private at(factId: string, what: string): Misfit {
    const leafIndex = this.told.get(factId)?.leafIndex;
    return { what, factId, ...(leafIndex === undefined ? {} : { leafIndex }) };
  }
}

/** Who holds and owns, against what is sealed while it is not erased; and the first row of each lot against its birth. */
async function firstWrongHands(tx: Tx): Promise<Misfit | undefined> {
  const rows: { lot: string; fact: string; what: string }[] = await tx.query(
    `select c.lot, c.fact_id as fact, 'is not what was sealed' as what from lot_custody c
       join sealed_value s on s.fact_id = c.fact_id and s.name = $1 and s.erased_at is null
      where c.step <> 'born' and not exists (
        select from jsonb_array_elements(s.value) h where (h->>'lot')::uuid = c.lot and (h->>'holder')::uuid = c.holder_id
          and (h->>'owner')::uuid = c.owner_id and (h->>'towards')::uuid is not distinct from c.towards_id
          and (h->>'passesTo')::uuid is not distinct from c.passes_to)
     union all
     select c.lot, c.fact_id, 'does not begin with whoever made it, for whoever owned what it was made of'
       from lot_custody c join lot l on l.id = c.lot
      where c.step = 'born' and c.custody = 'in-stock' and not (c.holder_id = l.made_by and (c.owner_id = l.made_by or exists (
        select from lot_edge e join lot p on p.id = e.parent left join lot_custody pc on pc.lot = p.id
         where e.child = l.id and c.owner_id in (pc.owner_id, p.owner_id))))
     union all
     select c.lot, c.fact_id, 'has a row that does not follow the one before it'
       from (select lot, fact_id, n, since, lag(n) over w as before, lag(since) over w as earlier from lot_custody
             window w as (partition by lot order by n)) c
      where c.n <> coalesce(c.before + 1, 0) or c.since <= c.earlier
      limit 1`,
    [HANDS],
  );
  const [row] = rows;
  return row && { factId: row.fact, what: `the custody of lot ${row.lot} ${row.what}` };
}

const NIL = '00000000-0000-0000-0000-000000000000';

function text(value: unknown): string {
  return canonicalBytes(value).toString('utf8');
}
