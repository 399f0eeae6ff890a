import type { IdentityService } from '../src/identity/identity.service.js';
import { DEMONSTRATION_PASSWORD } from '../src/identity/password.js';
import type { OrganisationKind, Role } from '../src/identity/permissions.js';
import { demonstrationUscc } from '../src/identity/uscc.js';

/** An organisation of the demonstration. Ids are fixed, so that a seed that was cut off goes on where it stopped. */
export interface DemoOrganisation {
  id: string;
  name: string;
  kind: OrganisationKind;
  creditCode?: string;
  divisionCode?: string;
}

/** A login of the demonstration (DESIGN §8). */
export interface DemoLogin {
  login: string;
  id: string;
  name: string;
  role: Role;
  organisation: DemoOrganisation;
  region?: string;
}

const organisationId = (number: number): string =>
  `019a0000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`;
const personId = (number: number): string => `019a0000-0000-7000-8000-0000000002${String(number).padStart(2, '0')}`;

/** Invented organisations at real places; their credit codes are well-formed and belong to nobody we know of. */
export const DEMO_ORGANISATIONS = {
  cooperative: {
    id: organisationId(1),
    name: '安泽县岳阳连翘种植专业合作社',
    kind: 'cooperative',
    creditCode: demonstrationUscc('93', '141026', 1),
    divisionCode: '141026',
  },
  factory: {
    id: organisationId(2),
    name: '临汾平水中药饮片有限公司',
    kind: 'factory',
    creditCode: demonstrationUscc('91', '141002', 2),
    divisionCode: '141002',
  },
  laboratory: {
    id: organisationId(3),
    name: '晋南中药材检验检测中心',
    kind: 'laboratory',
    creditCode: demonstrationUscc('12', '141002', 3),
    divisionCode: '141002',
  },
  laboratory2: {
    id: organisationId(4),
    name: '并州药物分析检测有限公司',
    kind: 'laboratory',
    creditCode: demonstrationUscc('91', '140105', 4),
    divisionCode: '140105',
  },
  pharmaceutical: {
    id: organisationId(5),
    name: '太行制药股份有限公司',
    kind: 'pharmaceutical',
    creditCode: demonstrationUscc('91', '140406', 5),
    divisionCode: '140406',
  },
  trader: {
    id: organisationId(6),
    name: '安国祁州药材经营有限公司',
    kind: 'trader',
    creditCode: demonstrationUscc('91', '130683', 6),
    divisionCode: '130683',
  },
  hospital: {
    id: organisationId(7),
    name: '临汾尧都中医医院',
    kind: 'hospital',
    creditCode: demonstrationUscc('12', '141002', 7),
    divisionCode: '141002',
  },
  carrier: {
    id: organisationId(8),
    name: '汾河医药物流有限公司',
    kind: 'carrier',
    creditCode: demonstrationUscc('91', '141002', 8),
    divisionCode: '141002',
  },
  regulator: {
    id: organisationId(9),
    name: '临汾市中药材追溯监管处（演示）',
    kind: 'regulator',
    creditCode: demonstrationUscc('11', '141000', 9),
    divisionCode: '1410',
  },
  regulator2: {
    id: organisationId(10),
    name: '吉林省中药材追溯监管处（演示）',
    kind: 'regulator',
    creditCode: demonstrationUscc('11', '220000', 10),
    divisionCode: '22',
  },
  platform: { id: organisationId(11), name: '本草溯源平台', kind: 'platform' },
} as const satisfies Record<string, DemoOrganisation>;

const {
  cooperative,
  factory,
  laboratory,
  laboratory2,
  pharmaceutical,
  trader,
  hospital,
  carrier,
  regulator,
  regulator2,
  platform,
} = DEMO_ORGANISATIONS;

/** Every login of the demonstration; the README's table and the list in the terminal are made of this. */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  { login: 'grower', id: personId(1), name: '李青山', role: 'grower', organisation: cooperative },
  { login: 'coop', id: personId(2), name: '王岳阳', role: 'administrator', organisation: cooperative },
  { login: 'clerk', id: personId(3), name: '张秀兰', role: 'clerk', organisation: cooperative },
  { login: 'processor', id: personId(4), name: '赵建国', role: 'processor', organisation: cooperative },
  { login: 'quality', id: personId(5), name: '陈素问', role: 'quality-head', organisation: cooperative },
  { login: 'factory', id: personId(6), name: '刘炮生', role: 'processor', organisation: factory },
  { login: 'quality2', id: personId(7), name: '孙灵枢', role: 'quality-head', organisation: factory },
  { login: 'lab', id: personId(8), name: '周明鉴', role: 'laboratory', organisation: laboratory },
  { login: 'lab2', id: personId(9), name: '吴思远', role: 'laboratory', organisation: laboratory2 },
  { login: 'pharma', id: personId(10), name: '郑收平', role: 'receiver', organisation: pharmaceutical },
  { login: 'trader', id: personId(11), name: '冯祁州', role: 'trader', organisation: trader },
  { login: 'hospital', id: personId(12), name: '蒋仁和', role: 'receiver', organisation: hospital },
  { login: 'carrier', id: personId(13), name: '韩路远', role: 'carrier', organisation: carrier },
  { login: 'regulator', id: personId(14), name: '杨守正', role: 'regulator', organisation: regulator, region: '1410' },
  { login: 'regulator2', id: personId(15), name: '金长白', role: 'regulator', organisation: regulator2, region: '22' },
  { login: 'admin', id: personId(16), name: '平台管理员', role: 'administrator', organisation: platform },
];

export { DEMONSTRATION_PASSWORD as DEMO_PASSWORD };

/** Makes the demonstration's organisations and logins; what is there already is left as it is. */
export async function seedDemoIdentities(identity: IdentityService): Promise<void> {
  for (const organisation of Object.values(DEMO_ORGANISATIONS))
    await identity.createOrganisation({ ...organisation, demonstration: true });
  for (const { organisation, ...person } of DEMO_LOGINS)
    await identity.createPerson({
      ...person,
      organisationId: organisation.id,
      password: DEMONSTRATION_PASSWORD,
      demonstration: true,
    });
}
