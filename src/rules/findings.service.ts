import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import type { Level, RuleId } from './catalogue.js';
import { cited, type FindingDraft, type OpenedFinding } from './finding.js';

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
  closedAt: Date | null;
  closedReason: string | null;
}

export interface FindingsPage {
  after?: string | undefined;
  limit: number;
  lot?: string | undefined;
  open?: boolean | undefined;
}

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

  /** Opens one finding per draft, in the act's transaction; returns them with their clauses for the act's answer. */
  async open(tx: Tx, actor: Actor, drafts: readonly FindingDraft[], about: FindingAbout): Promise<OpenedFinding[]> {
    if (drafts.length === 0) return [];
    const own = actor.organisation.id;
    const rows = drafts.map((draft) => ({
      id: newId(),
      rule: draft.ruleId,
      level: draft.level,
      zh: draft.message.zh,
      en: draft.message.en,
    }));
    await tx.query(
      `insert into finding (organisation_id, id, concerns_id, rule_id, level, message_zh, message_en, subject, fact_id, lots, opened_by)
       select $1, r.id, $2, r.rule, r.level, r.zh, r.en, $3, $4, $5, $6
       from jsonb_to_recordset($7::jsonb) as r(id uuid, rule text, level text, zh text, en text)`,
      [own, about.concerns ?? own, about.subject, about.factId, about.lots, actor.personId, JSON.stringify(rows)],
    );
    return cited(drafts);
  }

  /** Findings this organisation opened or is concerned by, newest first. */
  async list(actor: Actor, page: FindingsPage): Promise<FindingRow[]> {
    return inTx(this.db, scopeOf(actor), (tx) => this.read(tx, actor, page));
  }

  /** Open findings about these lots, as this organisation may see them. */
  async openAbout(tx: Tx, actor: Actor, lot: string): Promise<FindingRow[]> {
    return this.read(tx, actor, { limit: 1000, lot, open: true });
  }

  private read(tx: Tx, actor: Actor, page: FindingsPage): Promise<FindingRow[]> {
    return tx.query(
      `select id, rule_id as "ruleId", level, message_zh as "messageZh", message_en as "messageEn", subject,
              fact_id as "factId", lots, opened_at as "openedAt", closed_at as "closedAt", closed_reason as "closedReason"
       from finding
       where (organisation_id = $1 or concerns_id = $1)
         and ($2::uuid is null or id < $2) and ($3::uuid is null or lots @> array[$3::uuid])
         and ($4::boolean is null or (closed_at is null) = $4)
       order by id desc limit $5`,
      [actor.organisation.id, page.after ?? null, page.lot ?? null, page.open ?? null, page.limit],
    );
  }

  /** How often each rule fired, over all organisations: numbers only, no tenant's row leaves the database. */
  async fired(): Promise<Map<string, number>> {
    const rows: { ruleId: string; fired: string }[] = await this.system.query(
      `select rule_id as "ruleId", count(*) as fired from finding group by rule_id`,
    );
    return new Map(rows.map(({ ruleId, fired }) => [ruleId, Number(fired)]));
  }
}
