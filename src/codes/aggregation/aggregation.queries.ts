import { onceMore, violatedConstraint } from '../../platform/db/pg-errors.js';
import type { Tx } from '../../platform/db/tx.js';
import { zoneOf } from '../../platform/occurred-at.js';
import type { CodeKind } from '../code-kind.js';
import type { CodePlace } from '../code-row.queries.js';
import { ContainerFull } from './aggregation.errors.js';
import type { Action } from './aggregation.dto.js';

/** A child where it is now. */
export interface Packed extends CodePlace {
  parent: CodePlace;
  /** The ADD that brought it there. */
  addedBy: string;
}

/** A code with what its text is computed from. */
export interface KnownCode extends CodePlace {
  kind: CodeKind;
  keyId: string;
}

const PACKED = `range_no::float8 as range, serial::float8 as serial, aggregation_id as "addedBy",
            json_build_object('range', parent_range, 'serial', parent_serial) as parent`;

/** Where these codes are packed now; those that are nowhere are left out. */
export function packedOf(tx: Tx, organisationId: string, codes: readonly CodePlace[]): Promise<Packed[]> {
  return tx.query(
    `select ${PACKED} from aggregation_live
      where organisation_id = $1 and (range_no, serial) in (select * from unnest($2::bigint[], $3::bigint[]))`,
    [organisationId, codes.map(({ range }) => range), codes.map(({ serial }) => serial)],
  );
}

/** What is directly inside a container. */
export function insideOf(tx: Tx, organisationId: string, parent: CodePlace): Promise<Packed[]> {
  return tx.query(
    `select ${PACKED} from aggregation_live where organisation_id = $1 and parent_range = $2 and parent_serial = $3 order by 1, 2`,
    [organisationId, parent.range, parent.serial],
  );
}

/** The same as codes. */
export function childrenOf(tx: Tx, organisationId: string, parent: CodePlace): Promise<KnownCode[]> {
  return tx.query(
    `select l.range_no::float8 as range, l.serial::float8 as serial, r.kind, r.key_id as "keyId"
       from aggregation_live l join code_range r on r.organisation_id = l.organisation_id and r.range_no = l.range_no
      where l.organisation_id = $1 and l.parent_range = $2 and l.parent_serial = $3 order by 1, 2`,
    [organisationId, parent.range, parent.serial],
  );
}

/** What kind of thing a code of the acting organisation is stuck on. */
export async function kindOf(tx: Tx, organisationId: string, code: CodePlace): Promise<{ kind: CodeKind }> {
  const rows: { kind: CodeKind }[] = await tx.query(
    `select kind from code_range where organisation_id = $1 and range_no = $2`,
    [organisationId, code.range],
  );
  return rows[0]!;
}

/** The codes of these that are labels of a roll and stand on something. */
export async function boundLabels(tx: Tx, organisationId: string, codes: readonly CodePlace[]): Promise<CodePlace[]> {
  return tx.query(
    `select range_no::float8 as range, serial::float8 as serial from code_binding
      where organisation_id = $1 and (range_no, serial) in (select * from unnest($2::bigint[], $3::bigint[]))`,
    [organisationId, codes.map(({ range }) => range), codes.map(({ serial }) => serial)],
  );
}

export interface NewAggregation {
  id: string;
  actId: string;
  action: Action;
  parent: CodePlace;
  at: string;
  factId: string;
}

/** What another transaction decided first; with its outcome in sight the act says what is wrong, or that nothing is. */
const DECIDED_BY_ANOTHER = [
  'aggregation_live_has_one_parent',
  'aggregation_live_of_live_codes',
  'aggregation_child_leaves_once',
];

/** Writes one event with its children, and what follows of it now. @throws ContainerFull */
export async function insertAggregation(
  tx: Tx,
  organisationId: string,
  event: NewAggregation,
  children: readonly (CodePlace & { addedBy?: string })[],
): Promise<void> {
  try {
    await writeEvent(tx, organisationId, event, children);
    await (event.action === 'ADD' ? putIn : takeOut)(tx, organisationId, event, placesOf(children));
  } catch (error) {
    const constraint = violatedConstraint(error) ?? '';
    if (constraint === 'aggregation_live_holds_a_thousand') throw new ContainerFull();
    if (DECIDED_BY_ANOTHER.includes(constraint)) throw onceMore(error);
    throw error;
  }
}

type Places = [number[], number[]];
const placesOf = (codes: readonly CodePlace[]): Places => [
  codes.map(({ range }) => range),
  codes.map(({ serial }) => serial),
];

