import { Injectable } from '@nestjs/common';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { Config } from '../../platform/config/config.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { AggregationEvents, type When } from '../aggregation/aggregation-events.service.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import { lotsOfCodes, takeCode, type OwnCode } from '../code-row.queries.js';
import { codeUrl } from '../code-url.js';
import { CODE_REPLACED, CODES_ISSUED, CODES_VOIDED, type CodeReplaced } from '../codes.facts.js';
import { insertRange } from '../codes.queries.js';
import { bindingOf, type Bound } from '../loose/bindings.queries.js';
import { Bindings } from '../loose/bindings.service.js';
import { CodeIsVoid } from '../loose/loose.errors.js';
import type { ReplaceCodeDto } from './voids.dto.js';
import { NotReplaceable, WHY_NOT } from './voids.errors.js';
import { insertReplacement, voidCode } from './voids.queries.js';
import { subjectsOf } from './voids.service.js';

export interface ReplacedAnswer extends ActAnswer {
  /** The new code, and its address for the QR. */
  code: string;
  url: string;
}

/**
 * Gives a thing another label. One transaction: the old code is void, the new one stands in its place, inside the same carton and
 * with the same contents; so a thing has one live code at every moment.
 */
@Injectable()
export class Replacements {
  constructor(
    private readonly acts: Acts,
    private readonly keys: CodeKeyRing,
    private readonly config: Config,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
    private readonly bindings: Bindings,
    private readonly events: AggregationEvents,
  ) {}

  /** @throws CodeMistyped, NoSuchCode, CodeIsVoid, NotReplaceable, NoSuchLot, LotHeld, BatchRejected */
  replace(actor: Actor, dto: ReplaceCodeDto): Promise<Recorded<ReplacedAnswer>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'codes.replace', body: dto }, async (tx) => {
      const old = await takeCode(tx, actor.organisation.id, this.keys.codes.decodeScan(dto.code));
      if (old.voided) throw new CodeIsVoid('code', dto.code);
      const stands = await standingOf(tx, actor, old);
      const by = dto.by === undefined ? undefined : await this.freeLabel(tx, actor, dto.by);
      refuseUnfit(old, stands, by);
      const at = await databaseNow(tx);
      const lots = await lotsOfCodes(tx, [old]);
      const when: When = { actId: dto.id, at, bizStep: 'repackaging' };
      const packed = await this.events.takeOut(tx, actor, when, old);
      const subjects = subjectsOf(dto.id, lots);
      await this.makeVoid(tx, actor, dto, { old, at, subjects });
      const fresh = by
        ? await this.bind(tx, actor, by, stands!, at)
        : await this.issue(tx, actor, dto, { old, stands, at, subjects });
      await insertReplacement(tx, actor.organisation.id, { old, by: fresh, actId: dto.id });
      await this.events.putBack(tx, actor, when, fresh, packed);
      const open: CodeReplaced = { replacement: dto.id, kind: old.kind, byKind: fresh.kind, reason: dto.reason };
      const sealed = { old: [old.range, old.serial], by: [fresh.range, fresh.serial] };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: CODE_REPLACED, visibility: 'public', occurredAt: at, subjects, open },
          sealed: { ...sealed, ...(dto.note === undefined ? {} : { note: dto.note }) },
        },
        subject: `codes:${dto.id}`,
      });
      const code = this.keys.codes.encode(fresh.keyId, fresh);
      return { id: dto.id, factId, findings, code, url: codeUrl(this.config.publicUrl, code) };
    });
  }

  private async freeLabel(tx: Tx, actor: Actor, text: string): Promise<OwnCode> {
    const label = await takeCode(tx, actor.organisation.id, this.keys.codes.decodeScan(text));
    const taken = label.kind !== 'roll' || label.voided || (await bindingOf(tx, actor.organisation.id, label));
    if (taken) throw new NotReplaceable(label.kind, 'by', WHY_NOT.byTaken);
    return label;
  }

  private async makeVoid(tx: Tx, actor: Actor, dto: ReplaceCodeDto, { old, at, subjects }: Moment): Promise<void> {
    const { factId } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ type: CODES_VOIDED, visibility: 'public', occurredAt: at, subjects },
        open: { kind: old.kind, count: 1, reason: dto.reason },
      },
      subject: `codes:${dto.id}`,
    });
    await voidCode(tx, actor.organisation.id, old, { reason: dto.reason, actId: dto.id, factId });
  }

  private async bind(tx: Tx, actor: Actor, label: OwnCode, stands: Bound, at: string): Promise<OwnCode> {
    const lot = await this.lots.lotForUpdate(tx, stands.lot);
    await this.bindings.stick(tx, actor, { ...stands, id: newId(), code: label, at }, lot);
    return label;
  }

  /** A range of one: a replaced label is rare, and its row is the history. */
  private async issue(
    tx: Tx,
    actor: Actor,
    dto: ReplaceCodeDto,
    { old, stands, at, subjects }: Moment & { stands: Bound | undefined },
  ): Promise<OwnCode> {
    const kind = stands ? 'package' : old.kind;
    const serial = stands?.serial ?? 1;
    if (stands) await this.lots.lotForUpdate(tx, stands.lot);
    const { factId } = await this.evidence.record(tx, actor, {
      fact: { type: CODES_ISSUED, visibility: 'public', occurredAt: at, subjects, open: { kind, count: 1 } },
      subject: `codes:${dto.id}`,
    });
    const keyId = this.keys.newestKeyId;
    const lot = stands?.lot ?? null;
    const range = await insertRange(tx, {
      ...{ organisationId: actor.organisation.id, lotId: lot, kind, first: serial, last: serial },
      ...{ keyId, actId: dto.id, factId },
    });
    return { range, serial, kind, keyId, lot, voided: false };
  }
}

interface Moment {
  old: OwnCode;
  at: string;
  subjects: string[];
}

/** What the old code stands on: its package, or what its label was bound to; undefined for cartons and pallets. */
async function standingOf(tx: Tx, actor: Actor, old: OwnCode): Promise<Bound | undefined> {
  if (old.kind === 'package') return { thing: 'package', lot: old.lot!, serial: old.serial, grams: null };
  return old.kind === 'roll' ? bindingOf(tx, actor.organisation.id, old) : undefined;
}

function refuseUnfit(old: OwnCode, stands: Bound | undefined, by: OwnCode | undefined): void {
  const container = old.kind === 'carton' || old.kind === 'pallet';
  if (!container && old.kind !== 'package' && old.kind !== 'roll')
    throw new NotReplaceable(old.kind, 'code', WHY_NOT.batch);
  if (container && by) throw new NotReplaceable(old.kind, 'by', WHY_NOT.container);
  if (old.kind === 'roll' && !stands) throw new NotReplaceable(old.kind, 'code', WHY_NOT.unbound);
  // Only a package has a printed code of its own to fall back on.
  if (stands && stands.thing !== 'package' && !by) throw new NotReplaceable(old.kind, 'by', WHY_NOT.needsLabel);
}
