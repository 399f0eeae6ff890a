/** The lots' part of `npm run verify-ledger`: balances, genealogy, verdicts and holds against the facts. */
import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';
import { claimedMovements } from './claimed-movements.js';
import { partsTold } from './custody-told.js';
import { LOTS_HELD, LOTS_HOLD_LIFTED, type LotsHeld, type LotsHoldLifted } from './lots.facts.js';

/** Rows read at a time. */
const PAGE = 5_000;

/** What is kept of a fact: enough to compare, little enough for millions. */
interface Told {
  leafIndex: bigint | undefined;
  moved: Map<string, number>;
}

/**
 * Recomputes every balance twice: from the movements (which must sum to what is left, and to 0 for each act), and from
 * the facts (each movement must be told by its fact, each telling must have its movement). So neither a balance, nor a
 * balance together with its movements, can be changed without being named.
 */
export class LotsReplayer implements LedgerReplayer {
  readonly room = 'lots';
  private readonly told = new Map<string, Told>();
  private readonly about = new Map<string, Set<string>>();
  private readonly held = new Map<string, { factId: string; open: LotsHeld }>();
  private readonly lifted = new Map<string, { factId: string; open: LotsHoldLifted }>();

  replay(_tx: Tx, facts: readonly ReplayedFact[]): Promise<undefined> {
    for (const { fact, leafIndex } of facts) this.take(fact, leafIndex);
    return Promise.resolve(undefined);
  }

  take(fact: Fact, leafIndex: bigint | undefined): void {
    const moved = claimedMovements(fact.open);
    this.told.set(fact.id, { leafIndex, moved });
    if (typeof fact.open['lot'] === 'string') this.about.set(fact.id, new Set(fact.subjects));
    const inherited = partsTold(fact.open).filter(({ quality }) => quality !== 'pending');
    if (inherited.length > 0)
      this.about.set(fact.id, new Set(inherited.map(({ lot, quality }) => `${lot} ${quality}`)));
    const open: unknown = fact.open;
    if (fact.type === LOTS_HELD) this.held.set((open as LotsHeld).hold, { factId: fact.id, open: open as LotsHeld });
    if (fact.type === LOTS_HOLD_LIFTED)
      this.lifted.set((open as LotsHoldLifted).hold, { factId: fact.id, open: open as LotsHoldLifted });
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    return (
      (await this.firstUnevenBalance(tx)) ??
      (await this.firstUntoldMovement(tx)) ??
      (await this.firstUntoldVerdict(tx)) ??
      (await this.firstWrongHold(tx))
    );
  }

  private async firstUnevenBalance(tx: Tx): Promise<Misfit | undefined> {
    const misfit = await unevenBooks(tx);
    return misfit && this.at(misfit.factId, misfit.what);
  }

  /** Every (fact, lot) that moved, against what the fact says; then whatever a fact says that never moved. */
  private async firstUntoldMovement(tx: Tx): Promise<Misfit | undefined> {
    const untold = new Map([...this.told].map(([factId, { moved }]) => [factId, new Map(moved)]));
    for (let fact = NIL, lot = NIL; ;) {
      const rows: { fact: string; lot: string; grams: string }[] = await tx.query(
        `select fact_id as fact, lot, abs(sum(delta)) as grams from lot_movement
          where lot is not null and (fact_id, lot) > ($1, $2) group by 1, 2 order by 1, 2 limit ${PAGE}`,
        [fact, lot],
      );
      for (const row of rows) {
        const told = this.told.get(row.fact);
        if (told === undefined)
          return {
            what: `${row.grams} moved in lot ${row.lot} by a fact that the ledger does not have`,
            factId: row.fact,
          };
        const said = told.moved.get(row.lot);
        if (said !== Number(row.grams))
          return this.at(row.fact, `lot ${row.lot} moved by ${row.grams}, the fact says ${said ?? 'nothing of it'}`);
        untold.get(row.fact)?.delete(row.lot);
      }
      if (rows.length < PAGE) break;
      ({ fact, lot } = rows.at(-1)!);
    }
    for (const [factId, moved] of untold)
      for (const [lot, grams] of moved)
        return this.at(factId, `the fact says that lot ${lot} moved by ${grams}, no movement of it is there`);
    return undefined;
  }

