import type { Misfit } from '../ledger/page-check.js';
import type { LedgerReplayer, ReplayedFact } from '../ledger/verify/replayer.js';
import type { Tx } from '../platform/db/tx.js';
import type { Level, RuleId } from './catalogue.js';
import { digestOf, toldFindings, type ToldFindings } from './told-findings.js';

interface FindingRow {
  organisation: string;
  id: string;
  concerns: string;
  ruleId: RuleId;
  level: Level;
  zh: string;
  en: string;
  subject: string;
  factId: string;
  lots: string[];
  salt: Buffer | null;
  openedBy: string;
  openedAt: Date;
}

/** Facts of these rooms told nothing of their findings before the ledger did so. */
const TOLD_LATER = /^(planting|processing|batches|quality)\./;

/**
 * Holds every finding against the fact of the act that opened it: as many of each rule and level as the fact says, and
 * word for word what was digested. A finding closed in its row is named: what became of it is told beside it.
 *
 * Facts from before findings were told have nothing to compare with. Their findings are let be only while no fact before
 * them in the log tells of findings: a fact without them cannot be slipped in behind, because the order is signed.
 */
export class FindingsReplayer implements LedgerReplayer {
  readonly room = 'rules';
  private telling = false;

  async replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined> {
    const kept = await findingsOf(
      tx,
      facts.map(({ fact }) => fact.id),
    );
    for (const { fact, leafIndex } of facts) {
      const told = fact.open as unknown as Partial<ToldFindings>;
      const rows = kept.get(fact.id) ?? [];
      if (told.findings !== undefined) this.telling = true;
      else if (!this.telling && TOLD_LATER.test(fact.type)) continue;
      const what =
        unlike(fact.id, { ...told, findings: told.findings ?? [] }, rows) ??
        (fact.open['findings'] === undefined ? undefined : misplaced(fact, rows));
      if (what !== undefined) return { what, factId: fact.id, ...(leafIndex === undefined ? {} : { leafIndex }) };
    }
    return undefined;
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    const [stray]: { id: string; fact: string }[] = await tx.query(
      `select id, fact_id as fact from finding g where not exists (select from fact f where f.id = g.fact_id) order by id limit 1`,
    );
    if (stray !== undefined)
      return { factId: stray.fact, what: `finding ${stray.id} was opened by a fact that does not exist` };
    const [opener]: { id: string; fact: string }[] = await tx.query(
      `select g.id, g.fact_id as fact from finding g join sealed_value s on s.fact_id = g.fact_id and s.name = 'actor'
        where s.erased_at is null and g.opened_by::text is distinct from s.value ->> 'person' order by g.id limit 1`,
    );
    if (opener !== undefined)
      return { factId: opener.fact, what: `finding ${opener.id} was not opened by the person sealed as actor` };
    // What became of a finding stands beside it, with a fact of its own (finding_decision), and never in its row.
    const [closed]: { id: string; fact: string }[] = await tx.query(
      `select id, fact_id as fact from finding where closed_at is not null order by id limit 1`,
    );
    if (closed !== undefined)
      return { factId: closed.fact, what: `finding ${closed.id} is closed, and no fact closed it` };
    return undefined;
  }
}

function unlike(factId: string, told: ToldFindings, rows: readonly FindingRow[]): string | undefined {
  const found = rows.map(({ id, ruleId, level, zh, en, concerns, subject, lots, salt }) => ({
    ...{ id, ruleId, level, message: { zh, en }, concerns, subject, lots },
    salt: salt ?? Buffer.alloc(32),
  }));
  const kept = new Map(
    toldFindings(factId, found).findings.map((line) => [`${line.ruleId} ${line.level}`, line.count]),
  );
  for (const { ruleId, level, count } of told.findings) {
    const has = kept.get(`${ruleId} ${level}`) ?? 0;
    if (has !== count) return `it tells of ${count} findings ${ruleId} ${level}, kept are ${has}`;
    kept.delete(`${ruleId} ${level}`);
  }
  for (const [rule, count] of kept) return `${count} findings ${rule} are kept of it, it tells of none`;
  if (rows.length > 0 && digestOf(factId, found) !== told.findingsDigest)
    return `a finding of it (${rows.map(({ id }) => id).join(', ')}) does not say what it said`;
  return undefined;
}

function misplaced(
  { organisation, recordedAt }: ReplayedFact['fact'],
  rows: readonly FindingRow[],
): string | undefined {
  for (const row of rows) {
    if (row.organisation !== organisation) return `finding ${row.id} stands with another organisation`;
    if (row.openedAt.getTime() !== Date.parse(recordedAt))
      return `finding ${row.id} was opened at ${row.openedAt.toISOString()}, the fact was recorded at ${recordedAt}`;
  }
  return undefined;
}

async function findingsOf(tx: Tx, facts: readonly string[]): Promise<Map<string, FindingRow[]>> {
  const rows: FindingRow[] = await tx.query(
    `select organisation_id as organisation, id, concerns_id as concerns, rule_id as "ruleId", level, message_zh as zh,
            message_en as en, subject, fact_id as "factId", lots, salt, opened_by as "openedBy", opened_at as "openedAt"
       from finding where fact_id = any($1::uuid[]) order by id`,
    [facts],
  );
  const found = new Map<string, FindingRow[]>();
  for (const row of rows) found.set(row.factId, [...(found.get(row.factId) ?? []), row]);
  return found;
}
