import { Injectable } from '@nestjs/common';
import { LotsService } from '../../lots/lots.service.js';
import { NotABatch } from '../codes.errors.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import type { CodeKind } from '../code-kind.js';
import { lotsOfCodes, takeCode } from '../code-row.queries.js';
import { CODES_VOIDED, type CodesVoided } from '../codes.facts.js';
import { CodeIsVoid } from '../loose/loose.errors.js';
import { countSerials } from '../serial-run.js';
import type { VoidCodeDto, VoidSerialsDto } from './voids.dto.js';
import { NothingToVoid, NotReplaceable, SerialsTurnedRound, WHY_NOT } from './voids.errors.js';
import * as queries from './voids.queries.js';

/** Takes codes out of use, for a reason that stands in the ledger; whoever scans one is told. */
@Injectable()
export class Voids {
  constructor(
    private readonly acts: Acts,
    private readonly keys: CodeKeyRing,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
  ) {}

  /** One code, of whatever kind but a batch's own. @throws CodeMistyped, NoSuchCode, NotReplaceable, CodeIsVoid, CodeIsPacked */
  voidCode(actor: Actor, dto: VoidCodeDto): Promise<Recorded<ActAnswer & { count: number }>> {
    const act = { id: dto.id, kind: 'codes.void-code', body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const code = await takeCode(tx, actor.organisation.id, this.keys.codes.decodeScan(dto.code));
      if (code.kind === 'batch') throw new NotReplaceable(code.kind, 'code', WHY_NOT.batch);
      if (code.voided) throw new CodeIsVoid('code', dto.code);
      const lots = await lotsOfCodes(tx, [code]);
      const answer = await this.tell(tx, actor, { ...dto, kind: code.kind, count: 1 }, subjectsOf(dto.id, lots));
      const by = { reason: dto.reason, actId: dto.id, factId: answer.factId };
      await queries.voidCode(tx, actor.organisation.id, code, by);
      return { ...answer, count: 1 };
    });
  }

  /**
   * What is live of a stretch of packages: a roll that ran out crooked, labels nobody stuck on. The packages are free for new codes.
   * @throws NoSuchLot, NotABatch, NothingToVoid, CodeIsPacked
   */
  voidSerials(actor: Actor, lotId: string, dto: VoidSerialsDto): Promise<Recorded<ActAnswer & { count: number }>> {
    if (dto.first > dto.last) throw new SerialsTurnedRound(dto.last);
    const act = { id: dto.id, kind: 'codes.void-serials', path: lotId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const lot = await this.lots.lotForUpdate(tx, lotId);
      if (lot.madeBy !== actor.organisation.id) throw new NotABatch(lot);
      const runs = await queries.liveRuns(tx, actor.organisation.id, lot.id, dto);
      const count = countSerials(runs);
      if (count === 0) throw new NothingToVoid(dto.first, dto.last);
      const answer = await this.tell(tx, actor, { ...dto, kind: 'package', count }, [lot.id, dto.id]);
      const by = { reason: dto.reason, actId: dto.id, factId: answer.factId };
      await queries.voidRuns(tx, actor.organisation.id, runs, by);
      return { ...answer, count };
    });
  }

  private async tell(
    tx: Tx,
    actor: Actor,
    { id, kind, count, reason, note }: VoidWords,
    subjects: string[],
  ): Promise<ActAnswer> {
    const open: CodesVoided = { kind, count, reason };
    const { factId, findings } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ type: CODES_VOIDED, visibility: 'public', occurredAt: await databaseNow(tx), subjects, open },
        ...(note === undefined ? {} : { sealed: { note } }),
      },
      subject: `codes:${id}`,
    });
    return { id, factId, findings };
  }
}

interface VoidWords {
  id: string;
  kind: CodeKind;
  count: number;
  reason: CodesVoided['reason'];
  note?: string | undefined;
}

/** The act, and every lot the code stands on: so the page of the batch tells of it. */
export function subjectsOf(act: string, lots: readonly { lot: string }[]): string[] {
  return [act, ...lots.map(({ lot }) => lot)];
}
