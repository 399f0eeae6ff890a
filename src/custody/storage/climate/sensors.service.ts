import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { NewFact } from '../../../ledger/fact.js';
import { LotsService } from '../../../lots/lots.service.js';
import { Acts } from '../../../platform/acts/acts.service.js';
import type { Recorded } from '../../../platform/acts/recorded.js';
import { Clock } from '../../../platform/clock.js';
import { violatedConstraint } from '../../../platform/db/pg-errors.js';
import { databaseNow, inTx, type Tx } from '../../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../../platform/http/actor.js';
import { newId } from '../../../platform/ids.js';
import { chineseDay } from '../../../platform/occurred-at.js';
import { refuseFuture } from '../../../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../../../rules/evidence.service.js';
import type { ClimateBand } from '../climate-band.js';
import { rangesOf } from '../facilities.service.js';
import { AlreadyThere, unfit } from '../storage.errors.js';
import { storageReference } from '../storage-reference.queries.js';
import { zoneOf } from '../stores.queries.js';
import type { CalibrateSensorDto, EndPlacementDto, PlaceSensorDto, RegisterSensorDto } from './climate.dto.js';
import type { ClimateFacts, ClimateTold } from './climate.facts.js';
import { climateBetween, excursionsIn, placementOf, placementsOf, sensorOf } from './climate.queries.js';
import { ONE_EXCURSION_MS } from './excursion-runs.js';
import { Excursions } from './excursions.service.js';

export interface SensorView {
  id: string;
  serial: string;
  model: string;
  /** Where it stands, or with what it travels; null: nowhere. */
  placement: { id: string; zone: string | null; journey: string | null; from: string } | null;
  calibrationDueOn: string | null;
  /** Null: it has told nothing yet. */
  lastReadingAt: string | null;
  /** It stands somewhere and has told nothing for longer than it may. */
  silent: boolean;
}

export interface RemovalAnswer extends ActAnswer {
  placement: string;
  climate: ClimateTold | null;
  excursions: number;
}

