import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/db/tx.js';
import { databaseNow } from '../../../platform/db/tx.js';
import type { Actor } from '../../../platform/http/actor.js';
import { newId } from '../../../platform/ids.js';
import { EvidenceService } from '../../../rules/evidence.service.js';
import { degrees } from './climate.queries.js';
import type { ClimateFacts } from './climate.facts.js';
import { dayDigests, type DayDigest } from './day-digests.queries.js';

/** Sensors of one fact: its bytes fit a leaf. */
const SENSORS = 100;

/**
 * Puts the climate of days that are over into the ledger: of each sensor how many readings, the extremes and two digests, one
 * over its hours and one over the readings themselves. So a reading that is changed, added or taken away is named, and the
 * ledger does not grow with every minute. Readings of a sealed day that come later have the day sealed again.
 */
@Injectable()
export class SealClimate {
  constructor(private readonly evidence: EvidenceService) {}

  /** Seals what is over, in a transaction under the organisation's scope; gives the number of facts. */
  async seal(tx: Tx, actor: Actor, today: string): Promise<number> {
    const organisationId = actor.organisation.id;
    const waiting: { day: string; sensors: string[] }[] = await tx.query(
      `select day::text, array_agg(sensor_id order by sensor_id) as sensors from climate_unsealed
        where organisation_id = $1 and day < $2 group by day order by day`,
      [organisationId, today],
    );
    if (waiting.length === 0) return 0;
    // Waits for whoever is bringing readings in; they wait for this (readings.service.ts).
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 31))`, [`climate:${organisationId}`]);
    let told = 0;
    for (const { day, sensors } of waiting)
      for (let done = 0; done < sensors.length; done += SENSORS) {
        await this.sealDay(tx, actor, day, sensors.slice(done, done + SENSORS));
        told += 1;
      }
    return told;
  }

  private async sealDay(tx: Tx, actor: Actor, day: string, sensors: readonly string[]): Promise<void> {
    const organisationId = actor.organisation.id;
    const days = await dayDigests(tx, [organisationId], day, sensors);
    const id = newId();
    const open: ClimateFacts['storage.climate-sealed'] = { sealing: id, day, sensors: days.map(toldOf) };
    const { factId } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ type: 'storage.climate-sealed', visibility: 'party', occurredAt: await databaseNow(tx) },
        subjects: [id, ...sensors],
        open,
      },
      subject: `climate:${day}`,
    });
    await tx.query(`insert into climate_sealing (organisation_id, id, day, fact_id) values ($1, $2, $3, $4)`, [
      ...[organisationId, id, day, factId],
    ]);
    await tx.query(
      `insert into climate_day (organisation_id, sealing_id, sensor_id, readings, celsius_min, celsius_max, humidity_min,
                                humidity_max, hours_digest, raw_digest)
       select $1, $2, d.sensor, d.readings, d."celsiusMin", d."celsiusMax", d."humidityMin", d."humidityMax", d."hoursDigest", d."rawDigest"
         from jsonb_to_recordset($3::jsonb) as d(sensor uuid, readings int, "celsiusMin" smallint, "celsiusMax" smallint,
                "humidityMin" smallint, "humidityMax" smallint, "hoursDigest" text, "rawDigest" text)`,
      [organisationId, id, JSON.stringify(days)],
    );
    await tx.query(
      `delete from climate_unsealed where organisation_id = $1 and day = $2 and sensor_id = any ($3::uuid[])`,
      [...[organisationId, day, sensors]],
    );
  }
}

function toldOf(day: DayDigest): ClimateFacts['storage.climate-sealed']['sensors'][number] {
  const { sensor, readings, celsiusMin, celsiusMax, humidityMin, humidityMax, hoursDigest, rawDigest } = day;
  return {
    ...{ sensor, readings, hoursDigest, rawDigest },
    ...(celsiusMin === null ? {} : { celsius: { min: degrees(celsiusMin), max: degrees(celsiusMax) } }),
    ...(humidityMin === null ? {} : { humidity: { min: degrees(humidityMin), max: degrees(humidityMax) } }),
  };
}
