import { describe, expect, it } from '@jest/globals';
import { mayHaveRole, ORGANISATION_KINDS, PERMISSIONS, permissionsOf, ROLES, scopesFor } from './permissions.js';
import type { OrganisationKind, Permission, Role } from './permissions.js';

/** Everyone, as role@kind, who holds a permission. */
function holders(permission: Permission): string[] {
  return ORGANISATION_KINDS.flatMap((kind) =>
    ROLES.filter((role) => permissionsOf(role, kind).has(permission)).map((role) => `${role}@${kind}`),
  ).sort();
}
const producers = ['cooperative', 'factory', 'pharmaceutical', 'processor'];
const everyProducers = (...roles: Role[]) => producers.flatMap((kind) => roles.map((role) => `${role}@${kind}`)).sort();

describe('the policy', () => {
  it('lets only quality heads release', () => {
    expect(holders('release')).toEqual([...everyProducers('quality-head'), 'quality-head@trader'].sort());
  });

  it('lets only laboratories write reports', () => {
    expect(holders('reports:write')).toEqual([
      'laboratory@factory',
      'laboratory@laboratory',
      'laboratory@pharmaceutical',
    ]);
  });

  it('lets quality heads and regulators hold', () => {
    expect(holders('holds:write')).toEqual(
      [...everyProducers('quality-head'), 'quality-head@trader', 'regulator@regulator'].sort(),
    );
  });

  it('lets only the platform found organisations and keep monographs', () => {
    expect(holders('organisations:write')).toEqual(['administrator@platform']);
    expect(holders('herbs:write')).toEqual(['administrator@platform']);
  });

  it('lets only administrators manage people and keys', () => {
    const administrators = ORGANISATION_KINDS.map((kind) => `administrator@${kind}`).sort();
    expect(holders('people:write')).toEqual(administrators);
    expect(holders('api-keys:write')).toEqual(administrators);
  });

  it('keeps production with those who produce', () => {
    expect(holders('planting:write')).toEqual(everyProducers('administrator', 'clerk', 'grower'));
    expect(holders('purchases:write')).toEqual(everyProducers('administrator', 'clerk'));
    expect(holders('processing:write')).toEqual(everyProducers('administrator', 'clerk', 'processor'));
    expect(holders('batches:write')).toEqual(everyProducers('administrator', 'clerk', 'processor'));
    const withQuality = [
      ...everyProducers('administrator', 'clerk', 'processor', 'quality-head'),
      'quality-head@trader',
    ].sort();
    expect(holders('samples:write')).toEqual(withQuality);
    expect(holders('codes:write')).toEqual(withQuality);
  });

  it('gives every permission to somebody', () => {
    for (const permission of PERMISSIONS)
      expect([permission, holders(permission).length > 0]).toEqual([permission, true]);
  });

  it('gives a role no power in an organisation that cannot have it', () => {
    expect(mayHaveRole('cooperative', 'regulator')).toBe(false);
    expect(permissionsOf('regulator', 'cooperative').size).toBe(0);
    expect(permissionsOf('laboratory', 'cooperative').size).toBe(0);
    const offices = ORGANISATION_KINDS.filter((kind: OrganisationKind) => mayHaveRole(kind, 'regulator'));
    expect(offices).toEqual(['regulator']);
  });

  it('never puts release, people or keys into an API key', () => {
    for (const kind of ORGANISATION_KINDS)
      for (const role of ROLES)
        for (const scope of ['release', 'people:write', 'api-keys:write', 'organisations:write'] as const)
          expect(scopesFor(role, kind)).not.toContain(scope);
    expect(scopesFor('clerk', 'cooperative')).toContain('purchases:write');
  });
});
