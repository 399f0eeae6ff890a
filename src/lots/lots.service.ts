import { Injectable } from '@nestjs/common';
import { Ledger } from '../ledger/ledger.service.js';
import { REWRITE_PAGES } from '../ledger/rewrite-pages.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import { newId } from '../platform/ids.js';
import { toFamilyView, type FamilyView } from './family-view.js';
import type { ActiveHold, AnonymisedLot, Birth, HoldDemand, LotView, Taking, Transformation } from './lot.js';
import type { Quality } from './lot-state.js';
import { LOTS_HELD, LOTS_HOLD_LIFTED, type LotsHeld, type LotsHoldLifted } from './lots.facts.js';
import * as queries from './lots.queries.js';
import { assertMassBalances, massSheet } from './mass-balance.js';

/**
 * The lots: balances, genealogy, quality, holds, and who may see them. It records facts of holds only; every other
 * change belongs to an act of another room, whose fact the rows name (`factId`, made before the rows).
 *
 * Everything happens in the caller's transaction and under its scope: the database itself refuses to draw a lot that
 * the acting organisation neither owns nor holds, whatever stands in `actor`.
 */
@Injectable()
export class LotsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
  ) {}

  /**
   * A new lot, owned and held by the acting organisation. Holds on its plots, plantings, inputs, growers or owner catch
   * it at once and are in the answer.
   * @throws NoSuchLot when an origin lot is not the caller's own
   */
  born(tx: Tx, _actor: Actor, birth: Birth): Promise<{ inheritedHolds: ActiveHold[] }> {
    return queries.bear(tx, birth);
  }

  /**
   * Draws the inputs and bears the outputs; every gram of an input goes to the outputs by their weight. Inputs that are
   * held are not refused, for it has happened: the outputs are born under the same holds, and the caller opens a finding.
   * Goods stay their owner's whoever works on them; where goods of several owners went in, each output names one of them.
   * @throws MassUnbalanced, MassExceeded, NoSuchLot (also for lots of others), UnitsMixed, OwnerUnnamed
   */
  transform(tx: Tx, _actor: Actor, act: Transformation): Promise<{ inheritedHolds: ActiveHold[]; inputs: LotView[] }> {
    assertMassBalances(massSheet(act.inputs, act.outputs, act.balance));
    return queries.transform(tx, act);
  }

  /**
   * A draw that makes no lot: a sample, seed sown, stock destroyed. Gives the lot after the draw.
   * @throws MassExceeded, NoSuchLot
   */
  take(tx: Tx, _actor: Actor, taking: Taking): Promise<LotView> {
    return queries.take(tx, taking);
  }

  /** The caller's goods in other hands and goods of others in the caller's hands, as far as anything is left of them. */
  entrusted(tx: Tx): Promise<LotView[]> {
    return queries.entrusted(tx);
  }

  /**
   * The lot, locked until the end of the transaction: what is read of it stays true.
   * @throws NoSuchLot unless the acting organisation owns or holds it
   */
  lotForUpdate(tx: Tx, lot: string): Promise<LotView> {
    return queries.lock(tx, lot);
  }

  /**
   * The same for many lots in one round trip, locked in the order of their ids; answers in that order.
   * @throws NoSuchLot for the first that the acting organisation neither owns nor holds
   */
  lotsForUpdate(tx: Tx, lots: readonly string[]): Promise<LotView[]> {
    return queries.lockMany(tx, lots);
  }

  /**
   * The lot as the scope of this transaction may see it.
   * @throws NoSuchLot when it does not exist, or not for this viewer
   */
  view(tx: Tx, _actor: Actor, lot: string): Promise<LotView | AnonymisedLot> {
    return queries.view(tx, lot);
  }

  /** The holds that stand on the lot; `binding` tells which block it. */
  async activeHolds(tx: Tx, lot: string): Promise<ActiveHold[]> {
    return (await queries.view(tx, lot)).holds;
  }

  /**
   * For acts that lie in the future (a release, a dispatch, codes). Locks the lot, so that no hold can slip in between.
   * @throws LotHeld when a binding hold stands
   */
  assertFree(tx: Tx, lot: string): Promise<void> {
    return queries.assertFree(tx, lot);
  }

  /**
   * Writes the verdict on a lot. Release is refused while a binding hold stands.
   * @throws QualityDecided, LotHeld, NoSuchLot
   */
  setQuality(tx: Tx, _actor: Actor, lot: string, quality: Quality, factId: string): Promise<LotView> {
    return queries.setQuality(tx, lot, quality, factId);
  }

  /**
   * Places a hold on what is left of a lot and everything made of it, or on everything that came and will come from a
   * plot, a planting, an input or an organisation; records `lots.held`.
   * @throws HoldNotYours, NoSuchLot
   */
  async hold(tx: Tx, actor: Actor, demand: HoldDemand): Promise<queries.Placed & { factId: string }> {
    const id = newId();
    return this.told(tx, actor, demand, id, await queries.hold(tx, { ...demand, factId: id }));
  }

  /**
   * Holds what is left of a released lot, and what was made of it, because this report on it failed; for the laboratory
   * whose report it is. The hold is the owner's. Undefined when the lot was not released: then nothing can leave anyway.
   * @throws NoSuchLot without such a report
   */
  async holdFailed(
    tx: Tx,
    actor: Actor,
    { lot, reason, reportFact }: { lot: string; reason: string; reportFact: string },
  ): Promise<(queries.Placed & { factId: string }) | undefined> {
    const [id, hold] = [newId(), newId()];
    const placed = await queries.holdFailed(tx, { id: hold, lot, reason, reportFact, factId: id });
    if (placed === null) return undefined;
    return this.told(tx, actor, { id: hold, scope: 'lot', subject: lot, reason, authority: 'finding' }, id, placed);
  }

  /** Records that a hold was placed. */
  private async told(tx: Tx, actor: Actor, demand: HoldDemand, id: string, placed: queries.Placed) {
    const open: LotsHeld = {
      hold: demand.id,
      scope: demand.scope,
      subject: demand.subject,
      authority: demand.authority,
      reason: demand.reason,
      lots: placed.lots,
      digest: placed.digest,
    };
    const { factId } = await this.ledger.record(tx, actor, {
      id,
      type: LOTS_HELD,
      visibility: 'public',
      occurredAt: await databaseNow(tx),
      subjects: [demand.id, demand.subject],
      open,
    });
    await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: factId } });
    return { ...placed, factId };
  }

  /**
   * Lifts a hold; lots under no other hold are free at once. Records `lots.hold-lifted`.
   * @throws HoldNotYours (a company and a regulator's hold), NoSuchHold, HoldLifted
   */
  async lift(
    tx: Tx,
    actor: Actor,
    lifting: { hold: string; reason: string },
  ): Promise<queries.Lifted & { factId: string }> {
    const id = newId();
    const lifted = await queries.lift(tx, { ...lifting, factId: id });
    const open: LotsHoldLifted = { ...lifted, reason: lifting.reason };
    const { factId } = await this.ledger.record(tx, actor, {
      id,
      type: LOTS_HOLD_LIFTED,
      visibility: 'public',
      occurredAt: await databaseNow(tx),
      subjects: [lifted.hold, lifted.subject],
      open,
    });
    await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: factId } });
    return { ...lifted, factId };
  }

  /**
   * All ancestors, at any depth, with shares and holders. `system` sees everything and is for projections, in a
   * transaction of the system role; an actor sees what the scope of the transaction may.
   * @throws NoSuchLot
   */
  ancestors(tx: Tx, viewer: Actor | 'system', lot: string): Promise<FamilyView> {
    return this.family(tx, viewer, lot, 'up');
  }

  /** All descendants, as {@link ancestors}. */
  descendants(tx: Tx, viewer: Actor | 'system', lot: string): Promise<FamilyView> {
    return this.family(tx, viewer, lot, 'down');
  }

  private async family(tx: Tx, viewer: Actor | 'system', lot: string, way: 'up' | 'down'): Promise<FamilyView> {
    const id = lot.toLowerCase(); // UUIDs are written in either case, the database answers in one
    const family = await queries.family(tx, id, way, viewer === 'system');
    return toFamilyView(id, way, family);
  }
}