  private async firstUntoldVerdict(tx: Tx): Promise<Misfit | undefined> {
    const rows: { fact: string; lot: string; quality: string }[] = await tx.query(
      `select fact_id as fact, lot, quality from lot_quality where quality <> 'pending' order by id`,
    );
    for (const { fact, lot, quality } of rows) {
      if (!this.told.has(fact))
        return { what: `lot ${lot} is ${quality} by a fact that the ledger does not have`, factId: fact };
      const about = this.about.get(fact);
      // A part that was split off has the verdict of the whole, and the fact of its birth says which.
      if (about?.has(`${lot} ${quality}`) === true) continue;
      if (!about?.has(lot)) return this.at(fact, `lot ${lot} is ${quality} by a fact that is not about it`);
    }
    return undefined;
  }

  private async firstWrongHold(tx: Tx): Promise<Misfit | undefined> {
    const rows: HoldRow[] = await tx.query(HOLDS);
    const ids = new Set(rows.map(({ id }) => id));
    for (const row of rows) {
      const misfit = this.wrongHold(row);
      if (misfit !== undefined) return misfit;
    }
    for (const [hold, { factId }] of [...this.held, ...this.lifted])
      if (!ids.has(hold)) return this.at(factId, `the fact tells of hold ${hold}, which is not there`);
    return undefined;
  }

  private wrongHold(row: HoldRow): Misfit | undefined {
    const held = this.held.get(row.id);
    // A hold that a lot was born with is told by the fact of its birth.
    if (held === undefined && row.bornWith !== true)
      return { what: `hold ${row.id} was placed by no fact`, factId: row.placedFact };
    if (!this.told.has(row.placedFact))
      return { what: `hold ${row.id} names a fact that the ledger does not have`, factId: row.placedFact };
    if (held !== undefined) {
      const { scope, subject, authority, reason, lots, digest } = held.open;
      if (
        held.factId !== row.placedFact ||
        scope !== row.scope ||
        subject !== row.subject ||
        authority !== row.authority ||
        reason !== row.reason
      )
        return this.at(held.factId, `hold ${row.id} is not what the fact says`);
      if (lots !== Number(row.lots) || digest !== row.digest)
        return this.at(held.factId, `hold ${row.id} covered ${lots} lots (${digest}), now ${row.lots} (${row.digest})`);
    }
    const lifted = this.lifted.get(row.id);
    if (lifted !== undefined && row.liftedFact === null)
      return this.at(lifted.factId, `hold ${row.id} was lifted and stands`);
    if (row.liftedFact !== null && lifted?.factId !== row.liftedFact)
      return { what: `hold ${row.id} is lifted, and no fact lifted it`, factId: row.liftedFact };
    return undefined;
  }

  private at(factId: string | undefined, what: string): Misfit {
    if (factId === undefined) return { what };
    const leafIndex = this.told.get(factId)?.leafIndex;
    return { what, factId, ...(leafIndex === undefined ? {} : { leafIndex }) };
  }
}

/** The books checked in themselves, without the facts: what the sequencer's audit can afford. Needs the system's role. */
export async function unevenBooks(tx: Tx): Promise<Misfit | undefined> {
  for (const [sql, say] of UNEVEN) {
    const rows: Record<string, string>[] = await tx.query(sql);
    if (rows[0] !== undefined) return { what: say(rows[0]), ...(rows[0]['fact'] && { factId: rows[0]['fact'] }) };
  }
  return undefined;
}

const NIL = '00000000-0000-0000-0000-000000000000';

interface HoldRow {
  id: string;
  scope: string;
  subject: string;
  authority: string;
  reason: string;
  placedFact: string;
  liftedFact: string | null;
  bornWith: boolean | null;
  lots: string;
  digest: string;
}

