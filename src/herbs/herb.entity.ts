import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Variant } from './limit.js';

/** A crude drug and what its monograph says of plant, part and season. */
@Entity('herb')
export class HerbEntity {
  @PrimaryColumn('text') code: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text') pinyin: string;
  @Column('text', { name: 'latin_name' }) latinName: string;
  @Column('text', { name: 'part_zh' }) partZh: string;
  @Column('text', { name: 'part_en' }) partEn: string;
  @Column('integer', { name: 'minimum_growth_years' }) minimumGrowthYears: number;
  @Column('smallint', { name: 'harvest_months', array: true }) harvestMonths: number[];
  @Column('jsonb') species: { latin: string; zh?: string }[];
  @Column('jsonb') variants: Variant[];
  /** Family, harvest stage, origin steps, conditions, notes: shown, not computed with. */
  @Column('jsonb') details: Record<string, unknown>;
}
