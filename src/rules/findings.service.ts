import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { newSalt } from '../ledger/sealed-value.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import type { Level, RuleId } from './catalogue.js';
import type { FindingDraft } from './finding.js';
import type { DrawnUpFinding } from './told-findings.js';

/** What a finding is about. `concerns` is the organisation it is shown to besides the one that recorded the act. */
export interface FindingAbout {
  factId: string;
  lots: string[];
  /** The thing at fault, e.g. `harvest:0192…` or `report:LAB-24-0117`. */
  subject: string;
  concerns?: string;
}

export interface FindingRow {
  id: string;
  ruleId: RuleId;
  level: Level;
  messageZh: string;
  messageEn: string;
  subject: string;
  factId: string;
  lots: string[];
  openedAt: Date;
  openedBy: string;
  organisationId: string;
  concernsId: string;
  closedAt: Date | null;
  closedReason: string | null;
  /** overridden: a second person took the warning on; cured: a later fact took the cause away. */
  closedAs: 'overridden' | 'cured' | null;
  /** The fact that closed it. */
  closedBy: string | null;
}

export interface FindingsPage {
  after?: string | undefined;
  limit: number;
  lot?: string | undefined;
  open?: boolean | undefined;
  rule?: RuleId | undefined;
}

/** A future act that a rule refused. */
export interface RefusalRow {
  id: string;
  code: string;
  messageZh: string;
  messageEn: string;
  asked: string;
  actId: string;
  refusedAt: Date;
}

const FINDING = `
  select f.id, f.rule_id as "ruleId", f.level, f.message_zh as "messageZh", f.message_en as "messageEn", f.subject,
         f.fact_id as "factId", f.lots, f.opened_at as "openedAt", f.opened_by as "openedBy",
         f.organisation_id as "organisationId", f.concerns_id as "concernsId",
         coalesce(f.closed_at, d.decided_at) as "closedAt", coalesce(f.closed_reason, d.reason) as "closedReason",
         d.decision as "closedAs", d.fact_id as "closedBy"
  from finding f left join finding_decision d on d.finding_id = f.id
  where (f.organisation_id = $1 or f.concerns_id = $1)`;

/**
 * Keeps what rules found. It never refuses an act and never touches a lot: rules and lots are neighbours on one floor,
 * so the act's own room, which knows both, has its lots born held when `bornHeldBecause(drafts)` says so.
 */
@Injectable()
export class FindingsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** One finding per draft, with its id and salt, so that the act's fact can tell them before they are kept. */
  drawUp(actor: Actor, drafts: readonly FindingDraft[], about: Omit<FindingAbout, 'factId'>): DrawnUpFinding[] {
    const { concerns = actor.organisation.id, subject, lots } = about;
    return drafts.map((draft) => ({ ...draft, id: newId(), concerns, subject, lots, salt: newSalt() }));
  }

  /** Keeps the findings of these acts, in their transaction; the facts tell them by {@link toldFindings}. */
  async open(tx: Tx, actor: Actor, acts: readonly { factId: string; found: readonly DrawnUpFinding[] }[]) {
    const rows = acts.flatMap(({ factId, found }) =>
      found.map(({ message, salt, ...row }) => ({ ...row, ...message, factId, salt: salt.toString('hex') })),
    );
    if (rows.length === 0) return;
    await tx.query(
      `insert into finding (organisation_id, id, concerns_id, rule_id, level, message_zh, message_en, subject, fact_id,
                            lots, salt, opened_by, opened_at)
       select $1, r.id, r.concerns, r."ruleId", r.level, r.zh, r.en, r.subject, r."factId",
              coalesce((select array_agg(lot::uuid) from jsonb_array_elements_text(r.lots) lot), '{}'),
              decode(r.salt, 'hex'), $2, $3
       from jsonb_to_recordset($4::jsonb) as r(id uuid, concerns uuid, "ruleId" text, level text, zh text, en text,
                                               subject text, "factId" uuid, lots jsonb, salt text)`,
      [actor.organisation.id, actor.personId, await databaseNow(tx), JSON.stringify(rows)],
    );
  }

  /** Findings this organisation opened or is concerned by, newest first. */
  async list(actor: Actor, page: FindingsPage): Promise<FindingRow[]> {
    return inTx(this.db, scopeOf(actor), (tx) => this.read(tx, actor, page));
  }

  /** Open findings about these lots, as this organisation may see them. */
  async openAbout(tx: Tx, actor: Actor, lot: string): Promise<FindingRow[]> {
    return this.read(tx, actor, { limit: 1000, lot, open: true });
  }

  /** One finding, if this organisation opened it or is concerned by it. */
  async finding(tx: Tx, actor: Actor, id: string): Promise<FindingRow | undefined> {
    const rows: FindingRow[] = await tx.query(`${FINDING} and f.id = $2`, [actor.organisation.id, id]);
    return rows[0];
  }

  /** The findings that this fact opened and nothing has closed yet. */
  async openedBy(tx: Tx, actor: Actor, factId: string): Promise<FindingRow[]> {
    return tx.query(`${FINDING} and f.fact_id = $2 and d.id is null order by f.id`, [actor.organisation.id, factId]);
  }

  /** Findings in a transaction, as this organisation may see them, newest first. */
  read(tx: Tx, actor: Actor, page: FindingsPage): Promise<FindingRow[]> {
    return tx.query(
      `${FINDING}
         and ($2::uuid is null or f.id < $2) and ($3::uuid is null or f.lots @> array[$3::uuid])
         and ($4::boolean is null or (coalesce(f.closed_at, d.decided_at) is null) = $4)
         and ($6::text is null or f.rule_id = $6)
       order by f.id desc limit $5`,
      [actor.organisation.id, page.after ?? null, page.lot ?? null, page.open ?? null, page.limit, page.rule ?? null],
    );
  }

  /** What a rule refused to this organisation, newest first. */
  refusals(tx: Tx, actor: Actor, rule: RuleId, limit: number): Promise<RefusalRow[]> {
    return tx.query(
      `select id, code, message_zh as "messageZh", message_en as "messageEn", asked, act_id as "actId",
              refused_at as "refusedAt"
       from rule_refusal where organisation_id = $1 and rule_id = $2 order by id desc limit $3`,
      [actor.organisation.id, rule, limit],
    );
  }

  /** How often a rule fired for this organisation: findings it opened or is concerned by, and acts it was refused. */
  async firedHere(tx: Tx, actor: Actor, rule: RuleId): Promise<number> {
    const [row]: { n: number }[] = await tx.query(
      `select ((select count(*) from finding where rule_id = $2 and (organisation_id = $1 or concerns_id = $1))
             + (select count(*) from rule_refusal where rule_id = $2 and organisation_id = $1))::int as n`,
      [actor.organisation.id, rule],
    );
    return row!.n;
  }

  /** How often each rule fired, as a finding or as a refused act, over all organisations: numbers only, no tenant's row leaves the database. */
  async fired(): Promise<Map<string, number>> {
    const rows: { ruleId: string; fired: string }[] = await this.system.query(
      `select rule_id as "ruleId", sum(fired) as fired
       from (select rule_id, count(*) as fired from finding group by rule_id
             union all select rule_id, count(*) from rule_refusal group by rule_id) as both_ways group by rule_id`,
    );
    return new Map(rows.map(({ ruleId, fired }) => [ruleId, Number(fired)]));
  }
}
