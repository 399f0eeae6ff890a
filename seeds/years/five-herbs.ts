import { DemoPerson } from '../demo-client.js';
import { demoId } from '../demo-id.js';
import type { Telling } from '../demonstration.js';
import type { Cast } from './cast.js';
import { DANSHEN } from './danshen.js';
import type { HerbYears } from './herb-years.js';
import { HUANGQIN } from './huangqin.js';
import { LIANQIAO } from './lianqiao.js';
import { LINGZHI } from './lingzhi.js';
import { RENSHEN } from './renshen.js';
import { tellYears } from './tell-years.js';

/** Who records which herb: the logins of the cooperative, its quality head, and its workshop. */
const TOLD_BY: readonly { years: HerbYears; coop: string; clerk: string; processor: string; quality: string }[] = [
  ...[LIANQIAO, HUANGQIN, DANSHEN].map((years) => ({
    ...{ years, coop: 'coop', clerk: 'clerk', processor: 'processor', quality: 'quality' },
  })),
  { years: RENSHEN, coop: 'fusong', clerk: 'fusong', processor: 'fusong', quality: 'fusong-quality' },
  { years: LINGZHI, coop: 'longquan', clerk: 'longquan', processor: 'longquan', quality: 'longquan-quality' },
];

/** With this act the years are told. */
export const LAST_ACT_OF_YEARS = demoId('lingzhi/2025/codes');

/** Two seasons of five herbs of the provinces' plans, with what goes wrong in real ones. Safe to tell again. */
export async function tellFiveHerbs({ origin, password, laboratory }: Telling): Promise<void> {
  const people = new Map<string, DemoPerson>();
  const person = async (login: string): Promise<DemoPerson> => {
    const known = people.get(login) ?? (await DemoPerson.signIn(origin, login, password));
    people.set(login, known);
    return known;
  };
  for (const { years, ...logins } of TOLD_BY) {
    const cast: Cast = {
      coop: await person(logins.coop),
      clerk: await person(logins.clerk),
      processor: await person(logins.processor),
      quality: await person(logins.quality),
      lab: await person('lab'),
      ...{ laboratory, password },
    };
    await tellYears(cast, years);
  }
}
