import type { Misfit } from '../../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../../ledger/verify/replayer.js';
import type { Tx } from '../../platform/db/tx.js';
import type { StorageFacts } from './storage.facts.js';

/**
 * Movements and balances of places: every movement of a move or a count is told by its fact, each telling has its movement, a
 * draw names a fact that moved the lot, and every balance is the sum of its movements and never more than is left.
 */
export class StockReplayer implements LedgerReplayer {
  readonly room = 'storage';

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    const mine = facts.filter(({ fact }) => TELLING.has(fact.type));
    if (mine.length === 0) return undefined;
    const rows: { fact: string; line: string; delta: string }[] = await tx.query(
      `select fact_id as fact, location_id || ' ' || lot as line, sum(delta) as delta
         from stock_movement where fact_id = any ($1::uuid[]) and kind <> 'drawn' group by 1, 2`,
      [mine.map(({ fact }) => fact.id)],
    );
    for (const { fact, leafIndex } of mine) {
      const moved = new Map(rows.filter((row) => row.fact === fact.id).map(({ line, delta }) => [line, Number(delta)]));
      const what = unlike(toldBy(fact.type, fact.open as never), moved);
      if (what !== undefined) return { what, factId: fact.id, ...(leafIndex === undefined ? {} : { leafIndex }) };
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    for (const [sql, say] of UNEVEN) {
      const [row]: Record<string, string>[] = await tx.query(sql);
      if (row !== undefined) return { what: say(row), ...(row['fact'] ? { factId: row['fact'] } : {}) };
    }
    return undefined;
  }
}

const TELLING = new Set(['storage.stock-moved', 'storage.stock-taken']);

/** `location lot` → grams that came (or, negative, went) by this fact; lines that cancel out are 0. */
function toldBy(type: string, open: StorageFacts['storage.stock-moved'] & StorageFacts['storage.stock-taken']) {
  const told = new Map<string, number>();
  const add = (place: string | undefined, lot: string, grams: number) => {
    if (place === undefined || grams === 0) return;
    const line = `${place} ${lot}`.toLowerCase();
    told.set(line, (told.get(line) ?? 0) + grams);
  };
  if (type === 'storage.stock-moved')
    for (const { lot, grams, from, to } of open.placings) {
      add(from, lot, -grams);
      add(to, lot, grams);
    }
  else for (const { lot, booked, counted } of open.lines) add(open.location, lot, counted - booked);
  return told;
}

function unlike(told: Map<string, number>, moved: Map<string, number>): string | undefined {
  for (const line of new Set([...told.keys(), ...moved.keys()])) {
    const [says, did] = [told.get(line), moved.get(line)];
    if (says === did) continue;
    const [place, lot] = line.split(' ');
    return `${did ?? 'nothing'} of lot ${lot} moved at location ${place}, the fact says ${says ?? 'nothing of it'}`;
  }
  return undefined;
}

/** Sums that must hold in the rows alone, each with the sentence for the first that does not. */
const UNEVEN: [sql: string, say: (row: Record<string, string>) => string][] = [
  [
    `select coalesce(s.location_id, m.location_id) as place, coalesce(s.lot, m.lot) as lot, coalesce(s.grams, 0) as grams,
            coalesce(m.summed, 0) as summed, m.fact
       from stock s full join (select organisation_id, location_id, lot, sum(delta) as summed, max(fact_id::text) as fact
                                 from stock_movement group by 1, 2, 3) m using (organisation_id, location_id, lot)
      where coalesce(s.grams, 0) <> coalesce(m.summed, 0) order by 1, 2 limit 1`,
    (row) =>
      `${row['grams']} of lot ${row['lot']} lie at location ${row['place']}, its movements sum to ${row['summed']}`,
  ],
  [
    `select m.id, m.lot, m.fact_id as fact from stock_movement m
      where m.kind in ('placed', 'removed', 'counted')
        and not exists (select from fact f where f.id = m.fact_id and f.organisation_id = m.organisation_id
                          and f.type in ('storage.stock-moved', 'storage.stock-taken')) order by m.id limit 1`,
    (row) => `stock_movement ${row['id']} names a fact that does not exist or tells of something else`,
  ],
  [
    `select m.lot, m.fact_id as fact, -sum(m.delta) as taken,
            (select coalesce(-sum(delta), 0) from lot_movement l where l.lot = m.lot and l.fact_id = m.fact_id) as drawn
       from stock_movement m where m.kind = 'drawn' group by m.lot, m.fact_id
     having -sum(m.delta) > (select coalesce(-sum(delta), 0) from lot_movement l where l.lot = m.lot and l.fact_id = m.fact_id)
      order by 1, 2 limit 1`,
    (row) => `${row['taken']} of lot ${row['lot']} were taken from places by an act that drew ${row['drawn']}`,
  ],
  [
    `select s.lot, sum(s.grams) as lying, l.remaining from stock s join lot l on l.id = s.lot and l.holder_id = s.organisation_id
      group by s.lot, l.remaining having sum(s.grams) > l.remaining order by 1 limit 1`,
    (row) => `${row['lying']} of lot ${row['lot']} lie in stores, ${row['remaining']} are left of it`,
  ],
  [
    `select s.lot, s.organisation_id as organisation from stock s join lot l on l.id = s.lot
      where s.grams > 0 and l.holder_id <> s.organisation_id order by 1 limit 1`,
    (row) => `lot ${row['lot']} lies in the store of ${row['organisation']}, who does not hold it`,
  ],
];
