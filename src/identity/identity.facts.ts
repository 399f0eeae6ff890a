import type { NewFact } from '../ledger/fact.js';
import type { Actor } from '../platform/http/actor.js';
import type { OrganisationView } from './organisation.entity.js';
import type { PersonView } from './person.entity.js';

/**
 * Who was given which power, and when, is evidence too: a release is worth what the role of its quality head is worth.
 * Names and logins are sealed; roles are open to the own organisation.
 */
export function organisationFounded(organisation: OrganisationView, occurredAt: string): NewFact {
  const { id, name, kind, creditCode, divisionCode, demonstration } = organisation;
  return {
    type: 'identity.organisation-founded',
    visibility: 'public',
    occurredAt,
    subjects: [id],
    open: { name, kind, creditCode, divisionCode, demonstration },
  };
}

export function personAppointed(person: PersonView, occurredAt: string): NewFact {
  const { id, login, name, role, region = null } = person;
  return {
    type: 'identity.person-appointed',
    visibility: 'party',
    occurredAt,
    subjects: [id],
    open: { role, region },
    sealed: { name, login },
  };
}

/** What an administrator changed; a new password is told as such and in no other way. */
export function personChanged(
  before: PersonView,
  after: PersonView,
  newPassword: boolean,
  occurredAt: string,
): NewFact {
  return {
    type: 'identity.person-changed',
    visibility: 'party',
    occurredAt,
    subjects: [after.id],
    open: {
      role: { from: before.role, to: after.role },
      region: { from: before.region ?? null, to: after.region ?? null },
      disabled: { from: before.disabledAt !== null, to: after.disabledAt !== null },
      newPassword,
    },
    sealed: { name: after.name, nameBefore: before.name },
  };
}

export function apiKeyMade(
  key: { id: string; name: string; scopes: string[]; expiresAt: string },
  occurredAt: string,
): NewFact {
  return {
    type: 'identity.api-key-made',
    visibility: 'party',
    occurredAt,
    subjects: [key.id],
    open: { scopes: key.scopes, expiresAt: key.expiresAt },
    sealed: { name: key.name },
  };
}

export function apiKeyRevoked(id: string, occurredAt: string): NewFact {
  return { type: 'identity.api-key-revoked', visibility: 'party', occurredAt, subjects: [id], open: {} };
}

/** Who acts when nobody is there yet to act: the first start and the seeds of a demonstration, in one organisation. */
export function systemActor(organisation: { id: string; name: string; kind: string }): Actor {
  const { id, name, kind } = organisation;
  return { personId: NOBODY, login: 'system', name: '系统', role: 'administrator', organisation: { id, name, kind } };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
