import type { DataSource } from 'typeorm';
import type { Circumstances, CopySign, Look } from './copy-rules.js';

/** Minutes in which a second look of the same visitor at the same code is a reload. */
export const RELOAD_MINUTES = 10;
/** How long a look is kept. */
export const KEEP_DAYS = 90;
/** Looks of one code that are judged at most, the newest: far more than any rule asks for. */
const JUDGED_AT_MOST = 500;
/** Of them those of one network, so that nobody crowds out the others; and how many rows are read for it. */
const JUDGED_OF_A_NETWORK = 12;
const READ_AT_MOST = 20_000;

/** One look to be written. */
export interface NewLook {
  range: number;
  serial: number;
  at: Date;
  place: number;
  visitor: Buffer | null;
  network: Buffer | null;
}

/** A code by its range and serial. */
export interface CodeOfLook {
  range: number;
  serial: number;
}

/** The salt of a day, made by whoever comes first. */
export async function saltOfDay(db: DataSource, day: string, fresh: Buffer): Promise<Buffer> {
  await db.query(`insert into visitor_salt (day, salt) values ($1, $2) on conflict do nothing`, [day, fresh]);
  const rows: { salt: Buffer }[] = await db.query(`select salt from visitor_salt where day = $1`, [day]);
  return rows[0]!.salt;
}

export async function sweepSalts(db: DataSource, before: string): Promise<void> {
  await db.query(`delete from visitor_salt where day < $1`, [before]);
}

/**
 * Writes looks and adds them to the tallies of their codes, in one statement. A look of a visitor who looked at the code within the
 * last minutes, in whatever process, is a reload and not written. Gives the codes that were looked at before as well: only those can
 * show signs of a copy.
 */
export async function writeLooks(db: DataSource, looks: readonly NewLook[]): Promise<CodeOfLook[]> {
  return db.query(
    `with written as (
       insert into scan (range_no, serial, seen_at, place, visitor, network)
       select g.range_no, g.serial, g.seen_at, g.place, g.visitor, g.network
         from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::smallint[], $5::bytea[], $6::bytea[])
              g(range_no, serial, seen_at, place, visitor, network)
        where not exists (select from scan s where s.range_no = g.range_no and s.serial = g.serial and s.visitor = g.visitor
                             and s.seen_at > g.seen_at - interval '${RELOAD_MINUTES} minutes' and s.seen_at <= g.seen_at)
       returning range_no, serial, seen_at, place),
     tallied as (
       insert into scan_tally as t (range_no, serial, count, first_at, last_at, places)
       select range_no, serial, count(*), min(seen_at), max(seen_at), array_agg(distinct place order by place)
         from written group by range_no, serial order by range_no, serial
       on conflict (range_no, serial) do update set count = t.count + excluded.count,
         first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at),
         places = case when t.places @> excluded.places then t.places
                       else array(select distinct unnest(t.places || excluded.places) order by 1) end
       returning t.range_no, t.serial, t.count)
     select range_no::float8 as range, serial::float8 as serial from tallied where count > 1`,
    [
      looks.map(({ range }) => range),
      looks.map(({ serial }) => serial),
      looks.map(({ at }) => at),
      looks.map(({ place }) => place),
      looks.map(({ visitor }) => visitor),
      looks.map(({ network }) => network),
    ],
  );
}

/** What a code is judged by. */
export interface Evidence extends CodeOfLook {
  single: boolean;
  about: Circumstances;
  looks: Look[];
}

/**
 * The way of a package: `into_lot` is the consignment it is in now, `left_at` when it left its maker. `known`: whether the maker's
 * records tell it, that is, something of the batch was dispatched and never without naming its packages.
 */
const PACKAGE_WAY = `
       cross join lateral (
         with recursive way (lot, n) as (
           select l.id, 0 where r.kind = 'package'
           union all
           select c.lot, way.n + 1 from way join lot_consigned c on c.parent = way.lot and c.root = l.id and c.serials @> q.serial)
         select (select lot from way order by n desc limit 1) as into_lot,
                (select p.recorded_at from way join lot p on p.id = way.lot where way.n = 1) as left_at,
                r.kind = 'package' and exists (select from lot_consigned c where c.parent = l.id and c.root = l.id)
                  and not exists (select from lot_edge e join lot p on p.id = e.child
                                   where e.parent = l.id and p.kind = 'consignment'
                                     and not exists (select from lot_consigned c where c.lot = p.id)) as known) gone`;

