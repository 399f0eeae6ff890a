import { NoSuchCode, CodeMistyped } from './codes.errors.js';
import type { CodeKind } from './code-kind.js';
import type { Tx } from '../platform/db/tx.js';
import type { Decoded } from './trace-code.js';

/** One code of the acting organisation, as it stands. */
export interface OwnCode {
  range: number;
  serial: number;
  kind: CodeKind;
  keyId: string;
  /** The lot it was issued for; null for labels of a roll, cartons and pallets. */
  lot: string | null;
  voided: boolean;
}

/** A code by its numbers. */
export interface CodePlace {
  range: number;
  serial: number;
}

export const samePlace = (a: CodePlace, b: CodePlace): boolean => a.range === b.range && a.serial === b.serial;

/**
 * Takes codes for this transaction, always in one order: whoever binds, packs, voids or replaces one of them meanwhile waits.
 * What is read of them afterwards, in a later statement, stays true.
 */
export async function lockCodes(tx: Tx, codes: readonly CodePlace[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(key) from (
       select distinct hashtextextended('code ' || r || ' ' || s, 0) as key from unnest($1::bigint[], $2::bigint[]) c(r, s) order by 1) k`,
    [codes.map(({ range }) => range), codes.map(({ serial }) => serial)],
  );
}

/** The codes the acting organisation issued, in the order asked; undefined for others', and for what was never issued. */
export async function ownCodes(
  tx: Tx,
  organisationId: string,
  codes: readonly (CodePlace & { kind: CodeKind })[],
): Promise<(OwnCode | undefined)[]> {
  const rows: (OwnCode & { position: number })[] = await tx.query(
    `select q.position::int as position, q.range_no::float8 as range, q.serial::float8 as serial, r.kind, r.key_id as "keyId",
            r.lot_id as lot, code_is_void(q.range_no, q.serial) as voided
       from unnest($2::bigint[], $3::bigint[], $4::text[]) with ordinality q(range_no, serial, kind, position)
       join code_range r on r.organisation_id = $1 and r.range_no = q.range_no and r.kind = q.kind
        and q.serial between r.first_serial and r.last_serial`,
    [organisationId, codes.map(({ range }) => range), codes.map(({ serial }) => serial), codes.map(({ kind }) => kind)],
  );
  const found: (OwnCode | undefined)[] = codes.map(() => undefined);
  for (const { position, ...row } of rows) found[position - 1] = row;
  return found;
}

/**
 * One code of the acting organisation by its text, taken for this transaction.
 * @throws CodeMistyped, NoSuchCode
 */
export async function takeCode(tx: Tx, organisationId: string, decoded: Decoded): Promise<OwnCode> {
  const genuine = genuineOf(decoded);
  await lockCodes(tx, [genuine]);
  const [code] = await ownCodes(tx, organisationId, [genuine]);
  if (!code) throw new NoSuchCode();
  return code;
}

/** @throws CodeMistyped, NoSuchCode */
export function genuineOf(decoded: Decoded): Extract<Decoded, { verdict: 'genuine' }> {
  if (decoded.verdict === 'mistyped') throw new CodeMistyped();
  if (decoded.verdict !== 'genuine') throw new NoSuchCode();
  return decoded;
}

/** The lots a code stands on now, with how many things of each; none for an unbound label or an empty carton. */
export function lotsOfCodes(tx: Tx, codes: readonly CodePlace[]): Promise<{ lot: string; things: number }[]> {
  return tx.query(
    `select l.lot, sum(l.things)::float8 as things from unnest($1::bigint[], $2::bigint[]) c(r, s), code_lots(c.r, c.s) l
      group by 1 order by 1`,
    [codes.map(({ range }) => range), codes.map(({ serial }) => serial)],
  );
}
