import type { ClimateQuantity, ClimateSide } from '../climate-band.js';

/** Lowest, highest and mean of what sensors told; ℃ and percent. */
export type ClimateTold = {
  from: string;
  to: string;
  readings: number;
  celsius?: { min: number; max: number; mean: number };
  humidity?: { min: number; max: number; mean: number };
};

/** The open parts of what this room tells of climates, by type. Excursions and journeys are public, sensors are not. */
export type ClimateFacts = {
  'storage.sensor-registered': { sensor: string; serial: string; model: string };
  'storage.sensor-calibrated': {
    calibration: string;
    sensor: string;
    calibratedOn: string;
    dueOn: string;
    certificate: string;
  };
  'storage.sensor-placed': {
    placement: string;
    sensor: string;
    from: string;
    zone?: string;
    journey?: string;
    lots: string[];
    celsius: { min?: string; max?: string };
    humidity: { min?: string; max?: string };
  };
  /** What a sensor told while it stood there; of a journey, what the goods lived through. */
  'storage.sensor-removed': {
    removal: string;
    placement: string;
    sensor: string;
    at: string;
    zone?: string;
    journey?: string;
    lots: string[];
    climate?: ClimateTold;
    excursions: number;
  };
  /**
   * A place was out of its band. `n` counts what is known of one excursion: the newest stands. `lots` are those that it
   * concerns (of more than fit one telling, the next goes on with the others). Numbers in ℃ or percent.
   */
  'storage.excursion-told': {
    telling: string;
    excursion: string;
    n: number;
    sensor: string;
    placement: string;
    zone?: string;
    journey?: string;
    quantity: ClimateQuantity;
    side: ClimateSide;
    bound: number;
    worst: number;
    from: string;
    to?: string;
    minutes?: number;
    withdrawn: boolean;
    lots: string[];
  };
  /** One Chinese day of up to 200 sensors; told again when readings of that day came later. */
  'storage.climate-sealed': {
    sealing: string;
    day: string;
    sensors: {
      sensor: string;
      readings: number;
      celsius?: { min: number; max: number };
      humidity?: { min: number; max: number };
      hoursDigest: string;
      rawDigest: string;
    }[];
  };
};
