import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../../../platform/acts/acts.service.js';
import type { Recorded } from '../../../platform/acts/recorded.js';
import { Clock } from '../../../platform/clock.js';
import { inTx, type Tx } from '../../../platform/db/tx.js';
import { MalformedInput, type Bilingual } from '../../../platform/errors.js';
import type { Actor } from '../../../platform/http/actor.js';
import { CLOCK_TOLERANCE_MS } from '../../../platform/occurred-at.js';
import { storageReference } from '../storage-reference.queries.js';
import type { SendReadingsDto } from './climate.dto.js';
import { sensorsCalled } from './climate.queries.js';
import { Excursions, type JudgedAnswer } from './excursions.service.js';
import { insertReadings, type GivenReadings, type TakenReadings } from './insert-readings.queries.js';
import { readReading, type SentReading } from './reading.js';
import { csvReadings, type CsvFault } from './readings-csv.js';

/** Refused readings that an answer lists; all are counted. */
const LISTED = 50;
/** Readings of one file. */
const MOST_IN_A_FILE = 200_000;
/** A February: within so much of its beginning a month is surely not over. */
const SHORTEST_MONTH_MS = 28 * 86_400_000;
const UNKNOWN_SENSOR = { zh: '未登记的探头', en: 'names a sensor that is not registered' };

export interface RefusedReading {
  /** Line of the file, or place in the list, from 1. */
  line: number;
  message: Bilingual;
}

export interface ReadingsAnswer extends TakenReadings, JudgedAnswer {
  id: string;
  refused: number;
  refusals: RefusedReading[];
}

interface Given extends GivenReadings {
  /** Of each reading the line it stood in. */
  lines: number[];
  refused: number;
  refusals: RefusedReading[];
}

/**
 * Takes readings in bulk. The set is one act by the client's id, and each reading is one row for its sensor and time; what
 * cannot be a reading is told and left out, for a gateway does not send it again.
 */
@Injectable()
export class Readings {
  private readonly months = new Set<string>();

  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly excursions: Excursions,
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** What a gateway sends. */
  send(actor: Actor, { id, readings }: SendReadingsDto): Promise<Recorded<ReadingsAnswer>> {
    const sha256 = sha256Of(JSON.stringify(readings));
    return this.take(actor, { id, sha256 }, () => readings.map(sentOf));
  }

  /** A file of a logger. Throws MalformedInput for what is no file of readings, or too long a one. */
  upload(actor: Actor, id: string, bytes: Uint8Array): Promise<Recorded<ReadingsAnswer>> {
    return this.take(actor, { id, sha256: sha256Of(bytes) }, () => csvReadings(bytes));
  }

  private async take(
    actor: Actor,
    { id, sha256 }: { id: string; sha256: string },
    sent: () => Iterable<SentReading>,
  ): Promise<Recorded<ReadingsAnswer>> {
    const given = await this.read(sent());
    await this.makeRoom(given);
    return this.acts.perform(actor, { id, kind: 'climate-readings', body: { sha256 } }, async (tx) => {
      const organisationId = actor.organisation.id;
      // Sealing a day waits for this, and this for it (seal-climate.service.ts).
      await tx.query(`select pg_advisory_xact_lock_shared(hashtextextended($1, 31))`, [`climate:${organisationId}`]);
      const { refused, refusals, lines: _, ...readings } = await this.known(tx, organisationId, given);
      const taken = await insertReadings(tx, organisationId, readings);
      const judged = taken.taken === 0 ? { excursions: [] } : await this.excursions.judge(tx, actor, readings);
      return { id, ...taken, refused, refusals, ...judged };
    });
  }

