import { listAt, numberAt, objectAt, textAt, textsAt, type ToldFact } from './told-fact.js';

/**
 * Of all facts that touch a batch's lots, plantings and bases, those that belong to its story: a base has other harvests, a planting
 * other years, a run other outputs, and a harvest goes into other batches too. `lots` holds the batch and all it was made of.
 */
export function relevantFacts(facts: readonly ToldFact[], lot: string, lots: ReadonlySet<string>): ToldFact[] {
  const harvests = facts.filter(({ type, open }) => type === 'planting.harvested' && has(lots, open, 'lot'));
  const harvestIds = idsOf(harvests, 'lot');
  const plantings = idsOf(harvests, 'planting');
  const bases = idsOf(harvests, 'base');
  const plots = new Set(
    harvests.flatMap(({ open }) => listAt(open, 'plots').flatMap((line) => textAt(line, 'plot') ?? [])),
  );
  const planted = facts.filter(({ type, open }) => type === 'planting.planted' && has(plantings, open, 'planting'));
  const seedLots = idsOf(planted, 'seedLot');
  const lastHarvest = Math.max(...harvests.map(({ occurredAt }) => Date.parse(occurredAt)));

  const belongs: Record<string, (fact: ToldFact) => boolean> = {
    'planting.base-registered': ({ open }) => has(bases, open, 'base'),
    'planting.base-photographed': ({ open }) => has(bases, open, 'base'),
    'planting.environment-tested': ({ open }) => has(bases, open, 'base'),
    'planting.base-qualified': ({ open }) => has(bases, open, 'base'),
    'planting.plot-registered': ({ open }) => has(plots, open, 'plot'),
    'planting.seed-lot-received': ({ open }) => has(lots, open, 'lot') || has(seedLots, open, 'lot'),
    'planting.planted': ({ open }) => has(plantings, open, 'planting'),
    // What was done on the field after the last harvest is the next batch's story.
    'planting.field-work-done': ({ open, occurredAt }) =>
      has(plantings, open, 'planting') && Date.parse(occurredAt) <= lastHarvest,
    'planting.harvested': ({ open }) => has(lots, open, 'lot'),
    'planting.purchased': ({ open }) => has(harvestIds, open, 'harvest') || has(lots, open, 'lot'),
    'processing.run-finished': ({ open }) => listAt(open, 'outputs').some((output) => has(lots, output, 'lot')),
    'batches.batch-made': ({ open }) => has(lots, open, 'lot'),
    'processing.adjuvant-received': ({ open }) => has(lots, open, 'lot'),
    'batches.packed': ({ open }) => open['lot'] === lot,
    'batches.label-set': ({ open }) => open['batch'] === lot,
    'batches.sample-retained': ({ open }) => open['lot'] === lot,
    'quality.sample-received': ({ open }) => has(lots, open, 'lot'),
    'quality.report-signed': ({ open }) => has(lots, open, 'lot'),
    'quality.sample-taken': ({ open }) => has(lots, open, 'lot'),
    'quality.report-issued': ({ open }) => has(lots, open, 'lot'),
    'quality.original-filed': ({ open }) => open['lot'] === lot,
    'quality.batch-claimed': ({ open }) => open['lot'] === lot,
    'quality.report-withdrawn': ({ open }) => has(lots, open, 'lot'),
    // A warning somebody took on goes wherever the goods go.
    'rules.finding-overridden': ({ open }) => textsAt(open, 'lots').some((id) => lots.has(id)),
    'rules.finding-cured': ({ open }) => textsAt(open, 'lots').some((id) => lots.has(id)),
    'quality.lot-released': ({ open }) => open['lot'] === lot,
    'quality.lot-rejected': ({ open }) => open['lot'] === lot,
    // Whatever a lot lay in goes with everything made of it.
    'storage.checked': ({ subjects }) => subjects.some((id) => lots.has(id)),
    'storage.fumigated': ({ open }) => textsAt(open, 'lots').some((id) => lots.has(id)),
    'storage.excursion-told': ({ open }) => textsAt(open, 'lots').some((id) => lots.has(id)),
    'storage.sensor-removed': ({ open }) => textsAt(open, 'lots').some((id) => lots.has(id)),
    'codes.issued': ({ subjects }) => subjects.includes(lot),
    'codes.voided': ({ subjects }) => subjects.includes(lot),
    'custody.dispatched': ({ subjects }) => subjects.includes(lot),
    'custody.received': ({ subjects }) => subjects.includes(lot),
    // Holds are chosen by whom they bind, which facts do not say; whoever gathers them has done so.
    'lots.held': () => true,
    'lots.hold-lifted': () => true,
  };
  return newestOfEachExcursion(facts.filter((fact) => belongs[fact.type]?.(fact)));
}

/** Each telling of an excursion is the whole of what was known: the newest stands. */
function newestOfEachExcursion(facts: ToldFact[]): ToldFact[] {
  const newest = new Map<string, number>();
  const tellings = facts.filter(({ type }) => type === 'storage.excursion-told');
  for (const { open } of tellings) {
    const excursion = textAt(open, 'excursion') ?? '';
    newest.set(excursion, Math.max(newest.get(excursion) ?? 0, numberAt(open, 'n') ?? 0));
  }
  return facts.filter(
    ({ type, open }) =>
      type !== 'storage.excursion-told' || newest.get(textAt(open, 'excursion') ?? '') === numberAt(open, 'n'),
  );
}

/** Types of facts that are reached through what a harvest names (its planting, base and plots), not through lots. */
export const FIELD_FACTS = [
  'planting.base-registered',
  'planting.base-photographed',
  'planting.environment-tested',
  'planting.base-qualified',
  'planting.plot-registered',
  'planting.seed-lot-received',
  'planting.planted',
  'planting.field-work-done',
] as const;

/** What the harvests of these lots name: where to look for the facts of the field. */
export function fieldSubjects(facts: readonly ToldFact[], lots: ReadonlySet<string>): string[] {
  const ids = new Set<string>();
  for (const { type, open } of facts) {
    if (type === 'planting.planted')
      for (const id of [...textsAt(open, 'plots'), textAt(open, 'seedLot')]) if (id) ids.add(id);
    if (type !== 'planting.harvested' || !has(lots, open, 'lot')) continue;
    for (const key of ['planting', 'base']) for (const id of [textAt(open, key)]) if (id) ids.add(id);
    for (const line of listAt(open, 'plots')) for (const id of [textAt(line, 'plot')]) if (id) ids.add(id);
  }
  return [...ids];
}

/** Organisations a story names: who recorded its facts, and the laboratories in them. */
export function organisationsOf(facts: readonly ToldFact[]): string[] {
  const laboratories = facts.flatMap(({ open }) => textAt(objectAt(open, 'laboratory') ?? {}, 'id') ?? []);
  return [...new Set([...facts.map(({ organisation }) => organisation), ...laboratories])];
}

function has(ids: ReadonlySet<string>, open: ToldFact['open'], key: string): boolean {
  const id = textAt(open, key);
  return id !== undefined && ids.has(id);
}

function idsOf(facts: readonly ToldFact[], key: string): Set<string> {
  return new Set(facts.flatMap(({ open }) => textAt(open, key) ?? []));
}
