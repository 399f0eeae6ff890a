import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { inZone } from '../../platform/occurred-at.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import type { CodeKind } from '../code-kind.js';
import { genuineOf, ownCodes, type CodePlace, type OwnCode } from '../code-row.queries.js';
import { codeUrl } from '../code-url.js';
import { endOfCode } from '../trace-code.js';
import { NoSuchCode } from '../codes.errors.js';
import { bindingOf } from '../loose/bindings.queries.js';
import { replacementsOf, voidOf } from '../voids/voids.queries.js';
import type { Action } from './aggregation.dto.js';
import * as queries from './aggregation.queries.js';

/** What a passer-by is told of the things around the one in hand. */
export interface CodeFamily {
  /** A label that stands on nothing, or a carton with nothing in it. */
  unbound: boolean;
  /** The lots it stands on, with how many packages, sacks or labels of each. */
  lots: { lot: string; things: number }[];
  /** What it is inside of, nearest first. `short` is the end of that code: enough to tell two apart, not enough to copy. */
  within: { kind: CodeKind; serial: number; short: string; things: number }[];
  /** What is inside it, at any depth, larger things first; `empty` of them hold nothing. */
  holds: { kind: CodeKind; count: number; empty: number }[];
}

/** EPCIS 2.0 AggregationEvent, as it happened. */
export interface EpcisAggregation {
  type: 'AggregationEvent';
  eventID: string;
  eventTime: string;
  eventTimeZoneOffset: string;
  recordTime: string;
  action: Action;
  bizStep: 'packing' | 'unpacking';
  parentID: string;
  childEPCs: string[];
}

/** A code around this one, with its page for the same reader. */
export interface CodeLink {
  kind: CodeKind;
  serial: number;
  code: string;
  href: string;
}

/** A code as the organisation that issued it sees it. */
export interface CodeView {
  code: string;
  kind: CodeKind;
  serial: number;
  state: 'live' | 'unbound' | 'void';
  lots: { lot: string; things: number }[];
  bound?: { thing: string; lot: string; serial?: number; grams?: number; at: string };
  voided?: { at: string; reason: string };
  replacedBy?: string;
  replaces?: string;
  within: (CodeLink & { things: number })[];
  contents: CodeLink[];
  holds: { kind: CodeKind; count: number; empty: number }[];
  events: EpcisAggregation[];
}

/** Tells what is inside what, from any level: to everybody in counts, to the owner in codes. */
@Injectable()
export class CodeFamilies {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly keys: CodeKeyRing,
    private readonly config: Config,
  ) {}

  /** For the public page; runs as the system's role. */
  async familyOf(code: CodePlace): Promise<CodeFamily> {
    const [within, holds, lots] = await Promise.all([
      queries.withinOf(this.system, code),
      queries.countsInside(this.system, code),
      this.system.query<{ lot: string; things: number }[]>(
        `select lot, things::float8 as things from code_lots($1, $2) order by things desc, lot limit 100`,
        [code.range, code.serial],
      ),
    ]);
    return {
      unbound: lots.length === 0,
      lots,
      within: within.map(({ things, ...known }) => ({
        ...{ kind: known.kind, serial: known.serial, short: endOfCode(this.textOf(known)), things },
      })),
      holds,
    };
  }

  /** @throws CodeMistyped, NoSuchCode */
  view(actor: Actor, text: string): Promise<CodeView> {
    const own = actor.organisation.id;
    const decoded = genuineOf(this.keys.codes.decode(text));
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const [code] = await ownCodes(tx, own, [decoded]);
      if (!code) throw new NoSuchCode();
      const lots: CodeView['lots'] = await tx.query(
        `select lot, things::float8 as things from code_lots($1, $2) order by things desc, lot`,
        [code.range, code.serial],
      );
      const binding = await bindingOf(tx, own, code);
      const voided = await voidOf(tx, own, code);
      const { by, of } = await replacementsOf(tx, own, code);
      const within = await queries.withinOf(tx, code);
      const contents = await queries.childrenOf(tx, own, code);
      const events = await queries.eventsOf(tx, own, code);
      return {
        ...{ code: decoded.code, kind: code.kind, serial: code.serial, state: stateOf(code, lots), lots },
        ...(binding && {
          bound: {
            ...{ thing: binding.thing, lot: binding.lot, at: binding.at.toISOString() },
            ...(binding.serial === null ? {} : { serial: binding.serial }),
            ...(binding.grams === null ? {} : { grams: binding.grams }),
          },
        }),
        ...(voided && { voided: { at: voided.at.toISOString(), reason: voided.reason } }),
        ...(by && { replacedBy: this.textOf(by) }),
        ...(of && { replaces: this.textOf(of) }),
        within: within.map(({ things, ...known }) => ({ ...this.linkTo(known), things })),
        contents: contents.map((known) => this.linkTo(known)),
        holds: await queries.countsInside(tx, code),
        events: events.map((event) => this.toEpcis(event)),
      };
    });
  }

  private toEpcis(event: Awaited<ReturnType<typeof queries.eventsOf>>[number]): EpcisAggregation {
    const { id, action, at, zone, recordedAt, parent, children } = event;
    return {
      ...{ type: 'AggregationEvent', eventID: `urn:uuid:${id}`, eventTime: inZone(at, zone) },
      ...{ eventTimeZoneOffset: zone === 'Z' ? '+00:00' : zone, recordTime: recordedAt.toISOString(), action },
      ...{ bizStep: action === 'ADD' ? 'packing' : 'unpacking', parentID: this.urlOf(parent) },
      childEPCs: children.map((child) => this.urlOf(child)),
    };
  }

  private linkTo(known: queries.KnownCode): CodeLink {
    const code = this.textOf(known);
    return { kind: known.kind, serial: known.serial, code, href: `/api/codes/${code}` };
  }

  private textOf({ keyId, ...content }: queries.KnownCode): string {
    return this.keys.codes.encode(keyId, content);
  }

  private urlOf(code: queries.KnownCode): string {
    return codeUrl(this.config.publicUrl, this.textOf(code));
  }
}

function stateOf(code: OwnCode, lots: readonly unknown[]): CodeView['state'] {
  if (code.voided) return 'void';
  return lots.length === 0 ? 'unbound' : 'live';
}
