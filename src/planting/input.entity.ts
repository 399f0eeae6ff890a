import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InputLabel } from './input-label.js';

/** 投入品入库: one delivery with what its label says, and its balance, kept by the database from the movements. */
@Entity('input_lot')
export class InputLotEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: string;
  @Column('text') product: string;
  @Column('text', { name: 'registration_number', nullable: true }) registrationNumber: string | null;
  @Column('text', { nullable: true }) manufacturer: string | null;
  @Column('text', { name: 'lot_number', nullable: true }) lotNumber: string | null;
  @Column('date', { name: 'expires_on', nullable: true }) expiresOn: string | null;
  @Column('jsonb') label: InputLabel;
  @Column('text') unit: string;
  @Column('numeric') received: string;
  @Column('numeric') balance: string;
  @Column('numeric') issued: string;
  @Column('text') supplier: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
  @Column('text', { name: 'at_zone' }) atZone: string;
  @Column('text', { name: 'broken_rules', array: true }) brokenRules: string[];
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A line of the stock ledger. */
@Entity('input_movement')
export class InputMovementEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'input_lot_id' }) inputLotId: string;
  @Column('text') kind: string;
  @Column('numeric') amount: string;
  @Column('numeric') uncovered: string;
  @Column('numeric', { name: 'store_delta' }) storeDelta: string;
  @Column('numeric', { name: 'issued_delta' }) issuedDelta: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