async function writeEvent(
  tx: Tx,
  organisationId: string,
  { id, actId, action, parent, at, factId }: NewAggregation,
  children: readonly (CodePlace & { addedBy?: string })[],
): Promise<void> {
  await tx.query(
    `insert into aggregation (organisation_id, id, act_id, action, parent_range, parent_serial, children, at, at_zone, fact_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [organisationId, id, actId, action, parent.range, parent.serial, children.length, at, zoneOf(at), factId],
  );
  const ends = children.map(({ addedBy }) => (action === 'DELETE' ? addedBy : null));
  await tx.query(
    `insert into aggregation_child (organisation_id, aggregation_id, range_no, serial, ends)
     select $1, $2, * from unnest($3::bigint[], $4::bigint[], $5::uuid[])`,
    [organisationId, id, ...placesOf(children), ends],
  );
}

async function putIn(tx: Tx, organisationId: string, event: NewAggregation, places: Places): Promise<void> {
  await tx.query(
    `insert into aggregation_live (organisation_id, range_no, serial, parent_range, parent_serial, aggregation_id)
     select $1, r, s, $4, $5, $6 from unnest($2::bigint[], $3::bigint[]) c(r, s) order by r, s`,
    [organisationId, ...places, event.parent.range, event.parent.serial, event.id],
  );
}

async function takeOut(tx: Tx, organisationId: string, _event: NewAggregation, places: Places): Promise<void> {
  await tx.query(
    `delete from aggregation_live
      where organisation_id = $1 and (range_no, serial) in (select * from unnest($2::bigint[], $3::bigint[]))`,
    [organisationId, ...places],
  );
}

/** All that surrounds a code, nearest first, with how many packages, sacks and labels each holds in all. */
export function withinOf(
  tx: Tx | { query: Tx['query'] },
  code: CodePlace,
): Promise<(KnownCode & { things: number })[]> {
  return tx.query(
    `with recursive up as (
       select parent_range as range_no, parent_serial as serial, 1 as step from aggregation_live
        where range_no = $1 and serial = $2
       union all
       select l.parent_range, l.parent_serial, u.step + 1 from aggregation_live l
         join up u on l.range_no = u.range_no and l.serial = u.serial)
     select u.range_no::float8 as range, u.serial::float8 as serial, r.kind, r.key_id as "keyId",
            (select coalesce(sum(things), 0)::float8 from code_lots(u.range_no, u.serial)) as things
       from up u join code_range r on r.range_no = u.range_no order by u.step`,
    [code.range, code.serial],
  );
}

/** How many things of each kind are inside a code, at any depth, and how many cartons or pallets of them hold nothing. */
export function countsInside(
  tx: Tx | { query: Tx['query'] },
  code: CodePlace,
): Promise<{ kind: CodeKind; count: number; empty: number }[]> {
  return tx.query(
    `with recursive down as (
       select range_no, serial from aggregation_live where parent_range = $1 and parent_serial = $2
       union all
       select l.range_no, l.serial from aggregation_live l join down d on l.parent_range = d.range_no and l.parent_serial = d.serial)
     select r.kind, count(*)::float8 as count,
            count(*) filter (where code_level(r.kind) > 1 and not exists (
              select from aggregation_live c where c.parent_range = d.range_no and c.parent_serial = d.serial))::float8 as empty
       from down d join code_range r on r.range_no = d.range_no
      group by 1 order by min(code_level(r.kind)) desc`,
    [code.range, code.serial],
  );
}

/** The events of a code as parent or as child, oldest first. */
export function eventsOf(
  tx: Tx,
  organisationId: string,
  code: CodePlace,
): Promise<
  { id: string; action: Action; at: Date; zone: string; recordedAt: Date; parent: KnownCode; children: KnownCode[] }[]
> {
  return tx.query(
    `select a.id, a.action, a.at, a.at_zone as zone, a.recorded_at as "recordedAt",
            json_build_object('range', a.parent_range, 'serial', a.parent_serial, 'kind', p.kind, 'keyId', p.key_id) as parent,
            (select json_agg(json_build_object('range', c.range_no, 'serial', c.serial, 'kind', r.kind, 'keyId', r.key_id)
                             order by c.range_no, c.serial)
               from aggregation_child c join code_range r on r.organisation_id = c.organisation_id and r.range_no = c.range_no
              where c.organisation_id = a.organisation_id and c.aggregation_id = a.id) as children
       from aggregation a join code_range p on p.organisation_id = a.organisation_id and p.range_no = a.parent_range
      where a.organisation_id = $1 and (a.parent_range = $2 and a.parent_serial = $3
         or exists (select from aggregation_child c where c.organisation_id = a.organisation_id and c.aggregation_id = a.id
                      and c.range_no = $2 and c.serial = $3))
      order by a.recorded_at, a.id limit 1000`,
    [organisationId, code.range, code.serial],
  );
}
