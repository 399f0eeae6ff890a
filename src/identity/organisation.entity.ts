import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganisationKind } from './permissions.js';

/** A member of the directory. Public by law, hence no tenant. */
@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: OrganisationKind;
  @Column('text') name: string;
  @Column('text', { name: 'credit_code', nullable: true }) creditCode: string | null;
  @Column('text', { name: 'division_code', nullable: true }) divisionCode: string | null;
  @Column('boolean', { default: false }) demonstration: boolean;
  @Column('timestamptz', { name: 'registered_at', default: () => 'clock_timestamp()' }) registeredAt: Date;
}

/** What the directory shows of an organisation. */
export interface OrganisationView {
  id: string;
  name: string;
  kind: OrganisationKind;
  /** 统一社会信用代码; only the platform itself may have none. */
  creditCode: string | null;
  divisionCode: string | null;
  demonstration: boolean;
}

export function toOrganisationView(organisation: OrganisationEntity): OrganisationView {
  const { id, name, kind, creditCode, divisionCode, demonstration } = organisation;
  return { id, name, kind, creditCode, divisionCode, demonstration };
}
