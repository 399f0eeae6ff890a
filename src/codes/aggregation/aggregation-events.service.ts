import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { EvidenceService } from '../../rules/evidence.service.js';
import { lotsOfCodes, type CodePlace, type OwnCode } from '../code-row.queries.js';
import { CODES_AGGREGATED, type CodesAggregated } from '../codes.facts.js';
import type { Action } from './aggregation.dto.js';
import * as queries from './aggregation.queries.js';

/** When and by which act something is packed or unpacked. `bizStep` is a word of the CBV. */
export interface When {
  actId: string;
  /** ISO 8601 with zone. */
  at: string;
  bizStep: CodesAggregated['bizStep'];
}

/** What a code was inside of, and what was inside it. */
export interface PackedState {
  parent: CodePlace | undefined;
  children: CodePlace[];
}

/** Writes aggregation events: the fact, the event with its children, and what is inside what from now on. */
@Injectable()
export class AggregationEvents {
  constructor(private readonly evidence: EvidenceService) {}

  /** One event; the caller has taken the parent (lockCodes). Children of a DELETE name the ADD that each ends. */
  async record(
    tx: Tx,
    actor: Actor,
    when: When,
    event: { action: Action; parent: CodePlace; children: readonly (CodePlace & { addedBy?: string })[] },
  ): Promise<string> {
    const { action, parent, children } = event;
    const id = newId();
    const lots = await lotsOfCodes(tx, children);
    const { kind } = await queries.kindOf(tx, actor.organisation.id, parent);
    const open: CodesAggregated = {
      ...{ aggregation: id, action, bizStep: when.bizStep, parentKind: kind, children: children.length },
      ...{ lots: lots.slice(0, MOST_LOTS), at: when.at },
    };
    const sealed = {
      parent: [parent.range, parent.serial],
      children: children.map(({ range, serial }) => [range, serial]),
    };
    const { factId } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ type: CODES_AGGREGATED, visibility: 'public', occurredAt: when.at },
        ...{ subjects: [id, ...open.lots.map(({ lot }) => lot)], open, sealed },
      },
      subject: `aggregation:${id}`,
    });
    const row = { id, actId: when.actId, action, parent, at: when.at, factId };
    await queries.insertAggregation(tx, actor.organisation.id, row, children);
    return factId;
  }

  /** Takes a code out of what it is inside of, and empties it: before its label is changed. */
  async takeOut(tx: Tx, actor: Actor, when: When, code: OwnCode): Promise<PackedState> {
    const own = actor.organisation.id;
    const [child] = await queries.packedOf(tx, own, [code]);
    const children = await queries.insideOf(tx, own, code);
    if (child) await this.record(tx, actor, when, { action: 'DELETE', parent: child.parent, children: [child] });
    if (children.length > 0) await this.record(tx, actor, when, { action: 'DELETE', parent: code, children });
    return { parent: child?.parent, children: children.map(({ range, serial }) => ({ range, serial })) };
  }

  /** Puts another code where {@link takeOut} took one away. */
  async putBack(tx: Tx, actor: Actor, when: When, code: OwnCode, packed: PackedState): Promise<void> {
    const { parent, children } = packed;
    if (children.length > 0) await this.record(tx, actor, when, { action: 'ADD', parent: code, children });
    if (parent) await this.record(tx, actor, when, { action: 'ADD', parent, children: [code] });
  }
}

/** A fact fits a leaf; a pallet mixed of more lots than this names the first of them. */
const MOST_LOTS = 300;
