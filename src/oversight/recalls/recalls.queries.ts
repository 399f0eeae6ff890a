import type { DataSource } from 'typeorm';
import type { HoldScope } from '../../lots/lot-state.js';
import { refusing } from '../../lots/lots.errors.js';
import type { Tx } from '../../platform/db/tx.js';
import type { RecallClass } from '../oversight.facts.js';
import type { RecallState } from './recall-states.js';

/** A lot within reach of a recall: who has how much of it now. */
export interface Reached {
  lot: string;
  holder: string;
  grams: number;
  custody: 'in-stock' | 'in-transit';
  unit: 'gram' | 'piece';
}

/** What a recall covers, or would. @throws NoSuchLot unless the acting organisation may recall from this lot on */
export async function reachOf(
  tx: Tx,
  wanted: { lot: string; scope: HoldScope; subject: string; authority: 'company' | 'regulator' },
): Promise<Reached[]> {
  return refusing(
    tx.query(`select lot, holder, grams::float8 as grams, custody, unit from recall_reach($1)`, [
      JSON.stringify(wanted),
    ]),
  );
}

/** A recall, locked, as one of its two sides may act on it. */
export interface LockedRecall {
  id: string;
  opener: string;
  lot: string;
  scope: HoldScope;
  subject: string;
  class: RecallClass;
  reason: string;
  authority: 'company' | 'regulator';
  drill: boolean;
  openedBy: string;
  steps: string[];
  noticed: boolean;
  acknowledged: boolean;
  /** The acting holder's lots with what was there at publication, and what was reported and drawn since. */
  mine: { lot: string; grams: number; reported: number; drawn: number; used: number }[];
}

/** Undefined for everybody who is neither opener nor holder. */
export async function lockRecall(tx: Tx, id: string): Promise<LockedRecall | undefined> {
  const rows: { recall: LockedRecall | null }[] = await tx.query(`select recall_lock($1) as recall`, [id]);
  return rows[0]?.recall ?? undefined;
}

export interface NewRecall {
  organisationId: string;
  id: string;
  lot: string;
  scope: HoldScope;
  subject: string;
  class: RecallClass;
  authority: 'company' | 'regulator';
  region: string | null;
  reason: string;
  drill: boolean;
  openedBy: string;
  at: string;
  factId: string | null;
}

