import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { SyncActs } from '../../platform/acts/sync-acts.service.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db/tx.js';
import type { Bilingual, FieldFault } from '../../platform/errors.js';
import type { Actor } from '../../platform/http/actor.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import type { ActAnswer } from '../../rules/evidence.service.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import { genuineOf, lockCodes, ownCodes, samePlace, type OwnCode } from '../code-row.queries.js';
import { NoSuchCode } from '../codes.errors.js';
import type { Decoded } from '../trace-code.js';
import { AggregateDto, type Action } from './aggregation.dto.js';
import { ChildrenRefused, NothingToPack, PackedElsewhere, WHY_REFUSED } from './aggregation.errors.js';
import { AggregationEvents, type When } from './aggregation-events.service.js';
import * as queries from './aggregation.queries.js';
import { isContainer, packsInto } from './packs-into.js';

export interface AggregatedAnswer extends ActAnswer {
  action: Action;
  /** How many went in or out by this act; what was there already is not counted. */
  children: number;
  /** How many of them came out of another carton or pallet. */
  moved: number;
}

/** Packs things into cartons and onto pallets, and takes them out, as EPCIS means it. A thing is inside one other at most. */
@Injectable()
export class Aggregations implements OnModuleInit {
  constructor(
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly keys: CodeKeyRing,
    private readonly events: AggregationEvents,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: AggregateDto) => this.aggregate(actor, dto);
    this.sync.register<AggregateDto>({ kind: 'aggregate', permission: 'codes:write', dto: AggregateDto, perform });
  }

  /** @throws CodeMistyped, NoSuchCode, ChildrenRefused, PackedElsewhere, NothingToPack, ContainerFull */
  aggregate(actor: Actor, dto: AggregateDto): Promise<Recorded<AggregatedAnswer>> {
    refuseFuture('at', dto.at, this.clock.now());
    const texts = dto.children ?? [];
    return this.acts.perform(actor, { id: dto.id, kind: 'codes.aggregate', body: dto }, async (tx) => {
      const parent = genuineOf(this.keys.codes.decodeScan(dto.parent));
      const decoded = texts.map((text, index) => this.readChild(text, index));
      // The container alone: that a child goes to one place only is the database's to keep.
      await lockCodes(tx, [parent]);
      const [container, ...codes] = await ownCodes(tx, actor.organisation.id, [parent, ...decoded]);
      if (!container) throw new NoSuchCode();
      if (!isContainer(container.kind)) throw childRefused('parent', dto.parent, WHY_REFUSED.notContainer);
      const stranger = codes.findIndex((code) => code === undefined);
      if (stranger >= 0) throw childRefused(`children.${stranger}`, texts[stranger], WHY_REFUSED.unknown);
      const things = unrepeated(codes as OwnCode[]);
      return dto.action === 'ADD'
        ? this.add(tx, actor, dto, container, things)
        : this.takeAway(tx, actor, dto, container, things);
    });
  }

  private readChild(text: string, index: number): Extract<Decoded, { verdict: 'genuine' }> {
    const decoded = this.keys.codes.decodeScan(text);
    if (decoded.verdict === 'genuine') return decoded;
    const why = decoded.verdict === 'mistyped' ? WHY_REFUSED.mistyped : WHY_REFUSED.unknown;
    throw childRefused(`children.${index}`, text, why);
  }

  private async add(
    tx: Tx,
    actor: Actor,
    dto: AggregateDto,
    container: OwnCode,
    things: readonly OwnCode[],
  ): Promise<AggregatedAnswer> {
    const own = actor.organisation.id;
    if (container.voided) throw childRefused('parent', dto.parent, WHY_REFUSED.void);
    const bound = await queries.boundLabels(tx, own, things);
    refuse(things, dto, (thing) => {
      if (!packsInto(thing.kind, container.kind)) return WHY_REFUSED.level;
      if (thing.voided) return WHY_REFUSED.void;
      return thing.kind === 'roll' && !bound.some((label) => samePlace(label, thing)) ? WHY_REFUSED.unbound : undefined;
    });
    const packed = await queries.packedOf(tx, own, things);
    const elsewhere = packed.filter(({ parent }) => !samePlace(parent, container));
    if (elsewhere.length > 0 && dto.move !== true)
      throw new PackedElsewhere(elsewhere.map((child) => this.whereItIs(things, dto, child)));
    const fresh = things.filter(
      (thing) => !packed.some((at) => samePlace(at, thing) && samePlace(at.parent, container)),
    );
    if (fresh.length === 0) throw new NothingToPack('ADD');
    const when: When = { actId: dto.id, at: dto.at, bizStep: elsewhere.length > 0 ? 'repackaging' : 'packing' };
    for (const children of byParent(elsewhere))
      await this.events.record(tx, actor, when, { action: 'DELETE', parent: children[0]!.parent, children });
    const factId = await this.events.record(tx, actor, when, { action: 'ADD', parent: container, children: fresh });
    const told = { action: dto.action, children: fresh.length, moved: elsewhere.length };
    return { id: dto.id, factId, findings: [], ...told };
  }

  private async takeAway(
    tx: Tx,
    actor: Actor,
    dto: AggregateDto,
    container: OwnCode,
    things: readonly OwnCode[],
  ): Promise<AggregatedAnswer> {
    const inside = await queries.insideOf(tx, actor.organisation.id, container);
    refuse(things, dto, (thing) => (inside.some((child) => samePlace(child, thing)) ? undefined : WHY_REFUSED.absent));
    const children =
      dto.children === undefined ? inside : inside.filter((child) => things.some((t) => samePlace(t, child)));
    if (children.length === 0) throw new NothingToPack('DELETE');
    const when: When = { actId: dto.id, at: dto.at, bizStep: 'unpacking' };
    const factId = await this.events.record(tx, actor, when, { action: 'DELETE', parent: container, children });
    return { id: dto.id, factId, findings: [], action: dto.action, children: children.length, moved: 0 };
  }

  /** Names the child by its place in the list, and what it is inside of by the last characters on that label. */
  private whereItIs(things: readonly OwnCode[], dto: AggregateDto, child: queries.Packed): FieldFault {
    const index = things.findIndex((thing) => samePlace(thing, child));
    const message = { zh: '已在别的箱或托中', en: 'is inside another carton or pallet' };
    return { path: `children.${index}`, value: dto.children?.[index], message };
  }
}

function childRefused(path: string, value: unknown, message: Bilingual): ChildrenRefused {
  return new ChildrenRefused([{ path, value, message }]);
}

/** Names every child that cannot go, not the first alone: whoever packs wants to take them out in one go. */
function refuse(things: readonly OwnCode[], dto: AggregateDto, why: (thing: OwnCode) => Bilingual | undefined): void {
  const faults = things.flatMap((thing, index) => {
    const message = why(thing);
    return message ? [{ path: `children.${index}`, value: dto.children?.[index], message }] : [];
  });
  if (faults.length > 0) throw new ChildrenRefused(faults);
}

/** One code may be written in two ways (O for 0); it is still one thing. */
function unrepeated(codes: readonly OwnCode[]): OwnCode[] {
  return codes.filter((code, index) => codes.findIndex((other) => samePlace(other, code)) === index);
}

function byParent(children: readonly queries.Packed[]): queries.Packed[][] {
  const groups: queries.Packed[][] = [];
  for (const child of children) {
    const group = groups.find(([first]) => samePlace(first!.parent, child.parent));
    if (group) group.push(child);
    else groups.push([child]);
  }
  return groups;
}
