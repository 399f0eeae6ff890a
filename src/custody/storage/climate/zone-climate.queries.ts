import type { Tx } from '../../../platform/db/tx.js';
import type { FindingDraft } from '../../../rules/finding.js';
import { climateBetween, degrees } from './climate.queries.js';
import { climateExcursion } from './climate-excursion.js';
import type { ClimateFacts, ClimateTold } from './climate.facts.js';

/** What the sensors of a zone told since it was last looked after (or goods were first put there, or a year ago), until a time. */
export async function zoneClimate(
  tx: Tx,
  organisationId: string,
  zone: string,
  until: Date,
): Promise<ClimateTold | undefined> {
  const rows: { sensor: string; since: Date }[] = await tx.query(
    `select p.sensor_id as sensor, greatest(min(p.from_at), $3::timestamptz - interval '1 year', (select max(c.at) from storage_check c
              where c.organisation_id = $1 and c.zone_id = $2 and c.at < $3)) as since
       from sensor_placement p where p.organisation_id = $1 and p.zone_id = $2 and p.from_at < $3 group by p.sensor_id`,
    [organisationId, zone, until],
  );
  if (rows.length === 0) return undefined;
  const since = new Date(Math.min(...rows.map((row) => row.since.getTime())));
  return climateBetween(
    tx,
    organisationId,
    rows.map(({ sensor }) => sensor),
    since,
    until,
  );
}

/** R-30 for goods that come into zones at a time: every excursion there that was not over by then. */
export async function excursionsMet(
  tx: Tx,
  organisationId: string,
  zones: readonly string[],
  at: string,
): Promise<FindingDraft[]> {
  const rows: (Pick<ClimateFacts['storage.excursion-told'], 'quantity' | 'side' | 'bound' | 'worst'> & {
    began: Date;
    ended: Date | null;
  })[] = await tx.query(
    `select e.quantity, e.side, e.bound, e.worst, e.started_at as began, e.ended_at as ended
       from climate_excursion e join sensor_placement p on p.organisation_id = e.organisation_id and p.id = e.placement_id
      where e.organisation_id = $1 and p.zone_id = any ($2::uuid[]) and not e.withdrawn
        and (e.ended_at is null or e.ended_at > $3)
        and not exists (select from climate_excursion later where later.organisation_id = e.organisation_id
                          and later.excursion = e.excursion and later.n > e.n)
      order by e.started_at, e.excursion`,
    [organisationId, zones, at],
  );
  return rows.flatMap(({ quantity, side, bound, worst, began, ended }) =>
    climateExcursion({
      ...{ quantity, side, bound: degrees(bound), worst: degrees(worst), from: began.toISOString() },
      ...(ended === null ? {} : { minutes: Math.round((ended.getTime() - began.getTime()) / 60_000) }),
    }),
  );
}
