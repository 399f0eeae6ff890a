import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BalanceLine } from '../lots/mass-balance.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';

/** 批: a homogeneous production lot; its id is its lot's id. */
@Entity('batch')
export class BatchEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') number: string;
  @Column('text') herb: string;
  @Column('text', { nullable: true }) variant: string | null;
  @Column('bigint') grams: string;
  @Column('jsonb') inputs: { lot: string; grams: number }[];
  @Column('jsonb') balance: BalanceLine[];
  @Column('text', { name: 'division_code' }) divisionCode: string;
  @Column('timestamptz') at: Date;
  @Column('text', { name: 'at_zone' }) atZone: string;
  @Column('text', { nullable: true }) specification: string | null;
  @Column('text', { nullable: true }) storage: string | null;
  @Column('text', { nullable: true }) species: string | null;
  @Column('text', { nullable: true }) origin: string | null;
  @Column('date', { name: 'harvested_from', nullable: true }) harvestedFrom: string | null;
  @Column('date', { name: 'harvested_to', nullable: true }) harvestedTo: string | null;
  @Column('integer', { name: 'shelf_life_months', nullable: true }) shelfLifeMonths: number | null;
  @Column('text', { name: 'shelf_life_basis', nullable: true }) shelfLifeBasis: 'entered' | 'reference' | null;
  @Column('jsonb', { nullable: true }) entry: EntryDisclosure | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** What somebody decided about the labels of a batch; the newest of each is in force. */
@Entity('batch_label')
export class BatchLabelEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'batch_id' }) batchId: string;
  @Column('text', { nullable: true }) specification: string | null;
  @Column('integer', { name: 'shelf_life_months', nullable: true }) shelfLifeMonths: number | null;
  @Column('text', { nullable: true }) storage: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** 包装: so many packages filled from a batch. Their serials stand with the lot. */
@Entity('packing')
export class PackingEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'batch_id' }) batchId: string;
  @Column('bigint') count: string;
  @Column('bigint', { name: 'grams_each' }) gramsEach: string;
  @Column('text') material: string;
  @Column('timestamptz', { name: 'packed_at' }) packedAt: Date;
  @Column('text', { name: 'packed_zone' }) packedZone: string;
  @Column('bigint', { name: 'first_serial' }) firstSerial: string;
  @Column('bigint', { name: 'last_serial' }) lastSerial: string;
  @Column('jsonb', { nullable: true }) entry: EntryDisclosure | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** How an organisation numbers its batches; the newest for a herb is in force. */
@Entity('batch_number_scheme')
export class BatchNumberSchemeEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text', { nullable: true }) herb: string | null;
  @Column('text') pattern: string;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

/** A number, of a batch or void. */
@Entity('batch_number')
export class BatchNumberEntity {
  @PrimaryColumn('uuid', { name: 'organisation_id' }) organisationId: string;
  /** The batch, or the act that declared the number void. */
  @PrimaryColumn('uuid') id: string;
  @Column('text') number: string;
  @Column('text', { nullable: true }) scope: string | null;
  @Column('integer', { nullable: true }) sequence: number | null;
  @Column('text', { name: 'void_reason', nullable: true }) voidReason: string | null;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
