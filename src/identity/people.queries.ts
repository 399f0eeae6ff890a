import { IdAlreadyUsed } from '../platform/acts/acts.errors.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import type { Tx } from '../platform/db/tx.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { isDivisionCode, regionCovers } from './division-code.js';
import { LoginTaken } from './identity.errors.js';
import { normaliseLogin } from './login.js';
import { OrganisationEntity } from './organisation.entity.js';
import { mayHaveRole, type Role } from './permissions.js';
import { PersonEntity, toPersonView, type PersonView } from './person.entity.js';

export interface NewPerson {
  organisationId: string;
  id: string;
  login: string;
  name: string;
  role: Role;
  region?: string;
  passwordHash: string;
  demonstration?: boolean;
}

/** Adds a person to an organisation. @throws NotFound (organisation), InvalidInput (role, region), LoginTaken */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<PersonView> {
  const { organisationId, id, role, passwordHash, demonstration = false, region = null } = person;
  const organisation = await assertRoleFits(tx, { organisationId, role, region });
  const login = normaliseLogin(person.login);
  const row = {
    organisationId,
    id,
    organisationKind: organisation.kind,
    login,
    name: person.name.normalize('NFC').trim(),
    role,
    region,
    passwordHash,
    demonstration,
  };
  try {
    await tx.insert(PersonEntity, row);
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'person_login_is_used_once') throw new LoginTaken(login);
    // Somebody's of any organisation; which one is not told.
    if (constraint === 'person_id_is_used_once') throw new IdAlreadyUsed(id, false);
    throw error;
  }
  return toPersonView(await tx.findOneByOrFail(PersonEntity, { organisationId, id }));
}

/** @throws InvalidInput when the organisation cannot have this role, or a region is missing, wrong or out of place */
export async function assertRoleFits(
  tx: Tx,
  { organisationId, role, region }: { organisationId: string; role: Role; region: string | null },
): Promise<OrganisationEntity> {
  const organisation = await tx.findOneBy(OrganisationEntity, { id: organisationId });
  if (organisation === null) throw new NotFound({ zh: '主体', en: 'Organisation' }, organisationId);
  if (!mayHaveRole(organisation.kind, role))
    throw fault(
      'role',
      role,
      `本类主体（${organisation.kind}）不能有此角色`,
      `does not exist in a ${organisation.kind}`,
    );
  if (role !== 'regulator') {
    if (region !== null) throw fault('region', region, '只有监管人员有辖区', 'is for regulators only');
    return organisation;
  }
  if (region === null || !isDivisionCode(region))
    throw fault(
      'region',
      region,
      '监管人员须有 2、4、6、9 或 12 位辖区代码',
      'must be a division code of 2, 4, 6, 9 or 12 digits',
    );
  if (organisation.divisionCode === null || !regionCovers(organisation.divisionCode, region))
    throw fault('region', region, '超出本机关的区划', 'lies outside the division of the office');
  return organisation;
}

function fault(path: string, value: unknown, zh: string, en: string): InvalidInput {
  return new InvalidInput([{ path, value, message: { zh, en } }]);
}