/** Sensors: what they are, when they were calibrated, where they stand and with what they travel. */
@Injectable()
export class Sensors {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly excursions: Excursions,
  ) {}

  /** Throws AlreadyThere. */
  register(actor: Actor, dto: RegisterSensorDto): Promise<Recorded<ActAnswer>> {
    const { id, serial, model } = dto;
    return this.acts.perform(actor, { id, kind: 'sensor', body: dto }, async (tx) => {
      const open: ClimateFacts['storage.sensor-registered'] = { sensor: id, serial, model };
      const recorded = await this.record(tx, actor, { type: 'storage.sensor-registered', subjects: [id], open });
      try {
        await tx.query(`insert into sensor (organisation_id, id, serial, model, fact_id) values ($1, $2, $3, $4, $5)`, [
          ...[actor.organisation.id, id, serial, model, recorded.factId],
        ]);
      } catch (error) {
        if (violatedConstraint(error) === 'sensor_serial_is_used_once') throw new AlreadyThere(serial);
        throw error;
      }
      return { id, ...recorded };
    });
  }

  /** Throws NotFound, InvalidInput. */
  calibrate(actor: Actor, sensor: string, dto: CalibrateSensorDto): Promise<Recorded<ActAnswer>> {
    const { id, calibratedOn, dueOn, certificate } = dto;
    if (calibratedOn > chineseDay(this.clock.now()))
      throw unfit('calibratedOn', calibratedOn, '晚于今天', 'is later than today');
    if (dueOn <= calibratedOn) throw unfit('dueOn', dueOn, '应晚于校准日期', 'must be later than the calibration');
    return this.acts.perform(actor, { id, kind: 'sensor-calibration', path: sensor, body: dto }, async (tx) => {
      await sensorOf(tx, actor.organisation.id, sensor);
      const open: ClimateFacts['storage.sensor-calibrated'] = {
        calibration: id,
        sensor,
        calibratedOn,
        dueOn,
        certificate,
      };
      const recorded = await this.record(tx, actor, {
        type: 'storage.sensor-calibrated',
        subjects: [id, sensor],
        open,
      });
      await tx.query(
        `insert into sensor_calibration (organisation_id, id, sensor_id, calibrated_on, due_on, certificate, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [actor.organisation.id, id, sensor, calibratedOn, dueOn, certificate, recorded.factId],
      );
      return { id, ...recorded };
    });
  }

  /**
   * Puts a sensor into a zone, or sends it along with lots; it stands nowhere else from then on. Readings that came before are
   * judged by it. Throws NotFound, NoSuchLot, InvalidInput (neither or both, an unknown kind, before an earlier placement).
   */
  place(actor: Actor, sensor: string, dto: PlaceSensorDto): Promise<Recorded<ActAnswer>> {
    refuseFuture('from', dto.from, this.clock.now());
    const { id, from, zone, journey, lots = [] } = dto;
    if ((zone === undefined) === (journey === undefined))
      throw unfit('zone', zone ?? null, '库区、运单填且只填一项', 'give a zone or a journey, and not both');
    return this.acts.perform(actor, { id, kind: 'sensor-placement', path: sensor, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      await sensorOf(tx, organisationId, sensor);
      const band = zone === undefined ? await journeyBand(tx, dto) : await zoneOf(tx, organisationId, zone);
      await this.lots.lotsForUpdate(tx, lots);
      const before = (await placementsOf(tx, organisationId, [sensor])).get(sensor)!.at(-1);
      if (before !== undefined && before.from >= Date.parse(from))
        throw unfit('from', from, '早于该探头现有的布置', 'is not later than where the sensor stood before');
      const open: ClimateFacts['storage.sensor-placed'] = {
        ...{ placement: id, sensor, from, lots },
        ...(zone === undefined ? {} : { zone }),
        ...(journey === undefined ? {} : { journey }),
        ...(rangesOf(band) as Pick<ClimateFacts['storage.sensor-placed'], 'celsius' | 'humidity'>),
      };
      const recorded = await this.record(tx, actor, {
        ...{ type: 'storage.sensor-placed', occurredAt: from, open },
        subjects: [id, sensor, ...(zone === undefined ? [journey!] : [zone]), ...lots],
      });
      await tx.query(
        `insert into sensor_placement (organisation_id, id, sensor_id, zone_id, journey, lots, celsius_min, celsius_max,
                                       humidity_min, humidity_max, from_at, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[organisationId, id, sensor, zone ?? null, journey ?? null, lots, band.celsiusMin, band.celsiusMax],
          ...[band.humidityMin, band.humidityMax, from, recorded.factId],
        ],
      );
      await this.judgeAgain(tx, actor, sensor, Date.parse(from));
      return { id, ...recorded };
    });
  }

  /** Takes a sensor away, and tells what it saw there; of a journey, what the goods lived through. Throws NotFound, InvalidInput. */
  remove(actor: Actor, placementId: string, dto: EndPlacementDto): Promise<Recorded<RemovalAnswer>> {
    refuseFuture('at', dto.at, this.clock.now());
    const { id, at } = dto;
    return this.acts.perform(actor, { id, kind: 'sensor-removal', path: placementId, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const placement = await placementOf(tx, organisationId, placementId);
      const { sensor, zone, journey, lots, from, until } = placement;
      if (Date.parse(at) <= from) throw unfit('at', at, '早于布置时间', 'is not later than it was placed there');
      if (until !== null) throw new AlreadyThere(placementId);
      const climate = await climateBetween(tx, organisationId, [sensor], new Date(from), new Date(at));
      const factId = newId();
      await tx.query(
        `insert into sensor_placement_end (organisation_id, id, placement_id, at, fact_id) values ($1, $2, $3, $4, $5)`,
        [organisationId, id, placement.id, at, factId],
      );
      // What was open there ends with it.
      await this.judgeAgain(tx, actor, sensor, Date.parse(at) - ONE_EXCURSION_MS);
      const ended = await excursionsIn(tx, organisationId, [sensor], from, Date.parse(at));
      const excursions = ended.filter((one) => one.placement === placement.id).length;
      const open: ClimateFacts['storage.sensor-removed'] = {
        ...{ removal: id, placement: placement.id, sensor, at, lots, excursions },
        ...(zone === null ? {} : { zone }),
        ...(journey === null ? {} : { journey }),
        ...(climate === undefined ? {} : { climate }),
      };
      const recorded = await this.record(tx, actor, {
        ...{ id: factId, type: 'storage.sensor-removed', occurredAt: at, open },
        visibility: journey === null ? 'party' : 'public',
        subjects: [id, placement.id, sensor, ...(journey === null ? [] : [journey]), ...lots],
      });
      return { id, ...recorded, placement: placement.id, climate: climate ?? null, excursions };
    });
  }

  /** All sensors of the organisation. */
  list(actor: Actor): Promise<SensorView[]> {
    return inTx(this.db, scopeOf(actor), (tx) => this.read(tx, actor.organisation.id));
  }

  /** The same in a transaction. */
  async read(tx: Tx, organisationId: string): Promise<SensorView[]> {
    const { silentAfterMinutes } = await storageReference(tx);
    const rows: { id: string; serial: string; model: string; dueOn: string | null; last: Date | null }[] =
      await tx.query(
        `select s.id, s.serial, s.model,
              (select max(due_on)::text from sensor_calibration c where c.organisation_id = $1 and c.sensor_id = s.id) as "dueOn",
              (select last_at from climate_hour h where h.organisation_id = $1 and h.sensor_id = s.id order by hour desc limit 1) as last
         from sensor s where s.organisation_id = $1 order by s.serial`,
        [organisationId],
      );
    const placements = await placementsOf(
      tx,
      organisationId,
      rows.map(({ id }) => id),
    );
    const now = this.clock.now().getTime();
    return rows.map(({ dueOn, last, ...sensor }) => {
      const standing = placements
        .get(sensor.id)!
        .find(({ from, until }) => from <= now && (until === null || now < until));
      const since = Math.max(last?.getTime() ?? 0, standing?.from ?? 0);
      return {
        ...sensor,
        placement:
          standing === undefined
            ? null
            : {
                ...{ id: standing.id, zone: standing.zone, journey: standing.journey },
                from: new Date(standing.from).toISOString(),
              },
        calibrationDueOn: dueOn,
        lastReadingAt: last?.toISOString() ?? null,
        silent: standing !== undefined && now - since > silentAfterMinutes * 60_000,
      };
    });
  }

  private async judgeAgain(tx: Tx, actor: Actor, sensor: string, from: number): Promise<void> {
    const organisationId = actor.organisation.id;
    const [row]: { last: Date | null }[] = await tx.query(
      `select max(last_at) as last from climate_hour where organisation_id = $1 and sensor_id = $2 and last_at >= $3`,
      [organisationId, sensor, new Date(from)],
    );
    const to = row?.last?.getTime() ?? from;
    const placements = (await placementsOf(tx, organisationId, [sensor])).get(sensor)!;
    await this.excursions.rejudge(tx, actor, { sensor, from, to }, placements);
  }

  private async record(
    tx: Tx,
    actor: Actor,
    fact: Pick<NewFact, 'type' | 'subjects' | 'open'> & Partial<Pick<NewFact, 'id' | 'occurredAt' | 'visibility'>>,
  ) {
    const occurredAt = fact.occurredAt ?? (await databaseNow(tx));
    return this.evidence.record(tx, actor, {
      fact: { visibility: 'party', ...fact, occurredAt },
      subject: `sensor:${fact.subjects[1] ?? fact.subjects[0]!}`,
    });
  }
}

async function journeyBand(tx: Tx, { kind }: PlaceSensorDto): Promise<ClimateBand> {
  const { kinds } = await storageReference(tx);
  const band = kind === undefined ? undefined : kinds.get(kind)?.band;
  if (band !== undefined) return band;
  const words = [...kinds.keys()];
  throw unfit('kind', kind ?? null, `应为 ${words.join('、')} 之一`, `must be one of ${words.join(', ')}`);
}
