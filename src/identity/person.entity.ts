import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganisationKind, Role } from './permissions.js';

/** Somebody with a login. The application role may write the password's hash and never read it. */
@Entity('person')
export class PersonEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text', { name: 'organisation_kind' }) organisationKind: OrganisationKind;
  @Column('text') login: string;
  @Column('text') name: string;
  @Column('text') role: Role;
  @Column('text', { nullable: true }) region: string | null;
  @Column('text', { name: 'password_hash', select: false }) passwordHash: string;
  @Column('boolean', { default: false }) demonstration: boolean;
  @Column('timestamptz', { name: 'joined_at', default: () => 'clock_timestamp()' }) joinedAt: Date;
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt: Date | null;
}

/** What colleagues of the same organisation see of a person. */
export interface PersonView {
  id: string;
  login: string;
  name: string;
  role: Role;
  region?: string;
  joinedAt: string;
  disabledAt: string | null;
}

export function toPersonView(person: PersonEntity): PersonView {
  return {
    id: person.id,
    login: person.login,
    name: person.name,
    role: person.role,
    ...(person.region === null ? {} : { region: person.region }),
    joinedAt: person.joinedAt.toISOString(),
    disabledAt: person.disabledAt?.toISOString() ?? null,
  };
}
