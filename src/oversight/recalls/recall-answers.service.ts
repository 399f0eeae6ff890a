import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Taking } from '../../lots/lot.js';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import { InvalidInput } from '../../platform/errors.js';
import { Clock } from '../../platform/clock.js';
import type { Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import { EvidenceService } from '../../rules/evidence.service.js';
import { MoreThanHeld, NoSuchRecall, RecallNotInState, RecallNotYours, RecallUnbalanced } from '../oversight.errors.js';
import type { OversightFacts } from '../oversight.facts.js';
import { DrillActs } from './drill-acts.service.js';
import { balanceOf, type Fate } from './recall-balance.js';
import { drawsOf } from './recall-draws.js';
import { after, stateOf, type RecallEvent } from './recall-states.js';
import type { CloseRecallDto, RecallStepDto, ReportRecallDto } from './recalls.dto.js';
import { holderRows, insertStep, isDrill, lockRecall, type LockedRecall } from './recalls.queries.js';

/** What holders say of a recall, and its closing once they have said it. */
@Injectable()
export class RecallAnswers {
  constructor(
    private readonly acts: Acts,
    private readonly drills: DrillActs,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
    private readonly clock: Clock,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** A holder says that it has the notice; said twice, the first counts. @throws NoSuchRecall, RecallNotInState */
  acknowledge(actor: Actor, id: string, dto: RecallStepDto) {
    return this.answer(actor, id, 'acknowledge', dto, async (tx, recall, factId) => {
      const at = await databaseNow(tx);
      if (recall.acknowledged) throw new RecallNotInState('acknowledged', 'acknowledge');
      await tx.query(
        `insert into recall_acknowledgement (organisation_id, id, recall_id, person_id, at, fact_id) values ($1, $2, $3, $4, $5, $6)`,
        [actor.organisation.id, dto.id, id, actor.personId, at, factId],
      );
      const open: OversightFacts['oversight.recall-acknowledged'] = { recall: id, acknowledgement: dto.id };
      await this.tell(tx, actor, recall, 'oversight.recall-acknowledged', factId, at, open);
      return { at };
    });
  }

  /**
   * A holder says what became of its goods. What had not left the lot before leaves it now, unless it lies in packages.
   * @throws MoreThanHeld, InvalidInput, NoSuchRecall, RecallNotInState
   */
  async report(actor: Actor, id: string, dto: ReportRecallDto) {
    refuseFuture('at', dto.at, this.clock.now());
    const fate = fateOf(dto);
    return this.answer(actor, id, 'report', dto, async (tx, recall, factId) => {
      const held = lotOf(recall, dto.lot);
      const asked = fate.returned + fate.used + fate.destroyed + fate.missing;
      if (held.reported + asked > held.grams) throw new MoreThanHeld(held.lot, held.grams, held.reported, asked);
      const drawn = factId === null ? 0 : await this.draw(tx, actor, held, fate, dto, factId);
      const { returned, used, destroyed, missing } = fate;
      await tx.query(
        `insert into recall_report (organisation_id, id, recall_id, lot_id, returned, used, destroyed, missing, drawn, witness,
                                    photo_sha256, reason, at, person_id, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        [
          ...[actor.organisation.id, dto.id, id, held.lot, returned, used, destroyed, missing, drawn],
          ...[dto.witness ?? null, dto.photo ?? null, dto.reason ?? null, dto.at, actor.personId, factId],
        ],
      );
      const open: OversightFacts['oversight.recall-reported'] = {
        ...{ recall: id, report: dto.id, lot: held.lot, at: dto.at },
        ...{ returnedGrams: returned, usedGrams: used, destroyedGrams: destroyed, missingGrams: missing },
        ...(drawn > 0 ? { grams: drawn } : {}),
        ...(dto.photo === undefined ? {} : { photo: dto.photo }),
      };
      const sealed = {
        ...(dto.witness === undefined ? {} : { witness: dto.witness }),
        ...(dto.reason === undefined ? {} : { reason: dto.reason }),
      };
      await this.tell(tx, actor, recall, 'oversight.recall-reported', factId, dto.at, open, sealed);
      return { lot: held.lot, ...fate, drawn, open: held.grams - held.reported - asked };
    });
  }

  /** Accounts for the goods. @throws RecallUnbalanced without an explanation of what is missing or open */
  close(actor: Actor, id: string, dto: CloseRecallDto) {
    return this.answer(actor, id, 'close', dto, async (tx, recall, factId) => {
      if (recall.opener !== actor.organisation.id) throw new RecallNotYours();
      const holders = await holderRows(this.system, id);
      const balance = balanceOf(
        holders.reduce((sum, { grams }) => sum + grams, 0),
        holders,
      );
      if ((balance.open > 0 || balance.missing > 0) && dto.reason === undefined)
        throw new RecallUnbalanced(balance.open, balance.missing);
      const at = await databaseNow(tx);
      await insertStep(tx, {
        ...{ organisationId: actor.organisation.id, id: dto.id, recall: id, step: 'closed', personId: actor.personId },
        ...{ reason: dto.reason ?? null, dueAt: null, at, factId },
      });
      const open: OversightFacts['oversight.recall-closed'] = {
        ...{ recall: id, step: dto.id, presentGrams: balance.grams, returnedGrams: balance.returned },
        ...{ usedGrams: balance.used, destroyedGrams: balance.destroyed, missingGrams: balance.missing },
        openGrams: balance.open,
        ...(dto.reason === undefined ? {} : { reason: dto.reason }),
      };
      await this.tell(tx, actor, recall, 'oversight.recall-closed', factId, at, open);
      return { balance };
    });
  }

  private async answer<T extends object>(
    actor: Actor,
    id: string,
    event: RecallEvent,
    dto: { id: string },
    work: (tx: Tx, recall: LockedRecall, factId: string | null) => Promise<T>,
  ) {
    const drill = (await isDrill(this.system, id)) === true;
    const act = { id: dto.id, kind: `recalls.${event}`, path: id.toLowerCase(), body: dto };
    const runs: Pick<Acts, 'perform'> = drill ? this.drills : this.acts;
    return runs.perform(actor, act, async (tx) => {
      const recall = await lockRecall(tx, id);
      if (recall === undefined || (event !== 'close' && !recall.noticed)) throw new NoSuchRecall(id);
      const state = stateOf(recall.steps);
      const next = after(state, event);
      if (next === undefined) throw new RecallNotInState(state, event);
      const factId = recall.drill ? null : newId();
      return { id: dto.id, factId, findings: [], recall: id, state: next, ...(await work(tx, recall, factId)) };
    });
  }

  private async draw(
    tx: Tx,
    actor: Actor,
    held: LockedRecall['mine'][number],
    fate: Fate,
    dto: ReportRecallDto,
    factId: string,
  ): Promise<number> {
    const lot = await this.lots.lotForUpdate(tx, held.lot);
    const packed: { grams: number }[] = await tx.query(`select lot_packed_grams($1)::float8 as grams`, [held.lot]);
    const draws = drawsOf(held, fate, { remaining: lot.remaining, packed: packed[0]!.grams });
    for (const { reason, grams } of draws) {
      const taking: Taking = { lot: held.lot, grams, reason, actId: dto.id, factId };
      await this.lots.take(tx, actor, dto.reason === undefined ? taking : { ...taking, note: dto.reason });
    }
    return draws.reduce((sum, { grams }) => sum + grams, 0);
  }

  private async tell(
    tx: Tx,
    actor: Actor,
    recall: LockedRecall,
    type: keyof OversightFacts,
    factId: string | null,
    occurredAt: string,
    open: OversightFacts[keyof OversightFacts],
    sealed: Record<string, string> = {},
  ): Promise<void> {
    if (factId === null) return;
    const visibility = type === 'oversight.recall-closed' ? 'public' : 'party';
    await this.evidence.record(tx, actor, {
      fact: {
        ...{ id: factId, type, visibility, occurredAt, open: { ...open }, sealed, parties: [recall.opener] },
        subjects: [recall.id, ...('lot' in open ? [open.lot] : []), ...('report' in open ? [open.report] : [])],
      },
      subject: `recall:${recall.id}`,
    });
  }
}

function fateOf(dto: ReportRecallDto): Fate {
  const fate = {
    returned: dto.returned ?? 0,
    used: dto.used ?? 0,
    destroyed: dto.destroyed ?? 0,
    missing: dto.missing ?? 0,
  };
  const refuse = (path: string, zh: string, en: string): never => {
    throw new InvalidInput([{ path, message: { zh, en } }]);
  };
  if (fate.returned + fate.used + fate.destroyed + fate.missing === 0)
    refuse('returned', '四项中至少一项须大于 0', 'at least one of the four must be above 0');
  if (fate.destroyed > 0 && dto.witness === undefined)
    refuse('witness', '销毁须有见证人', 'goods are destroyed before a witness');
  if (fate.missing > 0 && dto.reason === undefined)
    refuse('reason', '缺失须说明原因', 'what is missing must be explained');
  return fate;
}

/** The lot the report is about: the one named, or the only one. */
function lotOf(recall: LockedRecall, wanted: string | undefined): LockedRecall['mine'][number] {
  const found =
    wanted === undefined
      ? recall.mine.length === 1
        ? recall.mine[0]
        : undefined
      : recall.mine.find(({ lot }) => lot === wanted.toLowerCase());
  if (found !== undefined) return found;
  const choices = recall.mine.slice(0, 20).map(({ lot }) => lot);
  throw new InvalidInput([
    {
      path: 'lot',
      value: wanted ?? null,
      message: { zh: `应为以下之一：${choices.join('、')}`, en: `must be one of: ${choices.join(', ')}` },
    },
  ]);
}
