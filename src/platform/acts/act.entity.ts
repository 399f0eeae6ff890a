import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One accepted act: the client's id, what was asked (as a hash), and the first answer, kept for every replay. */
@Entity('act')
export class ActEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'organisation_id' }) organisationId: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') kind: string;
  @Column('bytea', { name: 'body_hash' }) bodyHash: Buffer;
  @Column('json') answer: Record<string, unknown>;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A second, different version sent under an id that was taken: kept, and shown for review. */
@Entity('act_conflict')
export class ActConflictEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'act_id' }) actId: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') kind: string;
  @Column('jsonb') body: unknown;
  @Column('bytea', { name: 'body_hash' }) bodyHash: Buffer;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
}
