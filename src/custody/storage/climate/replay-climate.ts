import type { Fact } from '../../../ledger/fact.js';
import type { ActTable, Told } from '../../../ledger/verify/act-rows.queries.js';
import type { ClimateFacts } from './climate.facts.js';

const open = <T extends keyof ClimateFacts>(fact: Fact): ClimateFacts[T] => fact.open as unknown as ClimateFacts[T];
const number = (text: string | undefined): Told => (text === undefined ? undefined : Number(text));
const hundredths = (value: number | undefined): Told => (value === undefined ? undefined : Math.round(value * 100));

/** Sensors, excursions and sealed days, as their facts tell of them. Readings and hours are held against the digests of their days in replay-days. */
export const climateTables: readonly ActTable[] = [
  {
    table: 'sensor',
    types: ['storage.sensor-registered'],
    says(fact) {
      const { sensor, serial, model } = open<'storage.sensor-registered'>(fact);
      return { id: sensor, serial, model };
    },
  },
  {
    table: 'sensor_calibration',
    types: ['storage.sensor-calibrated'],
    says(fact) {
      const { calibration, sensor, calibratedOn, dueOn, certificate } = open<'storage.sensor-calibrated'>(fact);
      return { id: calibration, sensor_id: sensor, calibrated_on: calibratedOn, due_on: dueOn, certificate };
    },
  },
  {
    table: 'sensor_placement',
    types: ['storage.sensor-placed'],
    says(fact) {
      const { placement, sensor, from, zone, journey, lots, celsius, humidity } = open<'storage.sensor-placed'>(fact);
      return {
        ...{ id: placement, sensor_id: sensor, from_at: new Date(from), zone_id: zone, journey, lots: [...lots] },
        ...{ celsius_min: number(celsius.min), celsius_max: number(celsius.max) },
        ...{ humidity_min: number(humidity.min), humidity_max: number(humidity.max) },
      };
    },
  },
  {
    table: 'sensor_placement_end',
    types: ['storage.sensor-removed'],
    says(fact) {
      const { removal, placement, at } = open<'storage.sensor-removed'>(fact);
      return { id: removal, placement_id: placement, at: new Date(at) };
    },
  },
  {
    table: 'climate_excursion',
    types: ['storage.excursion-told'],
    says(fact) {
      const told = open<'storage.excursion-told'>(fact);
      const { telling, excursion, n, sensor, placement, quantity, side, withdrawn, from, to } = told;
      return {
        ...{ id: telling, excursion, n, sensor_id: sensor, placement_id: placement, quantity, side, withdrawn },
        ...{ bound: hundredths(told.bound), worst: hundredths(told.worst), started_at: new Date(from) },
        ended_at: to === undefined ? undefined : new Date(to),
      };
    },
    parts: [
      {
        table: 'climate_excursion_lot',
        parent: 'told_id',
        key: 'lot',
        says: (fact) => open<'storage.excursion-told'>(fact).lots.map((lot) => ({ lot })),
      },
    ],
  },
  {
    table: 'climate_sealing',
    types: ['storage.climate-sealed'],
    says(fact) {
      const { sealing, day } = open<'storage.climate-sealed'>(fact);
      return { id: sealing, day };
    },
    parts: [
      {
        table: 'climate_day',
        parent: 'sealing_id',
        key: 'sensor_id',
        says: (fact) =>
          open<'storage.climate-sealed'>(fact).sensors.map((day) => ({
            ...{
              sensor_id: day.sensor,
              readings: day.readings,
              hours_digest: day.hoursDigest,
              raw_digest: day.rawDigest,
            },
            ...{ celsius_min: hundredths(day.celsius?.min), celsius_max: hundredths(day.celsius?.max) },
            ...{ humidity_min: hundredths(day.humidity?.min), humidity_max: hundredths(day.humidity?.max) },
          })),
      },
    ],
  },
];
