import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LotView } from '../../lots/lot.js';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import { Recorded } from '../../platform/acts/recorded.js';
import { SyncActs } from '../../platform/acts/sync-acts.service.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import type { FindingDraft } from '../../rules/finding.js';
import { timeOrder } from '../../rules/time-order.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import { takeCode, type OwnCode } from '../code-row.queries.js';
import { BatchRejected } from '../codes.errors.js';
import { CODE_BOUND, CODE_BINDING_CONTESTED, type CodeBound, type CodeBindingContested } from '../codes.facts.js';
import { contestedLabel } from './contested-label.js';
import * as queries from './bindings.queries.js';
import { BindLabelDto } from './loose.dto.js';
import { sackWeight } from './sack-weight.js';
import type { Thing } from './thing.js';
import { AlreadyBound, CodeIsVoid, NotARollLabel, ThingIsLabelled, unfitBinding } from './loose.errors.js';

export interface BoundAnswer extends ActAnswer {
  lot: string;
  thing: Thing;
  /** False when the label stands on something else: the answer of an act that was kept and refused. */
  bound: boolean;
  boundTo: { lot: string; thing: Thing; at: string };
  /** The number of that lot, for the sentence. */
  boundToName?: string;
}

/** Binds labels of a roll, one scan each, with or without a signal. The first to arrive has the label; a second is kept beside it. */
@Injectable()
export class Bindings implements OnModuleInit {
  constructor(
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly keys: CodeKeyRing,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: BindLabelDto) => this.bind(actor, dto);
    this.sync.register<BindLabelDto>({ kind: 'bind-label', permission: 'codes:bind', dto: BindLabelDto, perform });
  }

  /** @throws CodeMistyped, NoSuchCode, NotARollLabel, CodeIsVoid, NoSuchLot, ThingIsLabelled, AlreadyBound (kept) */
  async bind(
    actor: Actor,
    dto: BindLabelDto,
  ): Promise<Recorded<Omit<BoundAnswer, 'bound' | 'boundTo' | 'boundToName'>>> {
    refuseFuture('at', dto.at, this.clock.now());
    refuseMisfits(dto);
    const act = { id: dto.id, kind: 'codes.bind-label', body: dto };
    const { replayed, answer } = await this.acts.perform(actor, act, (tx) => this.performBind(tx, actor, dto));
    if (!answer.bound) throw new AlreadyBound(answer);
    const { bound: _, boundTo: __, ...told } = answer;
    return new Recorded(replayed, told);
  }

  private async performBind(tx: Tx, actor: Actor, dto: BindLabelDto): Promise<BoundAnswer> {
    const code = await takeCode(tx, actor.organisation.id, this.keys.codes.decodeScan(dto.code));
    if (code.kind !== 'roll') throw new NotARollLabel();
    if (code.voided) throw new CodeIsVoid('code', dto.code);
    const lot = await this.lots.lotForUpdate(tx, dto.lot);
    const wish = { thing: dto.thing, lot: lot.id, serial: dto.serial ?? null, grams: dto.grams ?? null };
    const known = await queries.bindingOf(tx, actor.organisation.id, code);
    if (known && isSame(known, wish)) {
      const boundTo = { lot: lot.id, thing: dto.thing, at: known.at.toISOString() };
      return { id: dto.id, factId: known.factId, findings: [], lot: lot.id, thing: dto.thing, bound: true, boundTo };
    }
    if (known) return this.contest(tx, actor, dto, known, wish);
    const drafts = await this.judge(tx, actor, { ...wish, at: dto.at }, lot);
    const stuck = await this.stick(tx, actor, { ...wish, id: dto.id, code, at: dto.at }, lot, drafts);
    const boundTo = { lot: lot.id, thing: dto.thing, at: new Date(dto.at).toISOString() };
    return { id: dto.id, ...stuck, lot: lot.id, thing: dto.thing, bound: true, boundTo };
  }

  /** What is wrong with a label that was stuck on: nothing is refused, for it hangs on the sack. A label moves no grams, so it only warns. */
  private async judge(
    tx: Tx,
    actor: Actor,
    { thing, grams, at }: queries.Bound & { at: string },
    lot: LotView,
  ): Promise<FindingDraft[]> {
    const order = timeOrder({ name: { zh: '贴标', en: 'the labelling' }, at }, [lot]);
    const drafts = order.map((draft) => ({ ...draft, level: 'warn' as const }));
    if (thing !== 'sack' || grams === null || lot.unit !== 'gram') return drafts;
    const before = await queries.labelledSacks(tx, actor.organisation.id, lot.id);
    return [
      ...drafts,
      ...sackWeight({ grams, lot: { name: lot.number ?? lot.id, grams: lot.initialQuantity }, before }),
    ];
  }

  /**
   * Binds a label that nobody has, in the caller's transaction.
   * @throws ThingIsLabelled, BatchRejected, LotHeld
   */
  async stick(
    tx: Tx,
    actor: Actor,
    binding: queries.Bound & { id: string; code: OwnCode; at: string },
    lot: LotView,
    drafts: readonly FindingDraft[] = [],
  ): Promise<Omit<ActAnswer, 'id'>> {
    const { id, thing, serial, grams, at, code } = binding;
    if (thing === 'package') {
      // A package's code is given for what will be sold: the same future act as issuing one.
      if (lot.quality === 'rejected') throw new BatchRejected(lot);
      await this.lots.assertFree(tx, lot.id);
    }
    const open: CodeBound = {
      ...{ binding: id, thing, lot: lot.id, at },
      ...(serial === null ? {} : { serial }),
      ...(grams === null ? {} : { sackGrams: grams }),
    };
    const fact = {
      ...{ id: newId(), type: CODE_BOUND, visibility: 'public' as const, occurredAt: at, subjects: [lot.id, id] },
      ...{ open, sealed: { label: [code.range, code.serial] } },
    };
    const about = { drafts, lots: [lot.id], subject: `label:${id}` };
    const evidence = await this.evidence.record(tx, actor, { fact, ...about });
    const refused = await queries.insertBinding(tx, actor.organisation.id, { ...binding, factId: evidence.factId });
    if (refused === 'labelled') throw new ThingIsLabelled(lot, serial ?? undefined);
    if (refused === 'no-such-package')
      throw unfitBinding('serial', serial, { zh: `批次没有第 ${serial} 件`, en: `the lot has no package ${serial}` });
    return evidence;
  }

  private async contest(
    tx: Tx,
    actor: Actor,
    dto: BindLabelDto,
    first: queries.BindingRow,
    wish: queries.Bound,
  ): Promise<BoundAnswer> {
    const boundTo = { lot: first.lot, thing: first.thing, at: first.at.toISOString() };
    const names = { first: await this.nameOf(tx, actor, first.lot), second: await this.nameOf(tx, actor, wish.lot) };
    const open: CodeBindingContested = {
      ...{ contest: dto.id, binding: first.id, thing: wish.thing, lot: wish.lot, at: dto.at },
      ...(wish.serial === null ? {} : { serial: wish.serial }),
      ...(wish.grams === null ? {} : { sackGrams: wish.grams }),
    };
    const lots = [...new Set([first.lot, wish.lot])];
    const { factId, findings } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ type: CODE_BINDING_CONTESTED, visibility: 'public', occurredAt: dto.at },
        ...{ subjects: [...lots, dto.id, first.id], open },
      },
      drafts: [contestedLabel({ ...boundTo, name: names.first }, { ...wish, at: dto.at, name: names.second })],
      lots,
      subject: `label:${first.id}`,
    });
    await queries.insertContest(tx, actor.organisation.id, {
      ...{ ...wish, id: dto.id, binding: first.id, at: dto.at, factId },
    });
    return {
      id: dto.id,
      factId,
      findings,
      lot: wish.lot,
      thing: wish.thing,
      bound: false,
      boundTo,
      boundToName: names.first,
    };
  }

  /** The lot's number where it has one and the reader may see it. */
  private async nameOf(tx: Tx, actor: Actor, id: string): Promise<string> {
    const lot = await this.lots.view(tx, actor, id);
    return (lot.disclosure === 'full' && lot.number) || id;
  }
}

/** Two people who scan one sack say the same; a weight that only one of them took is no contradiction. */
function isSame(known: queries.Bound, wish: queries.Bound): boolean {
  const grams = known.grams === null || wish.grams === null || known.grams === wish.grams;
  return known.thing === wish.thing && known.lot === wish.lot && known.serial === wish.serial && grams;
}

function refuseMisfits({ thing, serial, grams }: BindLabelDto): void {
  if ((thing === 'package') !== (serial !== undefined))
    throw unfitBinding('serial', serial, {
      zh: '仅绑定到包装件时填写，且必须填写',
      en: 'is given for a package, and only then',
    });
  if (grams !== undefined && thing !== 'sack')
    throw unfitBinding('grams', grams, { zh: '仅绑定到袋时填写', en: 'is given for a sack only' });
}
