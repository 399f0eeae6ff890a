import type { IdentityService } from '../../src/identity/identity.service.js';
import { DEMONSTRATION_PASSWORD } from '../../src/identity/password.js';
import { demonstrationUscc } from '../../src/identity/uscc.js';
import type { DemoLogin, DemoOrganisation } from '../demo-identities.js';

/** Cooperatives of the other provinces' plans; invented, at real places. */
export const YEARS_ORGANISATIONS = {
  ginseng: {
    id: '019a0000-0000-7000-8000-000000000121',
    name: '抚松县长白参业专业合作社',
    kind: 'cooperative',
    creditCode: demonstrationUscc('93', '220621', 21),
    divisionCode: '220621',
  },
  fungus: {
    id: '019a0000-0000-7000-8000-000000000122',
    name: '龙泉市凤阳灵芝专业合作社',
    kind: 'cooperative',
    creditCode: demonstrationUscc('93', '331181', 22),
    divisionCode: '331181',
  },
} as const satisfies Record<string, DemoOrganisation>;

const person = (number: number): string => `019a0000-0000-7000-8000-0000000002${number}`;
const { ginseng, fungus } = YEARS_ORGANISATIONS;

/** Their people. A small cooperative's administrator keeps the fields, the scale and the workshop. */
export const YEARS_LOGINS: readonly DemoLogin[] = [
  { login: 'fusong', id: person(21), name: '于长白', role: 'administrator', organisation: ginseng },
  { login: 'fusong-quality', id: person(22), name: '金参平', role: 'quality-head', organisation: ginseng },
  { login: 'longquan', id: person(23), name: '项凤阳', role: 'administrator', organisation: fungus },
  { login: 'longquan-quality', id: person(24), name: '叶紫芝', role: 'quality-head', organisation: fungus },
];

/** Makes them; what is there already is left as it is. */
export async function seedYearsIdentities(identity: IdentityService): Promise<void> {
  for (const organisation of Object.values(YEARS_ORGANISATIONS))
    await identity.createOrganisation({ ...organisation, demonstration: true });
  for (const { organisation, ...one } of YEARS_LOGINS)
    await identity.createPerson({
      ...one,
      organisationId: organisation.id,
      password: DEMONSTRATION_PASSWORD,
      demonstration: true,
    });
}
