import type { Tx } from '../platform/db/tx.js';
import type { SopSpan } from './sop-state.js';

/** All versions that were or are in force, with their days; a version ends where it is obsolete or the next of its code begins. */
export function sopSpans(tx: Tx, organisationId: string): Promise<SopSpan[]> {
  return tx.query(
    `select v.code, v.version, v.scope, v.herb, f.at::text as "from",
            least((select min(o.at) from sop_step o where o.organisation_id = v.organisation_id and o.sop_id = v.id
                    and o.state = 'obsolete'),
                  (select min(n.at) from sop_version w
                     join sop_step n on n.organisation_id = w.organisation_id and n.sop_id = w.id and n.state = 'in-force'
                    where w.organisation_id = v.organisation_id and w.code = v.code and w.version > v.version))::text as until
       from sop_version v
       join sop_step f on f.organisation_id = v.organisation_id and f.sop_id = v.id and f.state = 'in-force'
      where v.organisation_id = $1`,
    [organisationId],
  );
}