  /** Every line as a reading or as refused; sensors by the names they were given. */
  private async read(sent: Iterable<SentReading>): Promise<Given> {
    const now = this.clock.now();
    const { keepMonths } = await storageReference(this.db);
    const earliest = new Date(now);
    earliest.setUTCMonth(earliest.getUTCMonth() - keepMonths);
    const bounds = { earliest: earliest.getTime(), latest: now.getTime() + CLOCK_TOLERANCE_MS };
    const given: Given = { sensors: [], which: [], readings: [], lines: [], refused: 0, refusals: [] };
    const places = new Map<string, number>();
    let line = 0;
    for (const one of whole(sent)) {
      line += 1;
      const reading = readReading(one, bounds);
      if ('zh' in reading) {
        refuse(given, line, reading);
        continue;
      }
      const { sensor, ...values } = reading;
      let place = places.get(sensor);
      if (place === undefined) places.set(sensor, (place = given.sensors.push(sensor) - 1));
      given.which.push(place);
      given.readings.push(values);
      given.lines.push(line);
      if (line > MOST_IN_A_FILE) throw fileFault('too-long');
    }
    return given;
  }

  /** The same with ids for names; readings of sensors nobody registered are refused. */
  private async known(tx: Tx, organisationId: string, given: Given): Promise<Given> {
    const ids = await sensorsCalled(tx, organisationId, given.sensors);
    const sensors = given.sensors.map((name) => ids.get(name) ?? ids.get(name.toLowerCase()));
    if (!sensors.includes(undefined)) return { ...given, sensors: sensors as string[] };
    const { refused, refusals } = given;
    const known: Given = { sensors: [], which: [], readings: [], lines: [], refused, refusals: [...refusals] };
    const places = new Map<number, number>();
    for (const [n, place] of given.which.entries()) {
      const id = sensors[place];
      if (id === undefined) {
        refuse(known, given.lines[n]!, {
          zh: `${UNKNOWN_SENSOR.zh}“${given.sensors[place]}”`,
          en: `${UNKNOWN_SENSOR.en}: "${given.sensors[place]}"`,
        });
        continue;
      }
      if (!places.has(place)) places.set(place, known.sensors.push(id) - 1);
      known.which.push(places.get(place)!);
      known.readings.push(given.readings[n]!);
      known.lines.push(given.lines[n]!);
    }
    return known;
  }

  /** Partitions for months that nobody wrote to before; normally the watch has made them ahead. */
  private async makeRoom({ readings }: Given): Promise<void> {
    const wanted = new Set<string>();
    let [from, until] = [0, 0];
    for (const { at } of readings) {
      if (at >= from && at < until) continue;
      const month = new Date(at).toISOString().slice(0, 7);
      from = Date.parse(`${month}-01T00:00:00Z`);
      until = from + SHORTEST_MONTH_MS;
      if (!this.months.has(month)) wanted.add(month);
    }
    for (const month of wanted) {
      await inTx(this.system, 'system', (tx) => tx.query(`select climate_month($1)`, [`${month}-01`]));
      this.months.add(month);
    }
  }
}

/** Readings of a list or of a file; a file that is none is refused as a whole. */
function* whole(sent: Iterable<SentReading>): Generator<SentReading> {
  const lines = sent[Symbol.iterator]() as Iterator<SentReading, CsvFault | undefined>;
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done !== true) yield next.value;
    else if (next.value === undefined) return;
    else throw fileFault(next.value);
  }
}

function refuse(given: Given, line: number, message: Bilingual): void {
  given.refused += 1;
  if (given.refusals.length < LISTED) given.refusals.push({ line, message });
}

function sentOf(value: unknown): SentReading {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const FAULTS: Record<CsvFault | 'too-long', Bilingual> = {
  empty: { zh: '文件为空', en: 'the file is empty' },
  'not-text': { zh: '不是 UTF-8 或 GB18030 文本', en: 'is neither UTF-8 nor GB18030 text' },
  'no-header': {
    zh: '首行应为列名：sensor,at,celsius,humidity（或 探头,时间,温度,湿度）',
    en: 'its first line must name the columns: sensor,at,celsius,humidity',
  },
  'too-long': { zh: `一个文件至多 ${MOST_IN_A_FILE} 行`, en: `a file may have ${MOST_IN_A_FILE} lines` },
};

function fileFault(fault: CsvFault | 'too-long'): MalformedInput {
  return new MalformedInput([{ path: 'file', message: FAULTS[fault] }]);
}
