import { Readings } from '../../src/custody/storage/climate/readings.service.js';
import { Sensors } from '../../src/custody/storage/climate/sensors.service.js';
import { Facilities } from '../../src/custody/storage/facilities.service.js';
import { newId } from '../../src/platform/ids.js';
import { copyIn } from '../bare/copy-in.js';
import type { Stage } from '../stage.js';

const MINUTE = 60_000;

/** Sensors in one cool zone, and files of readings that nobody sent before: each goes on where the last one ended. */
export class ClimateStage {
  private next = Date.now() - 300 * 86_400_000;

  private constructor(
    private readonly stage: Stage,
    private readonly serials: readonly string[],
  ) {}

  static async of(stage: Stage, sensors: number): Promise<ClimateStage> {
    const { app } = stage.running;
    const places = app.get(Facilities, { strict: false });
    const [facility, zone] = [newId(), newId()];
    await places.registerFacility(stage.coop, { id: facility, name: '量度用库', divisionCode: '141026' });
    await places.registerZone(stage.coop, { id: zone, facility, name: '量度用库区', kind: '阴凉' });
    const serials = Array.from({ length: sensors }, (_, n) => `BENCH-${n}`);
    const service = app.get(Sensors, { strict: false });
    for (const serial of serials) {
      const id = newId();
      await service.register(stage.coop, { id, serial, model: 'TH-20' });
      await service.place(stage.coop, id, { id: newId(), from: '2025-01-01T00:00:00Z', zone });
    }
    await stage.bare.query(
      `create table bare.reading (organisation_id uuid, sensor_id uuid, at timestamptz, celsius smallint, humidity smallint,
                                  primary key (organisation_id, sensor_id, at))`,
    );
    return new ClimateStage(stage, serials);
  }

  /** Readings a second of one file, from its bytes to the answer. */
  async upload(readings: number): Promise<number> {
    const lines = ['sensor,at,celsius,humidity'];
    for (const { which, at, celsius, humidity } of this.rows(readings))
      lines.push(`${this.serials[which]},${new Date(at).toISOString()},${celsius / 100},${humidity / 100}`);
    const file = Buffer.from(lines.join('\n'));
    const service = this.stage.running.app.get(Readings, { strict: false });
    const began = performance.now();
    const { answer } = await service.upload(this.stage.coop, newId(), file);
    if (answer.taken !== readings) throw new Error(`${answer.taken} of ${readings} readings were taken`);
    return readings / ((performance.now() - began) / 1000);
  }

  async bareArrays(readings: number): Promise<number> {
    const rows = [...this.rows(readings)];
    const ids = this.serials.map(() => newId());
    const began = performance.now();
    await this.stage.bare.query(
      `insert into bare.reading select $1, ($2::uuid[])[w], timestamptz 'epoch' + ms * interval '1 millisecond', c, h
         from unnest($3::int[], $4::bigint[], $5::smallint[], $6::smallint[]) as g(w, ms, c, h)`,
      [
        ...[newId(), ids, rows.map(({ which }) => which + 1), rows.map(({ at }) => at)],
        ...[rows.map(({ celsius }) => celsius), rows.map(({ humidity }) => humidity)],
      ],
    );
    return readings / ((performance.now() - began) / 1000);
  }

  async bareCopy(readings: number): Promise<number> {
    const organisation = newId();
    const ids = this.serials.map(() => newId());
    const lines = [...this.rows(readings)].map(
      ({ which, at, celsius, humidity }) =>
        `${organisation}\t${ids[which]}\t${new Date(at).toISOString()}\t${celsius}\t${humidity}\n`,
    );
    const chunk = Buffer.from(lines.join(''));
    const client = await this.stage.bare.connect();
    try {
      const began = performance.now();
      await copyIn(client, 'copy bare.reading from stdin', [chunk]);
      return readings / ((performance.now() - began) / 1000);
    } finally {
      client.release();
    }
  }

  /** A minute after a minute, all sensors at each; one reading in ten thousand is out of the band. */
  private *rows(readings: number): Generator<{ which: number; at: number; celsius: number; humidity: number }> {
    for (let n = 0; n < readings; n += 1) {
      const which = n % this.serials.length;
      if (which === 0) this.next += MINUTE;
      const celsius = n % 10_000 === 9_999 ? 2_300 : 1_500 + (n % 400);
      yield { which, at: this.next, celsius, humidity: 5_000 + (n % 900) };
    }
  }
}