export async function insertRecall(tx: Tx, r: NewRecall): Promise<void> {
  await tx.query(
    `insert into recall (organisation_id, id, lot_id, scope, subject, class, authority, region, reason, drill, opened_by, opened_at, fact_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[r.organisationId, r.id, r.lot, r.scope, r.subject, r.class, r.authority, r.region, r.reason, r.drill],
      ...[r.openedBy, r.at, r.factId],
    ],
  );
}

export interface NewStep {
  organisationId: string;
  id: string;
  recall: string;
  step: Exclude<RecallState, 'draft'>;
  personId: string;
  reason: string | null;
  dueAt: string | null;
  at: string;
  factId: string | null;
}

export async function insertStep(tx: Tx, s: NewStep): Promise<void> {
  await tx.query(
    `insert into recall_step (organisation_id, id, recall_id, step, person_id, reason, due_at, at, fact_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [s.organisationId, s.id, s.recall, s.step, s.personId, s.reason, s.dueAt, s.at, s.factId],
  );
}

export interface Published {
  lots: number;
  grams: number;
  holders: number;
  digest: string;
}

/** Keeps the scope of a recall published in this transaction, and sends the notices. */
export async function publishRecall(tx: Tx, recall: string, due: string, at: string): Promise<Published> {
  const rows: { answer: Published }[] = await refusing(
    tx.query(`select recall_publish($1) as answer`, [JSON.stringify({ recall, due, at })]),
  );
  return rows[0]!.answer;
}

/** What the views are made of. Read as the system's role, after who asks was held against who may. */
export interface RecallRow {
  id: string;
  opener: string;
  openerName: string;
  lot: string;
  herb: string;
  number: string | null;
  scope: HoldScope;
  subject: string;
  class: RecallClass;
  authority: 'company' | 'regulator';
  reason: string;
  drill: boolean;
  openedAt: string;
  steps: { step: Exclude<RecallState, 'draft'>; at: string; dueAt: string | null; reason: string | null }[];
  noticed: boolean;
}

const ROW = `
  select r.id, r.organisation_id as opener, o.name as "openerName", r.lot_id as lot, l.herb, l.number, r.scope, r.subject, r.class,
         r.authority, r.reason, r.drill, r.opened_at as "openedAt",
         coalesce((select json_agg(json_build_object('step', s.step, 'at', s.at, 'dueAt', s.due_at, 'reason', s.reason) order by s.at)
                   from recall_step s where s.recall_id = r.id), '[]') as steps,
         exists (select from recall_notice n where n.recall_id = r.id and n.organisation_id = $1) as noticed
    from recall r join organisation o on o.id = r.organisation_id join lot l on l.id = r.lot_id
   where (r.organisation_id = $1
          or exists (select from recall_notice n where n.recall_id = r.id and n.organisation_id = $1)
          or $2::text is not null and not r.drill
             and exists (select from recall_step s where s.recall_id = r.id and s.step = 'published')
             and impact_touches(r.lot_id, $2))`;

/** The recall as far as this organisation concerns it, or a regulator of this region; undefined for everybody else. */
export async function recallRow(
  system: DataSource,
  viewer: string,
  region: string | null,
  id: string,
): Promise<RecallRow | undefined> {
  const rows: RecallRow[] = await system.query(`${ROW} and r.id = $3`, [viewer, region, id]);
  return rows[0] && tidied(rows[0]);
}

/** Newest first. */
export async function recallRows(
  system: DataSource,
  viewer: string,
  region: string | null,
  page: { after?: string | undefined; limit: number },
): Promise<RecallRow[]> {
  const rows: RecallRow[] = await system.query(
    `${ROW} and ($3::uuid is null or r.id < $3) order by r.id desc limit $4`,
    [viewer, region, page.after ?? null, page.limit],
  );
  return rows.map(tidied);
}

/** Times as text in one form, whether they came as dates or out of JSON. */
function tidied(row: RecallRow): RecallRow {
  const iso = (time: string): string => new Date(time).toISOString();
  return {
    ...row,
    openedAt: iso(row.openedAt),
    steps: row.steps.map((step) => ({ ...step, at: iso(step.at), dueAt: step.dueAt && iso(step.dueAt) })),
  };
}

/** One holder's part, as kept at publication and reported since. */
export interface HolderRow {
  organisation: string;
  name: string;
  region: string | null;
  lots: number;
  grams: number;
  acknowledgedAt: Date | null;
  returned: number;
  used: number;
  destroyed: number;
  missing: number;
  lastReportAt: Date | null;
}

export function holderRows(system: DataSource, recall: string): Promise<HolderRow[]> {
  return system.query(
    `select n.organisation_id as organisation, o.name, left(o.division_code, 4) as region, n.lots, n.grams::float8 as grams,
            a.at as "acknowledgedAt", p.returned, p.used, p.destroyed, p.missing, p.last as "lastReportAt"
       from recall_notice n join organisation o on o.id = n.organisation_id
       left join recall_acknowledgement a on a.recall_id = n.recall_id and a.organisation_id = n.organisation_id
       cross join lateral (
         select coalesce(sum(returned), 0)::float8 as returned, coalesce(sum(used), 0)::float8 as used,
                coalesce(sum(destroyed), 0)::float8 as destroyed, coalesce(sum(missing), 0)::float8 as missing, max(at) as last
           from recall_report where recall_id = n.recall_id and organisation_id = n.organisation_id) p
      where n.recall_id = $1 order by n.grams desc, n.organisation_id`,
    [recall],
  );
}

/** How much it covered, and what was born into it since. */
export async function scopeRow(
  system: DataSource,
  recall: string,
): Promise<{ lots: number; grams: number; laterLots: number; laterGrams: number }> {
  const rows: { lots: number; grams: number; laterLots: number; laterGrams: number }[] = await system.query(
    `select (select count(*)::int from recall_lot where recall_id = $1) as lots,
            (select coalesce(sum(grams), 0)::float8 from recall_lot where recall_id = $1) as grams,
            count(l.id)::int as "laterLots", coalesce(sum(l.remaining), 0)::float8 as "laterGrams"
       from hold_mark m join lot l on l.id = m.lot_id where m.hold_id = $1 and m.by_act is not null`,
    [recall],
  );
  return rows[0]!;
}

export interface NoticeRow {
  id: string;
  recall: string;
  opener: string;
  openerName: string;
  class: RecallClass;
  reason: string;
  drill: boolean;
  herb: string;
  number: string | null;
  lots: number;
  grams: number;
  notifiedAt: Date;
  dueAt: Date;
  acknowledgedAt: Date | null;
  steps: string[];
}

/** Notices to one organisation, newest first. */
export function noticeRows(
  system: DataSource,
  organisation: string,
  page: { after?: string | undefined; limit: number },
): Promise<NoticeRow[]> {
  return system.query(
    `select n.id, n.recall_id as recall, n.opener_id as opener, o.name as "openerName", r.class, r.reason, r.drill, l.herb, l.number,
            n.lots, n.grams::float8 as grams, n.notified_at as "notifiedAt", n.due_at as "dueAt", a.at as "acknowledgedAt",
            array(select step from recall_step s where s.recall_id = n.recall_id) as steps
       from recall_notice n join recall r on r.id = n.recall_id join organisation o on o.id = n.opener_id
       join lot l on l.id = r.lot_id
       left join recall_acknowledgement a on a.recall_id = n.recall_id and a.organisation_id = n.organisation_id
      where n.organisation_id = $1 and ($2::uuid is null or n.id < $2) order by n.id desc limit $3`,
    [organisation, page.after ?? null, page.limit],
  );
}

/** Whether a recall is a drill: decides before the act where it is kept. Undefined for no recall. */
export async function isDrill(system: DataSource, recall: string): Promise<boolean | undefined> {
  const rows: { drill: boolean }[] = await system.query(`select drill from recall where id = $1`, [recall]);
  return rows[0]?.drill;
}

/** Whom a recall was sent to; only its opener is told, and only to send it on. */
export async function holdersTold(tx: Tx, recall: string): Promise<string[]> {
  const rows: { holder: string }[] = await tx.query(
    `select distinct holder_id as holder from recall_lot where recall_id = $1 and grams > 0`,
    [recall],
  );
  return rows.map(({ holder }) => holder);
}