/** A hold covers when placed what it marked then: marks without an act; later marks came by inheritance. */
const HOLDS = `
  select h.id, h.scope, h.subject, h.authority, h.reason, h.placed_fact as "placedFact", h.lifted_fact as "liftedFact",
         h.authority = 'finding' and h.placed_fact = (select born_fact from lot where id = h.subject) as "bornWith",
         count(m.lot_id) as lots,
         encode(sha256(convert_to(coalesce(string_agg(m.lot_id::text, E'\\n' order by m.lot_id), ''), 'UTF8')), 'hex') as digest
  from hold h left join hold_mark m on m.hold_id = h.id and m.by_act is null
  group by h.id order by h.placed_at, h.id`;

/** Sums that must hold in the rows alone, each with the sentence for the first that does not. */
const UNEVEN: [sql: string, say: (row: Record<string, string>) => string][] = [
  [
    `select l.id as lot, l.born_fact as fact, l.remaining, coalesce(sum(m.delta), 0) as summed
     from lot l left join lot_movement m on m.lot = l.id
     group by l.id having coalesce(sum(m.delta), 0) <> l.remaining order by l.ordinal limit 1`,
    (row) => `lot ${row['lot']} has ${row['remaining']} left, its movements sum to ${row['summed']}`,
  ],
  [
    `select l.id as lot, l.born_fact as fact, l.initial_quantity as initial, coalesce(sum(m.delta), 0) as summed
     from lot l left join lot_movement m on m.lot = l.id and m.kind = 'born' and m.fact_id = l.born_fact and m.act_id = l.act_id
     group by l.id having coalesce(sum(m.delta), 0) <> l.initial_quantity order by l.ordinal limit 1`,
    (row) => `lot ${row['lot']} began with ${row['initial']}, the movement of its birth says ${row['summed']}`,
  ],
  [
    `select act_id as act, min(fact_id::text) as fact, sum(delta) as summed from lot_movement
     group by act_id having sum(delta) <> 0 order by 1 limit 1`,
    (row) => `the movements of act ${row['act']} do not balance, ${row['summed']} too much`,
  ],
  [
    `select l.id as lot, l.born_fact as fact, l.matter_in as into, sum(e.grams) as summed
     from lot l left join lot_edge e on e.child = l.id and e.kind = 'matter'
     group by l.id having sum(e.grams) is distinct from l.matter_in order by l.ordinal limit 1`,
    (row) =>
      `lot ${row['lot']} got ${row['into'] ?? 'nothing'} from its parents, its edges sum to ${row['summed'] ?? 'nothing'}`,
  ],
  [
    `with given as (select e.parent, c.act_id, sum(e.grams) as grams from lot_edge e join lot c on c.id = e.child
                    where e.kind = 'matter' group by 1, 2),
     drawn as (select lot, act_id, min(fact_id::text) as fact, -sum(delta) as grams from lot_movement m
               where kind = 'drawn' and exists (select from lot c where c.act_id = m.act_id) group by 1, 2)
     select coalesce(d.lot, g.parent) as lot, d.fact, g.grams as given, d.grams as drawn
     from given g full join drawn d on d.lot = g.parent and d.act_id = g.act_id
     where g.grams is distinct from d.grams order by 1 limit 1`,
    (row) =>
      `lot ${row['lot']} gave ${row['given'] ?? 'nothing'} by its edges and ${row['drawn'] ?? 'nothing'} by its movements`,
  ],
  [
    `select l.id as lot, l.born_fact as fact, l.quality, q.quality as told
     from lot l left join lateral (select quality from lot_quality where lot = l.id order by id desc limit 1) q on true
     where q.quality is distinct from l.quality order by l.ordinal limit 1`,
    (row) => `lot ${row['lot']} is ${row['quality']}, its last verdict is ${row['told'] ?? 'missing'}`,
  ],
  [
    `select l.id as lot, coalesce(c.fact_id, l.born_fact) as fact, l.holder_id as holder, l.custody from lot l
     left join lateral (select * from lot_custody where lot = l.id order by n desc limit 1) c on true
     where (l.holder_id, l.owner_id, l.custody, l.towards_id) is distinct from
           (coalesce(c.holder_id, l.made_by), coalesce(c.owner_id, l.made_by), coalesce(c.custody, 'in-stock'), c.towards_id)
     order by l.ordinal limit 1`,
    (row) => `lot ${row['lot']} is ${row['custody']} with ${row['holder']}, its last hand-over says otherwise`,
  ],
];
