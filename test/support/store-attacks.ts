import { newId } from '../../src/platform/ids.js';
import type { Caller } from './caller.js';
import type { Attack, Prey } from './tenant-attacks.js';

const AT = '2025-09-01T09:00:00+08:00';

/** A store of the cooperative with something in it, counted, looked after and fumigated. */
export async function fillStores(clerk: Caller, lot: string): Promise<void> {
  const post = async (path: string, body: object): Promise<string> => {
    const id = newId();
    const answer = await clerk.post(`/api/${path}`, { id, ...body });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return id;
  };
  const facility = await post('facilities', { name: '社里的库', divisionCode: '141026' });
  const zone = await post('storage-zones', { facility, name: '社里的库区', kind: '阴凉' });
  const to = await post('storage-locations', { zone, code: 'COOP-A1' });
  await post('stock-moves', { at: AT, lines: [{ lot, grams: 500, to }] });
  const counted = { lot, grams: 480, reason: '水分散失' };
  await post('stock-takes', { location: to, version: 1, countedAt: AT, countedBy: '社员甲', lines: [counted] });
  const seen = [{ lot, signs: ['虫蛀'], action: '挑拣' }];
  await post('storage-checks', { zone, at: AT, method: '目测', inspector: '社员乙', lots: seen });
  await post('fumigations', { zone, agent: '磷化铝', reason: '虫蛀', startedAt: AT, endedAt: AT, operator: '社员丙' });
  const sensor = await post('sensors', { serial: 'COOP-T1', model: 'TH-20' });
  const calibrated = { calibratedOn: '2025-01-01', dueOn: '2026-01-01', certificate: 'JZ-1' };
  await post(`sensors/${sensor}/calibrations`, calibrated);
  const journey = newId();
  const travels = { from: AT, journey, kind: '冷藏', lots: [lot] };
  const placement = await post(`sensors/${sensor}/placements`, travels);
  const told = (at: string, celsius: number) => ({ sensor: 'COOP-T1', at, celsius, humidity: 60 });
  const readings = [told(AT, 5), told('2025-09-01T09:05:00+08:00', 12), told('2025-09-01T09:10:00+08:00', 6)];
  await post('climate-readings', { readings });
  await post(`sensor-placements/${placement}/end`, { at: '2025-09-01T10:00:00+08:00' });
  await post(`sensors/${sensor}/placements`, { from: '2025-09-01T11:00:00+08:00', zone });
  await post('lot-datings', { lot, expiresOn: '2027-01-01', retestOn: '2026-12-01', basis: '标签' });
}

/** Every write of another's stores that the routes allow to put into words. */
export function storeAttacks(prey: Prey): Attack[] {
  const [facility, zone, location] = [prey('facility'), prey('storage_zone'), prey('storage_location')];
  const [lot, sensor] = [prey('batch'), prey('sensor')];
  const attack = (path: string, body: object, route = path): Attack => ({
    route: `POST /api/${route}`,
    as: 'x-clerk',
    path: `/api/${path}`,
    body: { id: newId(), ...body },
  });
  return [
    attack('storage-zones', { facility, name: '外人区', kind: '常温' }),
    attack('storage-locations', { zone, code: 'X-1' }),
    attack('stock-moves', { at: AT, lines: [{ lot, grams: 1, from: location }] }),
    attack('stock-takes', { location, version: 1, countedAt: AT, countedBy: '外人', lines: [] }),
    attack('storage-checks', { zone, at: AT, method: '目测', inspector: '外人', lots: [] }),
    attack('fumigations', {
      ...{ zone, agent: '磷化铝', reason: '外人熏蒸', startedAt: AT, endedAt: AT, operator: '外人' },
    }),
    attack(
      `sensors/${sensor}/calibrations`,
      { calibratedOn: '2025-01-01', dueOn: '2026-01-01', certificate: 'X' },
      'sensors/:id/calibrations',
    ),
    attack(`sensors/${sensor}/placements`, { from: AT, journey: newId(), kind: '冷藏' }, 'sensors/:id/placements'),
    attack(`sensor-placements/${prey('sensor_placement')}/end`, { at: AT }, 'sensor-placements/:id/end'),
    attack('lot-datings', { lot, expiresOn: '2027-01-01', basis: '外人' }),
  ];
}
