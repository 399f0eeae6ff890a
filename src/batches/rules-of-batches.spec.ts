import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneBatch, type BatchSources } from './one-batch.js';
import { packingMaterial, type ForbiddenMaterials } from './packing-material.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';

describe('R-01: what may be one batch', () => {
  const sources: BatchSources = {
    variants: ['青翘', '青翘'],
    bases: ['和川基地'],
    species: ['Forsythia suspensa (Thunb.) Vahl'],
    seedSources: ['安泽县国营林场苗圃 141026'],
    withoutSeedLot: 0,
    plantedYears: ['2015'],
    harvestDays: ['2025-07-20', '2025-09-10'],
    processes: ['蒸→晒干'],
  };
  it.each<[string, Partial<BatchSources>, string | undefined, string]>([
    ['all alike', {}, '青翘', 'fine'],
    ['sixty days apart', { harvestDays: ['2025-07-20', '2025-09-18'] }, '青翘', 'fine'],
    ['sixty-one days apart', { harvestDays: ['2025-07-20', '2025-09-19'] }, '青翘', 'R-01 block'],
    ['two years', { harvestDays: ['2024-09-01', '2025-08-01'] }, '青翘', 'R-01 block'],
    ['the other form', {}, '老翘', 'R-01 block'],
    ['a form where none was said', { variants: [null, '青翘'] }, '青翘', 'fine'],
    ['two forms, none said', { variants: ['老翘', '青翘'] }, undefined, 'R-01 block'],
    ['one form, none said', {}, undefined, 'fine'],
    ['two bases', { bases: ['和川基地', '府城基地'] }, '青翘', 'R-01 block'],
    ['two species', { species: ['A b', 'A c'] }, '青翘', 'R-01 block'],
    ['two processes', { processes: ['蒸→晒干', '煮→烘干'] }, '青翘', 'R-01 block'],
    ['one process twice', { processes: ['蒸→晒干', '蒸→晒干'] }, '青翘', 'fine'],
    ['two seed sources', { seedSources: ['林场苗圃 141026', '农户自留 141026'] }, '青翘', 'R-01 block'],
    ['one seed source, and plantings without', { withoutSeedLot: 1 }, '青翘', 'R-01 warn'],
    ['no seed source at all (wild)', { seedSources: [], withoutSeedLot: 3 }, '青翘', 'fine'],
    ['plantings of two years', { plantedYears: ['2015', '2016'] }, '青翘', 'R-01 block'],
    ['nothing known', { variants: [], bases: [], species: [], harvestDays: [], processes: [] }, undefined, 'fine'],
  ])('%s', (_, more, variant, expected) =>
    expect(outcome(oneBatch({ ...sources, ...more }, variant, 60))).toBe(expected),
  );

  it('asks for no window where the reference data has none it may enforce', () => {
    const apart = { ...sources, harvestDays: ['2025-03-01', '2025-11-30'] };
    expect(outcome(oneBatch(apart, '青翘', undefined))).toBe('fine');
    expect(outcome(oneBatch(apart, '青翘', 60))).toBe('R-01 block');
  });
});

describe('R-19: what herbs are packed in', () => {
  const { forbiddenMaterials } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../seeds/reference/packing.json'), 'utf8'),
  ) as { forbiddenMaterials: ForbiddenMaterials };

  it.each([
    ['编织袋', 'fine'],
    ['双层食品级聚乙烯袋', 'fine'],
    ['纸箱', 'fine'],
    ['化肥袋', 'R-19 block'],
    ['旧肥料编织袋', 'R-19 block'],
    ['农药包装箱', 'R-19 block'],
    ['尿素袋', 'R-19 block'],
    ['used fertilizer bags', 'R-19 block'],
    ['袋（原装化肥）', 'R-19 block'],
    ['PESTICIDE BAG', 'R-19 block'],
    // Not what it held, but what stands beside it in the store; six characters are near, seven are not.
    ['纸箱，避开一二三化肥', 'R-19 block'],
    ['纸箱，存放时须远离化肥', 'fine'],
    // A word inside another is no second word.
    ['农药残留合格的棉布', 'fine'],
  ])('%s: %s', (material, expected) => expect(outcome(packingMaterial(material, forbiddenMaterials))).toBe(expected));
});
