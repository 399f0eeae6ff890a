import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import type { NewFact } from '../ledger/fact.js';
import { Ledger } from '../ledger/ledger.service.js';
import { REWRITE_PAGES } from '../ledger/rewrite-pages.js';
import { cited, type FindingDraft, type OpenedFinding } from './finding.js';
import { FindingsService } from './findings.service.js';
import { toldFindings } from './told-findings.js';

export { REWRITE_PAGES };

/** What an act leaves behind besides its own rows. */
export interface Evidence {
  fact: NewFact;
  /** What the rules found. */
  drafts?: readonly FindingDraft[];
  /** Lots the findings are about; lots born by this act are named here before they are born. */
  lots?: string[];
  /** What the findings are about, e.g. `harvest:0192…`. */
  subject: string;
  /** Whom the findings concern besides whoever records them: the owner of a lot that a laboratory reports on. */
  concerns?: string;
}

/** What every answer to an act begins with. */
export interface ActAnswer {
  id: string;
  factId: string;
  findings: OpenedFinding[];
}

/** Writes the evidence of an act in its transaction: the fact, the findings, and the order to rewrite pages. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly ledger: Ledger,
    private readonly findings: FindingsService,
    private readonly outbox: Outbox,
  ) {}

  async record(tx: Tx, actor: Actor, evidence: Evidence): Promise<Omit<ActAnswer, 'id'>> {
    const { fact, drafts = [], lots = [], subject, concerns } = evidence;
    const id = fact.id ?? newId();
    const about = { lots, subject, ...(concerns === undefined ? {} : { concerns }) };
    const found = this.findings.drawUp(actor, drafts, about);
    const open = { ...fact.open, ...toldFindings(id, found) };
    const { factId } = await this.ledger.record(tx, actor, { ...fact, id, open });
    await this.findings.open(tx, actor, [{ factId, found }]);
    await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: factId } });
    return { factId, findings: cited(drafts) };
  }
}
