import type { AnonymisedLot, HoldDemand, LotView } from './lot.js';
import type { Lifted, Placed } from './lots.queries.js';

/** A lot as GET /api/lots/:id gives it: quantities under the names http.md uses everywhere. */
export function toLotAnswer(lot: LotView | AnonymisedLot) {
  const { initialQuantity, remaining, bornFact, act: _act, ...rest } = { bornFact: undefined, act: undefined, ...lot };
  return {
    ...rest,
    initialGrams: initialQuantity,
    presentGrams: remaining,
    ...(bornFact === undefined ? {} : { factId: bornFact }),
  };
}

/** The answer to a hold. */
export function toHeldAnswer(demand: HoldDemand, placed: Placed & { factId: string }) {
  const { id, scope, subject, authority, reason } = demand;
  return {
    id,
    factId: placed.factId,
    findings: [],
    scope,
    subject,
    authority,
    reason,
    lots: placed.lots,
    digest: placed.digest,
  };
}

/** The answer to the lifting of a hold. */
export function toLiftedAnswer(id: string, lifted: Lifted & { factId: string }) {
  const { factId, hold, scope, subject, authority, lots } = lifted;
  return { id, factId, findings: [], hold, scope, subject, authority, lots };
}