/** Everything the rules ask about these codes, in one query. */
export async function evidenceOf(db: DataSource, codes: readonly CodeOfLook[]): Promise<Evidence[]> {
  const rows: EvidenceRow[] = await db.query(
    `select q.range_no::float8 as range, q.serial::float8 as serial, r.kind not in ('batch', 'delivery-note') as single,
            t.count::float8 as looks, substr(l.region, 1, 2)::int as home,
            case when r.kind in ('batch', 'delivery-note')
                 then coalesce((select sum(count) from lot_package p where p.lot = l.id), 1)::float8 else 1 end as packages,
            (select min(c.recorded_at) from lot_quality c where c.lot = l.id and c.quality = 'released') as released,
            gone.left_at as dispatched, gone.known as dispatches,
            case when now_in.remaining = 0 and not exists (select from lot_consigned c where c.parent = now_in.id)
                 then (select max(m.recorded_at) from lot_movement m where m.lot = now_in.id) end as consumed,
            (select min(h.placed_at) from hold_mark k join hold h on h.id = k.hold_id
              where k.lot_id = l.id and h.authority = 'recall') as recalled,
            coalesce(s.sources, 0)::float8 as sources, s.seen, s.places, s.visitors, s.networks
       from unnest($1::bigint[], $2::bigint[]) q(range_no, serial)
       join code_range r on r.range_no = q.range_no
       join lot l on l.id = coalesce(r.lot_id,
         (select c.lot from code_lots(q.range_no, q.serial) c order by c.things desc, c.lot limit 1))
       join scan_tally t on t.range_no = q.range_no and t.serial = q.serial
       ${PACKAGE_WAY}
       join lot now_in on now_in.id = coalesce(gone.into_lot, l.id)
       cross join lateral (
         select max(sources) as sources, array_agg(seen_at) as seen, array_agg(place::int) as places,
                array_agg(encode(visitor, 'hex')) as visitors, array_agg(encode(network, 'hex')) as networks
           from (select *, count(*) filter (where nth = 1) over () as sources
                   from (select seen_at, place, visitor, network,
                                row_number() over (partition by coalesce(network, visitor) order by seen_at desc) as nth
                           from (select * from scan where range_no = q.range_no and serial = q.serial
                                  order by seen_at desc limit ${READ_AT_MOST}) newest) numbered
                  order by nth > ${JUDGED_OF_A_NETWORK}, seen_at desc limit ${JUDGED_AT_MOST}) judged
          where nth <= ${JUDGED_OF_A_NETWORK}) s`,
    [codes.map(({ range }) => range), codes.map(({ serial }) => serial)],
  );
  return rows.map(({ range, serial, single, ...row }) => ({
    ...{ range, serial, single },
    about: {
      ...{ looks: row.looks, networks: row.sources, packages: row.packages, home: row.home },
      releasedAt: time(row.released),
      dispatchedAt: row.dispatches ? time(row.dispatched) : undefined,
      consumedAt: time(row.consumed),
      recalledAt: time(row.recalled),
    },
    looks: (row.seen ?? []).map((at, index) => ({
      at: at.getTime(),
      place: row.places?.[index] ?? 0,
      visitor: row.visitors?.[index] ?? null,
      network: row.networks?.[index] ?? null,
    })),
  }));
}

function time(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}

interface EvidenceRow extends CodeOfLook {
  single: boolean;
  looks: number;
  home: number;
  packages: number;
  released: Date | null;
  dispatched: Date | null;
  dispatches: boolean;
  consumed: Date | null;
  recalled: Date | null;
  seen: Date[] | null;
  places: number[] | null;
  visitors: (string | null)[] | null;
  networks: (string | null)[] | null;
  sources: number;
}

/** Writes what was found; rows whose signs are the same already are left alone. */
export async function keepSigns(
  db: DataSource,
  judged: readonly (CodeOfLook & { signs: readonly CopySign[] })[],
): Promise<void> {
  await db.query(
    `update scan_tally t set signs = g.signs::jsonb
       from unnest($1::bigint[], $2::bigint[], $3::text[]) g(range_no, serial, signs)
      where t.range_no = g.range_no and t.serial = g.serial and t.signs <> g.signs::jsonb`,
    [
      judged.map(({ range }) => range),
      judged.map(({ serial }) => serial),
      judged.map(({ signs }) => JSON.stringify(signs)),
    ],
  );
}

/** Deletes looks older than they may be kept, some thousands at a time; true when there may be more. Places of tallies follow. */
export async function eraseLooks(db: DataSource, before: Date, atMost: number): Promise<boolean> {
  const rows: { erased: number }[] = await db.query(
    `with gone as (
       delete from scan where id in (select id from scan where seen_at < $1 limit $2)
       returning id, range_no, serial),
     emptied as (
       update scan_tally t set places = coalesce(
           (select array_agg(distinct s.place order by s.place) from scan s
             where s.range_no = t.range_no and s.serial = t.serial and s.id not in (select id from gone)), '{}')
        where (t.range_no, t.serial) in (select range_no, serial from gone))
     select count(*)::int as erased from gone`,
    [before, atMost],
  );
  return rows[0]!.erased === atMost;
}
