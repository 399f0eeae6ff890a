import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/db/tx.js';
import type { Actor } from '../../../platform/http/actor.js';
import { newId } from '../../../platform/ids.js';
import { EvidenceService } from '../../../rules/evidence.service.js';
import { sideOf } from '../climate-band.js';
import type { ClimateFacts } from './climate.facts.js';
import {
  degrees,
  excursionsIn,
  lotsDuring,
  placementsOf,
  readingsAfter,
  readingsBetween,
  type Placement,
} from './climate.queries.js';
import { climateExcursion } from './climate-excursion.js';
import {
  excursionRuns,
  ONE_EXCURSION_MS,
  placementAt,
  reconcile,
  type ExcursionChange,
  type JudgedPlacement,
  type KnownExcursion,
} from './excursion-runs.js';
import type { GivenReadings } from './insert-readings.queries.js';
import type { Reading } from './reading.js';

/** Lots that one telling names; with more the next telling goes on. */
const MOST_LOTS = 400;

export interface JudgedAnswer {
  /** Excursions that began, changed or ended by these readings. */
  excursions: Pick<
    ClimateFacts['storage.excursion-told'],
    'excursion' | 'n' | 'quantity' | 'side' | 'worst' | 'from' | 'to'
  >[];
}

interface Stretch {
  sensor: string;
  from: number;
  to: number;
  odd: boolean;
}

/**
 * Judges readings against the bands of the places they were taken at. Readings come late, twice and in any order; so what is
 * judged is not what came, but what all readings of the sensor say now about the time around it.
 */
@Injectable()
export class Excursions {
  constructor(private readonly evidence: EvidenceService) {}

  /** Judges readings that were just kept, in the transaction that kept them. */
  async judge(tx: Tx, actor: Actor, given: GivenReadings): Promise<JudgedAnswer> {
    const organisationId = actor.organisation.id;
    const placements = await placementsOf(tx, organisationId, given.sensors);
    const stretches = stretchesOf(given, placements);
    const [from, to] = [Math.min(...stretches.map((s) => s.from)), Math.max(...stretches.map((s) => s.to))];
    const known = await excursionsIn(tx, organisationId, given.sensors, from - ONE_EXCURSION_MS, to + ONE_EXCURSION_MS);
    const told: JudgedAnswer['excursions'] = [];
    for (const stretch of stretches)
      if (stretch.odd || known.some(({ sensor }) => sensor === stretch.sensor))
        told.push(...(await this.rejudge(tx, actor, stretch, placements.get(stretch.sensor)!)));
    return { excursions: told };
  }

  /** Brings the excursions of one sensor around a stretch of time to what its readings say. */
  async rejudge(
    tx: Tx,
    actor: Actor,
    { sensor, from, to }: Omit<Stretch, 'odd'>,
    placements: readonly Placement[],
  ): Promise<JudgedAnswer['excursions']> {
    const { readings, known } = await widened(tx, actor.organisation.id, sensor, { from, to }, placements);
    const told: JudgedAnswer['excursions'] = [];
    for (const change of reconcile(known, excursionRuns(readings, placements))) {
      const placement = placements.find(({ id }) => id === change.run.placement)!;
      told.push(await this.tell(tx, actor, sensor, placement, change));
    }
    return told;
  }

