/** The codes' part of `npm run verify-ledger`: ranges, voids and packages against the facts that tell of them. */
import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';
import { CODES_ISSUED, CODES_VOIDED } from './codes.facts.js';

/** Told by batches/, which knows what was packed; the rows stand with the lots. */
const BATCHES_PACKED = 'batches.packed';
/** Told by custody/, whose delivery notes have codes. */
const DISPATCHED = 'custody.dispatched';

interface Sum {
  fact: string;
  count: number;
  lots: string[];
  organisations: string[];
}

/**
 * A code more than was told of is a counterfeit from inside: so every range and every void belongs to a fact of its lot and
 * its organisation, and they add up to the count the fact says; and the packages, which bound the codes, are those that were told.
 */
export class CodesReplayer implements LedgerReplayer {
  readonly room = 'codes';

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    return (
      (await this.sumsFit(tx, facts, { type: CODES_ISSUED, table: 'code_range' }, issuedSums)) ??
      (await this.sumsFit(tx, facts, { type: CODES_VOIDED, table: 'code_void' }, voidedSums)) ??
      (await this.packagesFit(tx, facts))
    );
  }

  /** What names a fact that does not exist, or that tells of something else. */
  async finish(tx: Tx): Promise<Misfit | undefined> {
    const stray: { what: string; fact: string }[] = await tx.query(
      `select 'code range ' || r.range_no as what, r.fact_id as fact from code_range r
        where not exists (select from fact f join fact_subject s on s.fact_id = f.id and s.subject_id = coalesce(r.lot_id, r.act_id)
                           where f.id = r.fact_id and f.type = case when r.kind = 'batch' then 'batches.batch-made'
                                when r.kind = 'delivery-note' and r.lot_id is null and f.type = $4 then $4 else $1 end)
       union all
       select 'void of code range ' || v.range_no, v.fact_id from code_void v
        where not exists (select from fact f where f.id = v.fact_id and f.type = $2)
       union all
       select 'packages ' || p.first_serial || ' and following of lot ' || p.lot, p.fact_id from lot_package p
        where not exists (select from fact f join fact_subject s on s.fact_id = f.id and s.subject_id = p.lot
                           where f.id = p.fact_id and f.type = $3)
       order by 1 limit 1`,
      [CODES_ISSUED, CODES_VOIDED, BATCHES_PACKED, DISPATCHED],
    );
    const found = stray[0];
    return found && { factId: found.fact, what: `${found.what}: no fact tells of it` };
  }

  private async sumsFit(
    tx: Tx,
    facts: readonly ReplayedFact[],
    { type, table }: { type: string; table: string },
    sumsOf: (tx: Tx, facts: readonly string[]) => Promise<Sum[]>,
  ): Promise<Misfit | undefined> {
    const mine = facts.filter(({ fact }) => fact.type === type);
    if (mine.length === 0) return undefined;
    const sums = await sumsOf(
      tx,
      mine.map(({ fact }) => fact.id),
    );
    const byFact = new Map(sums.map((sum) => [sum.fact, sum]));
    for (const { fact, leafIndex } of mine) {
      const what = unlike(fact, table, byFact.get(fact.id));
      if (what !== undefined) return misfit(fact, leafIndex, what);
    }
    return undefined;
  }

  private async packagesFit(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    const mine = facts.filter(({ fact }) => fact.type === BATCHES_PACKED);
    if (mine.length === 0) return undefined;
    const rows: { lot: string; first: number; count: number; grams: number }[] = await tx.query(
      `select lot, first_serial::float8 as first, count::float8 as count, grams_each::float8 as grams
         from lot_package where lot = any($1)`,
      [mine.map(({ fact }) => fact.open['lot'])],
    );
    const byStart = new Map(rows.map((row) => [`${row.lot} ${row.first}`, row]));
    for (const { fact, leafIndex } of mine) {
      const { lot, firstSerial, count, gramsEach } = fact.open;
      const row = byStart.get(`${String(lot)} ${String(firstSerial)}`);
      if (row?.count !== count || row?.grams !== gramsEach) {
        const kept = row ? `${row.count} of ${row.grams} g` : 'none';
        return misfit(
          fact,
          leafIndex,
          `it tells of ${String(count)} packages of ${String(gramsEach)} g, kept are ${kept}`,
        );
      }
    }
    return undefined;
  }
}

function unlike(fact: Fact, table: string, sum: Sum | undefined): string | undefined {
  const [told, has] = [fact.open['count'], sum?.count ?? 0];
  if (sum === undefined && told === 0) return undefined; // a cancelled job whose codes were void before
  if (sum === undefined || has !== told) return `${table} has ${has} codes of this fact, it says ${String(told)}`;
  if (sum.lots.some((lot) => !fact.subjects.includes(lot))) return `its codes belong to another lot`;
  if (sum.organisations.some((id) => id !== fact.organisation)) return `its codes belong to another organisation`;
  return undefined;
}

function misfit(fact: Fact, leafIndex: bigint | undefined, what: string): Misfit {
  return { factId: fact.id, what, ...(leafIndex === undefined ? {} : { leafIndex }) };
}

function issuedSums(tx: Tx, facts: readonly string[]): Promise<Sum[]> {
  return tx.query(
    `select fact_id as fact, sum(last_serial - first_serial + 1)::float8 as count, coalesce(array_agg(distinct lot_id) filter (where lot_id is not null), '{}') as lots,
            array_agg(distinct organisation_id) as organisations
       from code_range where fact_id = any($1) and kind <> 'batch' group by 1`,
    [facts],
  );
}

function voidedSums(tx: Tx, facts: readonly string[]): Promise<Sum[]> {
  return tx.query(
    `select v.fact_id as fact, sum(v.last_serial - v.first_serial + 1)::float8 as count,
            coalesce(array_agg(distinct r.lot_id) filter (where r.lot_id is not null), '{}') as lots, array_agg(distinct v.organisation_id) as organisations
       from code_void v join code_range r on r.range_no = v.range_no where v.fact_id = any($1) group by 1`,
    [facts],
  );
}
