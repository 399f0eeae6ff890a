import { ActId } from '../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf, Ref } from '../platform/http/fields.js';
import type { HoldScope } from './lot-state.js';

const SCOPES: readonly HoldScope[] = ['lot', 'plot', 'planting', 'input', 'organisation'];

/**
 * Places a hold, starting from a lot. Scope `lot`: what is left of it and everything made of it; any other scope:
 * everything that came and will come from that origin of the lot.
 */
export class HoldLotDto {
  @ActId() id: string;
  /** Why; shown to everyone who meets the hold. */
  @Line(500) reason: string;
  @OneOf(SCOPES) scope: HoldScope;
  /** Which origin of the lot, when it has several of this scope. */
  @MayBeLeftOut() @Ref() subject?: string;
}

/** Lifts a hold. */
export class LiftHoldDto {
  @ActId() id: string;
  /** Why the lots are free again. */
  @Line(500) reason: string;
}
