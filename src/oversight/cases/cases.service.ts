import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../../ledger/ledger.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../../platform/http/page.dto.js';
import { newId } from '../../platform/ids.js';
import type { OversightFacts } from '../oversight.facts.js';
import { CaseNeeded, NoSuchCase } from '../oversight.errors.js';
import type { OpenCaseDto } from './cases.dto.js';

export interface CaseView {
  id: string;
  reason: string;
  openedBy: string;
  openedAt: string;
}

export interface LookView {
  id: string;
  person: string;
  kind: string;
  subject: string;
  at: string;
}

/** Cases of a regulator's office, and the looks taken under them. */
@Injectable()
export class Cases {
  constructor(
    private readonly acts: Acts,
    private readonly ledger: Ledger,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  open(actor: Actor, dto: OpenCaseDto): Promise<Recorded<CaseView & { factId: string; findings: never[] }>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'oversight.case', body: dto }, async (tx) => {
      const [factId, at] = [newId(), await databaseNow(tx)];
      await tx.query(
        `insert into regulator_case (organisation_id, id, reason, opened_by, opened_at, fact_id) values ($1, $2, $3, $4, $5, $6)`,
        [actor.organisation.id, dto.id, dto.reason, actor.personId, at, factId],
      );
      const open: OversightFacts['oversight.case-opened'] = { case: dto.id, reason: dto.reason };
      await this.ledger.record(tx, actor, {
        ...{ id: factId, type: 'oversight.case-opened', visibility: 'party', occurredAt: at },
        subjects: [dto.id],
        open,
      });
      return { id: dto.id, factId, findings: [], reason: dto.reason, openedBy: actor.personId, openedAt: at };
    });
  }

  /** Before anything is read, so that the refusal tells nothing of what there is. @throws CaseNeeded */
  demand(actor: Actor, caseId: string | undefined): void {
    if (actor.role === 'regulator' && caseId === undefined) throw new CaseNeeded();
  }

  /**
   * Notes that a regulator looks, in the transaction of the look; nothing for others, who see what is theirs.
   * @throws CaseNeeded, NoSuchCase
   */
  async look(tx: Tx, actor: Actor, caseId: string | undefined, kind: string, subject: string): Promise<void> {
    if (actor.role !== 'regulator') return;
    if (caseId === undefined) throw new CaseNeeded();
    const rows: unknown[] = await tx.query(
      `insert into regulator_look (organisation_id, id, case_id, person_id, kind, subject)
       select organisation_id, $3, id, $4, $5, $6 from regulator_case where organisation_id = $1 and id = $2 returning 1`,
      [actor.organisation.id, caseId, newId(), actor.personId, kind, subject],
    );
    if (rows.length === 0) throw new NoSuchCase(caseId);
  }

  list(actor: Actor, { after, limit }: PageQuery): Promise<Page<CaseView>> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows: (Omit<CaseView, 'openedAt'> & { at: Date })[] = await tx.query(
        `select id, reason, opened_by as "openedBy", opened_at as at from regulator_case
          where organisation_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
        [actor.organisation.id, after ?? null, limit + 1],
      );
      return pageOf(rows, limit, ({ at, ...row }) => ({ ...row, openedAt: at.toISOString() }));
    });
  }

  /** Every look under a case, newest first. @throws NoSuchCase */
  looks(actor: Actor, caseId: string, { after, limit }: PageQuery): Promise<Page<LookView>> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const known: unknown[] = await tx.query(`select from regulator_case where organisation_id = $1 and id = $2`, [
        actor.organisation.id,
        caseId,
      ]);
      if (known.length === 0) throw new NoSuchCase(caseId);
      const rows: (Omit<LookView, 'at'> & { at: Date })[] = await tx.query(
        `select id, person_id as person, kind, subject, at from regulator_look
          where organisation_id = $1 and case_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4`,
        [actor.organisation.id, caseId, after ?? null, limit + 1],
      );
      return pageOf(rows, limit, ({ at, ...row }) => ({ ...row, at: at.toISOString() }));
    });
  }
}
