import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed-in browser. The token is in its cookie; here is only the SHA-256 of it. */
@Entity('session')
export class SessionEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('bytea', { name: 'token_hash', select: false }) tokenHash: Buffer;
  @Column('text') network: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' }) createdAt: Date;
  @Column('timestamptz', { name: 'seen_at', default: () => 'clock_timestamp()' }) seenAt: Date;
  @Column('integer', { name: 'idle_seconds' }) idleSeconds: number;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
}
