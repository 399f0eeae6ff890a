import { deleted, edited, inserted, NEW_ID, type Tampering } from './row-tampering.js';

/** What a superuser may do to stores, and how verify-ledger must name it. */
export const STORE_TAMPERINGS: readonly Tampering[] = [
  edited('the name of a facility', 'facility', `name = '别库'`, /storage: facility\.name of /),
  edited('the band of a zone', 'storage_zone', `celsius_max = 30`, /storage: storage_zone\.celsius_max of .* is 30/),
  edited('the code of a location', 'storage_location', `code = 'Z-9'`, /storage: storage_location\.code of /),
  edited(
    'what lies at a location',
    'stock',
    `grams = grams + 20`,
    /storage: 500 of lot .* lie at location .*, its movements sum to 480/,
  ),
  edited(
    'a movement of stock',
    'stock_movement',
    `delta = delta + 20 where kind = 'placed'`,
    /storage: 520 of lot .* moved at location .*, the fact says 500/,
  ),
  deleted(
    'a movement of stock',
    'stock_movement',
    `kind = 'counted'`,
    /storage: nothing of lot .* moved at location .*, the fact says -20/,
  ),
  inserted(
    'a movement of stock of no fact',
    'stock_movement',
    `jsonb_build_object('id', gen_random_uuid(), 'fact_id', gen_random_uuid())`,
    /storage: (\d+ of lot .* lie at location .*, its movements sum to|stock_movement .* names a fact)/,
  ),
  edited(
    'who counted',
    'stock_take',
    `counted_by = '别人'`,
    /storage: stock_take\.counted_by of .* is not what was sealed/,
  ),
  edited(
    'a count',
    'stock_take_line',
    `counted = 490, reason = '称重误差'`,
    /storage: stock_take_line\.(counted|reason) of .* is /,
  ),
  deleted(
    'a line of a count',
    'stock_take_line',
    `true`,
    /storage: stock_take_line of .* has 0 rows, the fact lists 1/,
  ),
  edited('what a check saw', 'storage_check_lot', `signs = '{}'`, /storage: storage_check_lot\.signs of /),
  edited(
    'when a zone was looked after',
    'storage_check',
    `at = at + interval '90 days'`,
    /storage: storage_check\.at of /,
  ),
  edited('what was fumigated with', 'fumigation', `agent = '氮气'`, /storage: fumigation\.agent of /),
  edited('the serial of a sensor', 'sensor', `serial = 'X'`, /storage: sensor\.serial of /),
  edited('a calibration', 'sensor_calibration', `due_on = '2030-01-01'`, /storage: sensor_calibration\.due_on of /),
  edited(
    'the band of a journey',
    'sensor_placement',
    `celsius_max = 30 where journey is not null`,
    /storage: sensor_placement\.celsius_max of /,
  ),
  edited(
    'the end of a journey',
    'sensor_placement_end',
    `at = at + interval '1 hour'`,
    /storage: sensor_placement_end\.at of /,
  ),
  edited(
    'how bad an excursion was',
    'climate_excursion',
    `worst = 1001`,
    /storage: climate_excursion\.worst of .* is 1001, the fact says 1200/,
  ),
  edited(
    'when an excursion ended',
    'climate_excursion',
    `ended_at = started_at + interval '1 minute'`,
    /storage: climate_excursion\.ended_at of /,
  ),
  deleted(
    'a lot of an excursion',
    'climate_excursion_lot',
    `true`,
    /storage: climate_excursion_lot of .* has 0 rows, the fact lists 1/,
  ),
  deleted(
    'what waits to be sealed',
    'climate_unsealed',
    `true`,
    /climate: the readings of sensor .* on 2025-09-01 are told by no fact and wait for none/,
  ),
  edited('until when a lot keeps', 'lot_dating', `expires_on = '2030-01-01'`, /storage: lot_dating\.expires_on of /),
  inserted('a dating', 'lot_dating', NEW_ID, /storage: 2 rows in lot_dating name it/),
];
