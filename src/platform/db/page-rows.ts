import { LessThan, type EntityTarget, type FindOptionsOrder, type FindOptionsWhere } from 'typeorm';
import type { Tx } from './tx.js';

/** One organisation's row with an id that sorts by time (UUIDv7). */
interface Listed {
  organisationId: string;
  id: string;
}

/**
 * The newest `limit + 1` rows of one organisation after the row `after`. The organisation is asked for by name as well
 * as by row-level security: either alone keeps another tenant's rows out.
 */
export function pageRows<E extends Listed>(
  tx: Tx,
  entity: EntityTarget<E>,
  where: FindOptionsWhere<E>,
  { after, limit }: { after?: string; limit: number },
): Promise<E[]> {
  const window = after === undefined ? {} : { id: LessThan(after) };
  return tx.find(entity, {
    where: { ...where, ...window } as FindOptionsWhere<E>,
    order: { id: 'DESC' } as unknown as FindOptionsOrder<E>,
    take: limit + 1,
  });
}
