import type { Ledger } from '../ledger/ledger.service.js';
import type { LotView } from '../lots/lot.js';
import { family } from '../lots/lots.queries.js';
import type { Tx } from '../platform/db/tx.js';
import type { ProcessingFacts } from './processing.facts.js';

/** A lot as a run asks about it: what a consignment is a part of, with the day and the dryness of that. */
export interface DrawnLot extends LotView {
  /** When the goods themselves came about; a consignment is born when it is handed over. */
  madeAt: string;
  /** Known of goods made elsewhere; undefined: this organisation's own rows say it. */
  dry?: boolean;
}

/**
 * Goods do not change on the road: a consignment of a harvest is fresh, one of a dried lot is dry, one of honey is an
 * adjuvant. Looks up what each consignment was split from; others stay as they are.
 */
export async function drawnLots(
  tx: Tx,
  ledger: Ledger,
  lots: readonly LotView[],
  dries: (step: string) => boolean,
): Promise<DrawnLot[]> {
  const drawn: DrawnLot[] = [];
  for (const lot of lots) {
    if (lot.kind !== 'consignment') drawn.push({ ...lot, madeAt: lot.bornAt });
    else drawn.push(await goodsOf(tx, ledger, lot, dries));
  }
  return drawn;
}

async function goodsOf(tx: Tx, ledger: Ledger, lot: LotView, dries: (step: string) => boolean): Promise<DrawnLot> {
  const { lots, edges } = await family(tx, lot.id, 'up', false);
  const byId = new Map(lots.map((relative) => [relative.id, relative]));
  const parentsOf = (child: string) =>
    edges.flatMap((edge) => (edge.child === child ? (byId.get(edge.parent) ?? []) : []));
  let goods = byId.get(lot.id);
  while (goods?.kind === 'consignment') goods = parentsOf(goods.id)[0];
  if (goods === undefined) return { ...lot, madeAt: lot.bornAt };
  const { id, kind, bornAt: madeAt } = goods;
  if (kind === 'harvest') return { ...lot, kind, madeAt, dry: false };
  if (kind !== 'output') return { ...lot, kind, madeAt };
  // How the maker made it is told in public.
  const [fact] = await ledger.factsAbout(tx, [id], ['processing.run-finished']);
  const run = fact?.open as ProcessingFacts['processing.run-finished'] | undefined;
  const wentInFresh = parentsOf(id).some((parent) => parent.kind === 'harvest');
  return { ...lot, kind, madeAt, dry: !wentInFresh || run === undefined || run.steps.some((step) => dries(step.kind)) };
}
