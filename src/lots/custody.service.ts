import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import type { Consignment, CustodyPeriod, Dispatch, Received, Receiving, Told } from './custody.js';
import { refusing } from './lots.errors.js';

/**
 * Hand-overs between two organisations. The holder of a lot changes here and nowhere else: the giver sends, the receiver
 * answers, and between the two the goods are under way with the giver as their holder. Sale, toll processing, samples and
 * returns differ in who owns the goods afterwards (`passesTo`), not in how they move.
 *
 * It records no fact: the act that calls it does, with the id named here and `told` in it: hands sealed, the rest open
 * (custody-told.ts).
 */
@Injectable()
export class LotCustody {
  /**
   * Splits off what goes and sends it on its way. Answers in the order of the lines.
   * @throws NoSuchLot, NotHeldByYou, UnderWay, NotYoursToGive, NotReleased, LotHeld, MassExceeded, NoSuchPackages,
   *   PackagesWeighOtherwise, UnitsMixed
   */
  dispatch(tx: Tx, _actor: Actor, dispatch: Dispatch): Promise<{ lines: Consignment[]; told: Told }> {
    return call(tx, 'select lot_consign($1) as answer', [JSON.stringify(dispatch)]);
  }

  /**
   * The answer to a hand-over: what is accepted becomes the receiver's to hold (and to own, when ownership passes), what is
   * set aside is held and not owned, what is refused is under way back to its sender. Goods that come back are received
   * by the same call.
   * @throws NothingToReceive (also for the second of two receipts), LotHeld for an acceptance, MassUnbalanced, NoSuchLot
   */
  receive(tx: Tx, _actor: Actor, receiving: Receiving): Promise<{ lines: Received[]; told: Told }> {
    return call(tx, 'select lot_receive($1) as answer', [JSON.stringify(receiving)]);
  }

  /**
   * Holder and owner at every instant, as far as the viewer may know.
   * @throws NoSuchLot
   */
  history(tx: Tx, lot: string): Promise<CustodyPeriod[]> {
    return call(tx, 'select lot_custody_of($1) as answer', [lot]);
  }
}

async function call<T>(tx: Tx, sql: string, parameters: unknown[]): Promise<T> {
  const rows: { answer: T }[] = await refusing(tx.query(sql, parameters));
  return rows[0]!.answer;
}
