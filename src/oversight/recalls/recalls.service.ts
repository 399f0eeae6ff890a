import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { divisionPrefix } from '../../identity/division-code.js';
import { holdSubject } from '../../lots/hold-subject.js';
import { LotsService } from '../../lots/lots.service.js';
import type { ActRequest } from '../../platform/acts/acts.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { Clock } from '../../platform/clock.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../../platform/http/page.dto.js';
import { newId } from '../../platform/ids.js';
import { Outbox } from '../../platform/outbox/outbox.service.js';
import { EvidenceService } from '../../rules/evidence.service.js';
import { NoSuchRecall, RecallNotInState, RecallNotYours, SecondPersonNeeded } from '../oversight.errors.js';
import type { OversightFacts } from '../oversight.facts.js';
import { DrillActs } from './drill-acts.service.js';
import { RECALL_NOTICES } from './recall-notices.job.js';
import { recallReference } from './recall-reference.queries.js';
import { after, stateOf, type RecallEvent } from './recall-states.js';
import { toNoticeView, toPreview, toRecallView, type RecallView } from './recall-view.js';
import type { OpenRecallDto, ReasonedStepDto, RecallStepDto } from './recalls.dto.js';
import * as queries from './recalls.queries.js';

/** Opens, publishes, withdraws and lifts recalls, and shows them. Answers of holders are RecallAnswers'. */
@Injectable()
export class Recalls {
  constructor(
    private readonly acts: Acts,
    private readonly drills: DrillActs,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** Drafts a recall: nothing is held, and nobody else is told. @throws NoSuchLot, InvalidInput (several origins) */
  open(actor: Actor, dto: OpenRecallDto) {
    const act = { id: dto.id, kind: 'recalls.open', body: dto };
    const drill = dto.drill ?? false;
    return this.runs(drill).perform(actor, act, async (tx) => {
      const scope = dto.scope ?? 'lot';
      const subject = holdSubject(await this.lots.view(tx, actor, dto.lot), scope, dto.subject);
      const authority = authorityOf(actor);
      const reached = await queries.reachOf(tx, { lot: dto.lot, scope, subject, authority });
      const at = await databaseNow(tx);
      const told: OversightFacts['oversight.recall-drafted'] = {
        ...{ recall: dto.id, root: dto.lot, scope, subject, class: dto.class, authority, reason: dto.reason },
      };
      const factId = await this.tell(
        tx,
        actor,
        drill,
        'oversight.recall-drafted',
        at,
        [dto.id, dto.lot],
        told,
        'party',
      );
      await queries.insertRecall(tx, {
        ...{ organisationId: actor.organisation.id, id: dto.id, lot: dto.lot, scope, subject, authority, drill, at },
        ...{ class: dto.class, reason: dto.reason, openedBy: actor.personId, factId },
        region: authority === 'regulator' ? divisionPrefix(actor.region ?? '') : null,
      });
      const limits = (await recallReference(tx)).limitsOf(dto.class);
      const names = await this.namesOf(reached.map(({ holder }) => holder));
      const scopeNow = toPreview(reached, names, viewerOf(actor));
      return { id: dto.id, factId, findings: [], state: 'draft' as const, drill, class: limits, scope: scopeNow };
    });
  }

  /**
   * The second person publishes: every descendant is held, every holder told, at once. @throws SecondPersonNeeded, NoSuchRecall,
   * RecallNotInState
   */
  async confirm(actor: Actor, id: string, dto: RecallStepDto) {
    return this.step(actor, id, 'confirm', dto, async (tx, recall, at, factId) => {
      if (recall.openedBy === actor.personId) throw new SecondPersonNeeded();
      const { noticeHours } = (await recallReference(tx)).limitsOf(recall.class);
      const dueAt = new Date(Date.parse(at) + noticeHours * 3_600_000).toISOString();
      await queries.insertStep(tx, { ...stepOf(actor, dto.id, id, at, factId), step: 'published', dueAt });
      const { scope, subject, reason, authority } = recall;
      if (!recall.drill) await this.lots.hold(tx, actor, { id, scope, subject, reason, authority: 'recall' });
      const published = await queries.publishRecall(tx, id, dueAt, at);
      const told: OversightFacts['oversight.recall-published'] = {
        ...{ recall: id, step: dto.id, root: recall.lot, class: recall.class, authority, reason, dueAt },
        ...{
          lots: published.lots,
          presentGrams: published.grams,
          holders: published.holders,
          digest: published.digest,
        },
      };
      if (factId !== null)
        await this.tell(tx, actor, false, 'oversight.recall-published', at, [id, recall.lot], told, 'public', factId);
      for (const organisation of recall.drill ? [] : await queries.holdersTold(tx, id))
        await this.outbox.send(tx, { topic: RECALL_NOTICES, payload: { organisation, recall: id } });
      return { ...published, dueAt };
    });
  }

  /** Throws a draft away. @throws NoSuchRecall, RecallNotInState */
  withdraw(actor: Actor, id: string, dto: ReasonedStepDto) {
    return this.step(actor, id, 'withdraw', dto, async (tx, recall, at, factId) => {
      const { reason } = dto;
      await queries.insertStep(tx, { ...stepOf(actor, dto.id, id, at, factId), step: 'withdrawn', reason });
      const told: OversightFacts['oversight.recall-withdrawn'] = { recall: id, step: dto.id, reason };
      if (factId !== null)
        await this.tell(tx, actor, false, 'oversight.recall-withdrawn', at, [id, recall.lot], told, 'party', factId);
      return {};
    });
  }

  /** Frees the goods: each lot is free when no other hold covers it. @throws NoSuchRecall, RecallNotInState */
  lift(actor: Actor, id: string, dto: ReasonedStepDto) {
    return this.step(actor, id, 'lift', dto, async (tx, recall, at, factId) => {
      const { reason } = dto;
      await queries.insertStep(tx, { ...stepOf(actor, dto.id, id, at, factId), step: 'lifted', reason });
      if (factId === null) return { lots: 0 };
      const { lots } = await this.lots.lift(tx, actor, { hold: id, reason });
      const told: OversightFacts['oversight.recall-lifted'] = { recall: id, step: dto.id, reason };
      await this.tell(tx, actor, false, 'oversight.recall-lifted', at, [id, recall.lot], told, 'public', factId);
      return { lots };
    });
  }

  /** @throws NoSuchRecall */
  async view(actor: Actor, id: string): Promise<RecallView> {
    const row = await queries.recallRow(this.system, actor.organisation.id, regionOf(actor), id);
    if (row === undefined) throw new NoSuchRecall(id);
    const [scope, holders, { score }] = await Promise.all([
      queries.scopeRow(this.system, id),
      queries.holderRows(this.system, id),
      recallReference(this.system),
    ]);
    return toRecallView(row, scope, holders, viewerOf(actor), this.clock.now(), score);
  }

  /** Own recalls, those that concern own goods, and for a regulator those of the region; newest first. */
  async list(actor: Actor, page: PageQuery): Promise<Page<object>> {
    const rows = await queries.recallRows(this.system, actor.organisation.id, regionOf(actor), {
      ...page,
      limit: page.limit + 1,
    });
    return pageOf(rows, page.limit, (row) => ({
      ...{ id: row.id, state: stateOf(row.steps.map(({ step }) => step)), drill: row.drill, class: row.class },
      ...{ reason: row.reason, authority: row.authority, openedAt: row.openedAt, toMe: row.noticed },
      opener: { id: row.opener, name: row.openerName },
      lot: { id: row.lot, herb: row.herb, number: row.number },
    }));
  }

  /** What others (or oneself) recalled of goods the caller holds. */
  async notices(actor: Actor, page: PageQuery): Promise<Page<object>> {
    const rows = await queries.noticeRows(this.system, actor.organisation.id, { ...page, limit: page.limit + 1 });
    return pageOf(rows, page.limit, (row) => toNoticeView(row, this.clock.now()));
  }

  /** A step of the opener's: locks, checks the state, and writes it where it belongs. */
  private async step<T extends object>(
    actor: Actor,
    id: string,
    event: RecallEvent,
    dto: { id: string },
    work: (tx: Tx, recall: queries.LockedRecall, at: string, factId: string | null) => Promise<T>,
  ): Promise<Recorded<{ id: string; factId: string | null; findings: never[]; recall: string; state: string } & T>> {
    const drill = await queries.isDrill(this.system, id);
    const act: ActRequest = { id: dto.id, kind: `recalls.${event}`, path: id.toLowerCase(), body: dto };
    return this.runs(drill === true).perform(actor, act, async (tx) => {
      const recall = await queries.lockRecall(tx, id);
      if (recall === undefined) throw new NoSuchRecall(id);
      if (recall.opener !== actor.organisation.id) throw new RecallNotYours();
      const state = stateOf(recall.steps);
      const next = after(state, event);
      if (next === undefined) throw new RecallNotInState(state, event);
      const factId = recall.drill ? null : newId();
      const done = await work(tx, recall, await databaseNow(tx), factId);
      return { id: dto.id, factId, findings: [], recall: id, state: next, ...done };
    });
  }

  private runs(drill: boolean): Pick<Acts, 'perform'> {
    return drill ? this.drills : this.acts;
  }

  /** Records a fact of a recall, and gives its id; drills tell nothing. */
  private async tell(
    tx: Tx,
    actor: Actor,
    drill: boolean,
    type: keyof OversightFacts,
    occurredAt: string,
    subjects: string[],
    open: OversightFacts[keyof OversightFacts],
    visibility: 'public' | 'party',
    id?: string,
  ): Promise<string | null> {
    if (drill) return null;
    const fact = { id, type, visibility, occurredAt, subjects, open: { ...open } };
    return (await this.evidence.record(tx, actor, { fact, subject: `recall:${subjects[0]!}` })).factId;
  }

  private async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows: { id: string; name: string }[] = await this.system.query(
      `select id, name from organisation where id = any($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

function authorityOf(actor: Actor): 'company' | 'regulator' {
  return actor.role === 'regulator' ? 'regulator' : 'company';
}

function viewerOf(actor: Actor) {
  return { organisation: actor.organisation.id, regulator: actor.role === 'regulator' };
}

function regionOf(actor: Actor): string | null {
  return actor.role === 'regulator' && actor.region !== undefined ? divisionPrefix(actor.region) : null;
}

function stepOf(actor: Actor, id: string, recall: string, at: string, factId: string | null) {
  const organisationId = actor.organisation.id;
  return { organisationId, id, recall, personId: actor.personId, reason: null, dueAt: null, at, factId };
}
