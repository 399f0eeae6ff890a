import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One try to sign in, kept six months. */
@Entity('login_attempt')
export class LoginAttemptEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) at: Date;
  @Column('text') network: string;
  @Column('bytea', { name: 'login_digest' }) loginDigest: Buffer;
  @Column('text') outcome: string;
  @Column('uuid', { name: 'organisation_id', nullable: true }) organisationId: string | null;
  @Column('uuid', { name: 'person_id', nullable: true }) personId: string | null;
}

/** Tries counted per account, network and both; one row per key, shared by all processes. */
@Entity('login_throttle')
export class LoginThrottleEntity {
  @PrimaryColumn('text') key: string;
  @Column('integer') hits: number;
  @Column('timestamptz', { name: 'resets_at' }) resetsAt: Date;
}
