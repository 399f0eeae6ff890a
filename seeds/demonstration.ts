import { DemoPerson } from './demo-client.js';
import { demoGrowers } from './demo-growers.js';
import { demoId } from './demo-id.js';
import { settleLand } from './demo-land.js';
import { pickAndWeigh } from './demo-picking.js';
import { steamAndDry, type Dried } from './demo-steaming.js';
import { sampleAndTest } from './demo-testing.js';

/** What the telling needs: where the product answers, the demonstration password, and the laboratory's organisation. */
export interface Telling {
  origin: string;
  password: string;
  laboratory: string;
}

/** The batches of the two stories; fixed, so that a restart finds them again. */
export const RELEASED_BATCH = demoId('qingqiao/batch');
export const REJECTED_BATCH = demoId('early/batch');

const PACKAGES = 500;
const GRAMS_EACH = 20_000;

interface Cast {
  coop: DemoPerson;
  clerk: DemoPerson;
  processor: DemoPerson;
  quality: DemoPerson;
  lab: DemoPerson;
}

/**
 * Tells both stories through the product's own HTTP interface: 安泽青翘 from 37 growers' plots to a released batch of
 * 500 packages, and a batch picked too early that quality rejects. Safe to tell again after it was cut off.
 */
export async function tellDemonstration(telling: Telling): Promise<void> {
  const signIn = (login: string) => DemoPerson.signIn(telling.origin, login, telling.password);
  const [coop, clerk, processor, quality, lab] = [
    await signIn('coop'),
    await signIn('clerk'),
    await signIn('processor'),
    await signIn('quality'),
    await signIn('lab'),
  ];
  const cast: Cast = { coop, clerk, processor, quality, lab };
  await tellReleased(cast, telling);
  await tellRejected(cast, telling);
}

async function tellReleased({ coop, clerk, processor, quality, lab }: Cast, telling: Telling): Promise<void> {
  const growers = demoGrowers(37);
  const land = await settleLand(coop, 'qingqiao', '安泽连翘仿野生示范基地（演示）', growers);
  const july = growers.filter((grower) => grower.pickedOn.startsWith('2025-07'));
  const august = growers.filter((grower) => !july.includes(grower));
  const first = await steamAndDry(
    processor,
    'qingqiao/july',
    '2025-07-31',
    await pickAndWeigh(coop, clerk, 'qingqiao', july, land),
  );
  const second = await steamAndDry(
    processor,
    'qingqiao/august',
    '2025-08-06',
    await pickAndWeigh(coop, clerk, 'qingqiao', august, land),
  );

  // 500 packages, and something over for the sample and the retained sample.
  const wanted = PACKAGES * GRAMS_EACH + 12_000;
  await clerk.post('/api/batches', {
    id: RELEASED_BATCH,
    number: 'QQ-141026-20250809-01',
    madeAt: '2025-08-09T09:00:00+08:00',
    herb: 'LIANQIAO',
    variant: '青翘',
    inputs: shareOut(wanted, [first, second]),
  });
  await clerk.post(`/api/batches/${RELEASED_BATCH}/packages`, {
    id: demoId('qingqiao/packing'),
    count: PACKAGES,
    gramsEach: GRAMS_EACH,
    material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
    packedAt: '2025-08-10T15:00:00+08:00',
  });
  await quality.post(`/api/batches/${RELEASED_BATCH}/retained-samples`, {
    id: demoId('qingqiao/retained'),
    grams: 1_500,
    location: '岳阳合作社留样室 2 号柜',
    takenAt: '2025-08-11T09:00:00+08:00',
    takenBy: '李质量',
  });
  await sampleAndTest(clerk, lab, 'qingqiao', RELEASED_BATCH, {
    number: 'JY-2025-0816',
    takenAt: '2025-08-11T09:20:00+08:00',
    testedOn: '2025-08-16',
    laboratory: telling.laboratory,
    phillyrin: '0.24',
    forsythosideA: '5.6',
  });
  await quality.post(`/api/batches/${RELEASED_BATCH}/release`, {
    id: demoId('qingqiao/release'),
    password: telling.password,
  });
  await clerk.post(`/api/batches/${RELEASED_BATCH}/codes`, {
    id: demoId('qingqiao/codes'),
    count: PACKAGES,
    template: null,
  });
}

async function tellRejected({ coop, clerk, processor, quality, lab }: Cast, telling: Telling): Promise<void> {
  const growers = demoGrowers(4, 37).map((grower) => ({ ...grower, pickedOn: '2025-07-12', township: '141026104' }));
  const land = await settleLand(coop, 'early', '安泽连翘马壁试验基地（演示）', growers);
  const dried = await steamAndDry(
    processor,
    'early',
    '2025-07-13',
    await pickAndWeigh(coop, clerk, 'early', growers, land),
  );
  await clerk.post('/api/batches', {
    id: REJECTED_BATCH,
    number: 'QQ-141026-20250715-01',
    madeAt: '2025-07-15T09:00:00+08:00',
    herb: 'LIANQIAO',
    variant: '青翘',
    inputs: [{ lot: dried.lot, grams: dried.grams }],
  });
  await clerk.post(`/api/batches/${REJECTED_BATCH}/packages`, {
    id: demoId('early/packing'),
    count: Math.floor((dried.grams - 2000) / GRAMS_EACH),
    gramsEach: GRAMS_EACH,
    material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
    packedAt: '2025-07-16T15:00:00+08:00',
  });
  await sampleAndTest(clerk, lab, 'early', REJECTED_BATCH, {
    number: 'JY-2025-0722',
    takenAt: '2025-07-16T16:10:00+08:00',
    testedOn: '2025-07-22',
    laboratory: telling.laboratory,
    phillyrin: '0.11',
    forsythosideA: '4.1',
  });
  await quality.post(`/api/batches/${REJECTED_BATCH}/reject`, {
    id: demoId('early/rejection'),
    reason: '连翘苷 0.11%，低于药典限度 0.15%，抢青采收所致',
    password: telling.password,
  });
}

/** Draws `wanted` grams from the lots in proportion to what they hold, to the whole kilogram. */
function shareOut(wanted: number, lots: Dried[]): { lot: string; grams: number }[] {
  const total = lots.reduce((sum, { grams }) => sum + grams, 0);
  const first = Math.round((wanted * lots[0]!.grams) / total / 1000) * 1000;
  return [
    { lot: lots[0]!.lot, grams: first },
    { lot: lots[1]!.lot, grams: wanted - first },
  ];
}
