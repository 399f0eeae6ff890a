import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Visibility } from './fact.js';

/** A fact as it is kept: its exact bytes, and a copy of them to search in. */
@Entity('fact')
export class FactEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') type: string;
  @Column('text') visibility: Visibility;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
  /** RFC 8785; what is hashed. */
  @Column('bytea') bytes: Buffer;
  @Column('jsonb') body: Record<string, unknown>;
}

/** What a fact is about. */
@Entity('fact_subject')
export class FactSubjectEntity {
  @Column('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'subject_id' }) subjectId: string;
  @PrimaryColumn('uuid', { name: 'fact_id' }) factId: string;
}

/** An organisation, other than the one that recorded it, that may read a fact. */
@Entity('fact_party')
export class FactPartyEntity {
  @Column('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'fact_id' }) factId: string;
  @PrimaryColumn('uuid', { name: 'party_id' }) partyId: string;
}

/** What a commitment in a fact opens to; value and salt are null once erased. */
@Entity('sealed_value')
export class SealedValueEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid', { name: 'fact_id' }) factId: string;
  @PrimaryColumn('text') name: string;
  @Column('jsonb', { nullable: true }) value: unknown;
  @Column('bytea', { nullable: true }) salt: Buffer | null;
  @Column('timestamptz', { name: 'keep_until' }) keepUntil: Date;
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt: Date | null;
}

/** A fact that has no leaf yet. */
@Entity('fact_unsealed')
export class FactUnsealedEntity {
  @PrimaryColumn('uuid', { name: 'fact_id' }) factId: string;
}
