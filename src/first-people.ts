import type { DataSource } from 'typeorm';
import { getDataSourceToken } from '@nestjs/typeorm';
import { IdentityService } from './identity/identity.service.js';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { tellDemonstration } from '../seeds/demonstration.js';
import { LAST_ACT_OF_YEARS, tellFiveHerbs } from '../seeds/years/five-herbs.js';
import { seedYearsIdentities } from '../seeds/years/years-identities.js';
import type { Running } from './run.js';

/** Who can sign in after this start: the demonstration's people, an administrator still to come, or those who were here. */
export type FirstPeople =
  { kind: 'demonstration' } | { kind: 'administrator-token'; token: string } | { kind: 'known' };

/**
 * On an empty database: tells the demonstration, or makes the one-time token of the first administrator. A telling that
 * was cut off (its people are here, its last act is not) is told again from the start; what was recorded is replayed.
 */
export async function firstPeople(running: Running): Promise<FirstPeople> {
  const identity = running.app.get(IdentityService, { strict: false });
  const system: DataSource = running.app.get(getDataSourceToken('system'), { strict: false });
  const [state]: { people: boolean; demonstration: boolean; told: boolean }[] = await system.query(
    `select exists (select from person) as people,
            exists (select from organisation where id = $1) as demonstration,
            exists (select from act where id = $2) as told`,
    [DEMO_ORGANISATIONS.cooperative.id, LAST_ACT_OF_YEARS],
  );
  if (state!.demonstration && state!.told) return { kind: 'demonstration' };
  if (state!.people && !state!.demonstration) return { kind: 'known' };
  if (running.config.demo === 'off') {
    const token = await identity.firstStart();
    return token === null ? { kind: 'known' } : { kind: 'administrator-token', token };
  }
  await seedDemoIdentities(identity);
  await seedYearsIdentities(identity);
  const telling = {
    ...{ origin: running.localUrl, password: DEMO_PASSWORD, laboratory: DEMO_ORGANISATIONS.laboratory.id },
  };
  await tellDemonstration(telling);
  await tellFiveHerbs(telling);
  return { kind: 'demonstration' };
}
