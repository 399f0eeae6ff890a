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
  await post('lot-datings', { lot, expiresOn: '2027-01-01', retestOn: '2026-12-01', basis: '标签' });
}

/** Every write of another's stores that the routes allow to put into words. */
export function storeAttacks(prey: Prey): Attack[] {
  const [facility, zone, location] = [prey('facility'), prey('storage_zone'), prey('storage_location')];
  const lot = prey('batch');
  const attack = (path: string, body: object): Attack => ({
    route: `POST /api/${path}`,
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
    attack('lot-datings', { lot, expiresOn: '2027-01-01', basis: '外人' }),
  ];
}
