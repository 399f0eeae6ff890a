import type { Tx } from '../platform/db/tx.js';
import { newId } from '../platform/ids.js';
import { certificatesWithheld, type Withholding } from './certificates-withheld.js';

/** Nobody was signed in: pages are written by the system. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Counts that R-28 fired for this batch, once for each state it was warned of; asked when its page is written, never when
 * it is looked at.
 */
export async function countWithheld(tx: Tx, lot: string): Promise<void> {
  const [standing]: (Withholding & { owner: string })[] = await tx.query(
    `select quality, owner_id as owner,
            exists (select from active_hold where lot_id = $1 and authority = 'recall') as recalled
       from lot where id = $1`,
    [lot],
  );
  const why = standing && certificatesWithheld(standing);
  if (why === undefined) return;
  await tx.query(
    `insert into rule_refusal (organisation_id, id, rule_id, code, message_zh, message_en, asked, act_id, refused_for)
     values ($1, $2, 'R-28', 'trace/certificates-withheld', $3, $4, $5, md5($6)::uuid, $7)
     on conflict on constraint rule_refusal_counts_once do nothing`,
    [standing!.owner, newId(), why.zh, why.en, `page of ${lot}`, `${lot} ${why.en}`, NOBODY],
  );
}