  /** One fact for each state of an excursion; its lots get a finding the first time they are named. */
  private async tell(tx: Tx, actor: Actor, sensor: string, placement: Placement, change: ExcursionChange) {
    const organisationId = actor.organisation.id;
    const excursion = change.excursion ?? newId();
    const { lots, fresh } = await this.concerned(tx, organisationId, placement, excursion, change);
    const { quantity, side, bound, worst, from, to } = change.run;
    let first: JudgedAnswer['excursions'][number] | undefined;
    for (let n = change.n, done = 0; first === undefined || done < lots.length; n += 1, done += MOST_LOTS) {
      const named = lots.slice(done, done + MOST_LOTS);
      const newly = named.filter((lot) => fresh.has(lot));
      const id = newId();
      const open: ClimateFacts['storage.excursion-told'] = {
        ...{ telling: id, excursion, n, sensor, placement: placement.id },
        ...(placement.zone === null ? {} : { zone: placement.zone }),
        ...(placement.journey === null ? {} : { journey: placement.journey }),
        ...{ quantity, side, bound: degrees(bound), worst: degrees(worst), from: new Date(from).toISOString() },
        ...(to === null ? {} : { to: new Date(to).toISOString(), minutes: Math.round((to - from) / 60_000) }),
        ...{ withdrawn: change.withdrawn, lots: named },
      };
      const { factId } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'storage.excursion-told', visibility: 'public', occurredAt: new Date(to ?? from).toISOString() },
          subjects: [excursion, sensor, ...(placement.zone === null ? [] : [placement.zone]), ...named],
          open,
        },
        drafts: newly.length === 0 ? [] : climateExcursion(open),
        lots: newly,
        subject: `excursion:${excursion}`,
      });
      await tx.query(
        `insert into climate_excursion (organisation_id, id, excursion, n, sensor_id, placement_id, quantity, side, bound,
                                        started_at, ended_at, worst, withdrawn, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          ...[organisationId, id, excursion, n, sensor, placement.id, quantity, side, bound, new Date(from)],
          ...[to === null ? null : new Date(to), worst, change.withdrawn, factId],
        ],
      );
      await tx.query(
        `insert into climate_excursion_lot (organisation_id, told_id, lot) select $1, $2, unnest($3::uuid[])`,
        [organisationId, id, named],
      );
      first ??= open;
    }
    const { n, ...told } = first;
    return { excursion, n, quantity, side, worst: told.worst, from: told.from, ...(told.to ? { to: told.to } : {}) };
  }

  /** The lots it concerns, those of earlier tellings included, and which of them no telling has named. */
  private async concerned(
    tx: Tx,
    organisationId: string,
    { zone, lots }: Placement,
    excursion: string,
    { run, withdrawn }: ExcursionChange,
  ): Promise<{ lots: string[]; fresh: Set<string> }> {
    const there = zone === null ? lots : await lotsDuring(tx, organisationId, zone, run.from, run.to);
    const named: { lot: string }[] = await tx.query(
      `select distinct l.lot from climate_excursion e join climate_excursion_lot l
           on l.organisation_id = e.organisation_id and l.told_id = e.id
        where e.organisation_id = $1 and e.excursion = $2`,
      [organisationId, excursion],
    );
    const before = new Set(named.map(({ lot }) => lot));
    const fresh = new Set(withdrawn ? [] : there.filter((lot) => !before.has(lot)));
    return { lots: [...before, ...fresh].sort(), fresh };
  }
}

/** From the first to the last reading of each sensor, and whether one of them is out of its band. */
function stretchesOf(
  { sensors, which, readings }: GivenReadings,
  placements: ReadonlyMap<string, Placement[]>,
): Stretch[] {
  const stretches: Stretch[] = sensors.map((sensor) => ({ sensor, from: Infinity, to: -Infinity, odd: false }));
  for (const [n, reading] of readings.entries()) {
    const stretch = stretches[which[n]!]!;
    if (reading.at < stretch.from) stretch.from = reading.at;
    if (reading.at > stretch.to) stretch.to = reading.at;
    if (!stretch.odd) stretch.odd = isOdd(reading, placements.get(stretch.sensor)!);
  }
  return stretches;
}

function isOdd(reading: Reading, placements: readonly JudgedPlacement[]): boolean {
  const band = placementAt(placements, reading.at)?.band;
  return (
    band !== undefined &&
    (['celsius', 'humidity'] as const).some((quantity) => {
      const value = reading[quantity];
      return value !== null && sideOf(band, quantity, value) !== undefined;
    })
  );
}

/**
 * The readings and known excursions that can have to do with each other: whatever lies within the span of one excursion of the
 * stretch, and of what lies there, until nothing more is added; and the readings that end what is open at its end.
 */
async function widened(
  tx: Tx,
  organisationId: string,
  sensor: string,
  stretch: { from: number; to: number },
  placements: readonly Placement[],
): Promise<{ readings: Reading[]; known: KnownExcursion[] }> {
  let [from, to] = [stretch.from - ONE_EXCURSION_MS, stretch.to + ONE_EXCURSION_MS];
  for (;;) {
    const known = await excursionsIn(tx, organisationId, [sensor], from, to);
    const next = await readingsAfter(tx, organisationId, sensor, to);
    const odd = next.filter((reading) => isOdd(reading, placements)).map(({ at }) => at);
    const least = Math.min(from, ...known.map((one) => one.from));
    const most = Math.max(to, ...known.map((one) => one.to ?? to), ...odd);
    if (least === from && most === to) {
      const readings = [...(await readingsBetween(tx, organisationId, sensor, from, to)), ...next];
      return { readings, known };
    }
    [from, to] = [least, most];
  }
}
