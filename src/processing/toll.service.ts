import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { organisationNames } from '../identity/organisation-names.queries.js';
import { Ledger } from '../ledger/ledger.service.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { noRun, noWorkshop, TollDaysDisagree } from './processing.errors.js';
import type { ProcessingFacts } from './processing.facts.js';
import type { TollAgreementDto } from './toll.dto.js';
import { TollAgreementEntity } from './toll.entity.js';
import { agreementsOf, balancesOf, sharesOf, type TollAgreementRow, type TollShareRow } from './toll.queries.js';
import { tollBalances, type TollBalance } from './toll-balance.js';
import { runForOwner, type RunForOwner } from './run-for-owner.js';

type Run = ProcessingFacts['processing.run-finished'];

/** Toll processing (共享车间, 委托加工) as its two sides see it: agreements, runs on goods of others, balances. */
@Injectable()
export class TollService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
  ) {}

  /** The owner's word to the workshop; a newer one takes the place of an older. @throws NotFound, TollDaysDisagree */
  agree(actor: Actor, dto: TollAgreementDto): Promise<Recorded<ActAnswer & { workshop: string; mayMix: boolean }>> {
    const { id, work, mayMix, validFrom, validUntil } = dto;
    const [owner, workshop] = [actor.organisation.id, dto.workshop.toLowerCase()];
    if (validUntil < validFrom) throw new TollDaysDisagree(validUntil);
    return this.acts.perform(actor, { id, kind: 'toll-agreement', body: dto }, async (tx) => {
      if (workshop === owner || !(await organisationNames(tx, [workshop])).has(workshop)) throw noWorkshop(workshop);
      const open: ProcessingFacts['processing.toll-agreed'] = {
        agreement: id,
        workshop,
        work,
        mayMix,
        validFrom,
        validUntil,
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'processing.toll-agreed', visibility: 'party', parties: [workshop] },
          ...{ occurredAt: await databaseNow(tx), subjects: [id], open },
        },
        subject: `toll-agreement:${id}`,
      });
      const row = { organisationId: owner, id, workshopId: workshop, work, mayMix, validFrom, validUntil, factId };
      await tx.insert(TollAgreementEntity, row);
      return { id, factId, findings, workshop, mayMix };
    });
  }

  async agreements(actor: Actor, page: PageQuery): Promise<Page<TollAgreementRow>> {
    const rows = await inTx(this.db, scopeOf(actor), (tx) => agreementsOf(tx, actor.organisation.id, page));
    return pageOf(rows, page.limit, (row) => row);
  }

  /** Newest first: one line for each owner of a run; both sides see their own lines and nobody else does. */
  async runs(actor: Actor, page: PageQuery): Promise<{ items: TollShareRow[] }> {
    const asked = { limit: page.limit, ...(page.after === undefined ? {} : { after: page.after }) };
    return { items: await inTx(this.db, scopeOf(actor), (tx) => sharesOf(tx, actor.organisation.id, asked)) };
  }

  /** A run as the owner of some of its goods sees it: how it was done, and the lines of its own goods. @throws NotFound */
  run(actor: Actor, id: string): Promise<RunForOwner> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const [share] = await sharesOf(tx, actor.organisation.id, { limit: 1, run: id });
      const [fact] = share === undefined ? [] : await this.ledger.factsAbout(tx, [id], ['processing.run-finished']);
      if (share === undefined || fact === undefined) throw noRun(id);
      return runForOwner(fact.open as unknown as Run, { owner: actor.organisation.id, by: fact.organisation });
    });
  }

  /** What each pair of workshop and owner has between them: worked so far, and in the workshop now. */
  balances(actor: Actor): Promise<{ items: TollBalance[] }> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const worked = await balancesOf(tx, actor.organisation.id);
      const items = tollBalances(worked, await this.lots.entrusted(tx));
      const names = await organisationNames(tx, [
        ...new Set(items.flatMap(({ owner, workshop }) => [owner, workshop])),
      ]);
      const named = (id: string) => names.get(id) ?? id;
      return {
        items: items.map((line) => ({ ...line, ownerName: named(line.owner), workshopName: named(line.workshop) })),
      };
    });
  }
}
