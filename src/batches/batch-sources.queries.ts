import { readDocument } from '../herbs/herbs.queries.js';
import type { Fact } from '../ledger/fact.js';
import type { Ledger } from '../ledger/ledger.service.js';
import type { LotView } from '../lots/lot.js';
import type { LotsService } from '../lots/lots.service.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import type { TellingBase } from './batch-origin.js';
import type { BatchSources } from './one-batch.js';
import { processesOf } from './ways-processed.js';

/** What of other rooms' facts is asked here. Batches do not know planting or processing; they read what was recorded. */
interface Told {
  planting?: unknown;
  base?: unknown;
  baseName?: unknown;
  species?: unknown;
  seedLot?: unknown;
  divisionCode?: unknown;
  supplier?: unknown;
  originDivisionCode?: unknown;
  establishedOn?: unknown;
  at?: unknown;
  lot?: unknown;
  steps?: unknown;
  outputs?: unknown;
}

/** What the rules ask about the sources, and what a label tells of them. */
export interface KnownSources extends BatchSources {
  /** Bases with their place. */
  places: TellingBase[];
  /** Lots that a run put aside as waste. */
  waste: Set<string>;
}

/**
 * Gathers what is known of everything these lots were made of. Only what gave them matter counts: the seed lot of a
 * perennial stands behind every year's harvest and blends none of them. A fact is taken when it tells of the birth of
 * one of these lots, not when it merely names one.
 */
export async function batchSources(
  tx: Tx,
  actor: Actor,
  rooms: { lots: LotsService; ledger: Ledger },
  inputs: readonly LotView[],
): Promise<KnownSources> {
  const family = await matterFamily(tx, actor, rooms.lots, inputs);
  const facts = await rooms.ledger.factsAbout(tx, [...family.lots], BIRTHS);
  const harvests = told(facts, 'planting.harvested').filter(({ lot }) => family.lots.has(String(lot)));
  const plantings = texts(harvests, 'planting');
  const planted =
    plantings.length === 0
      ? []
      : told(await rooms.ledger.factsAbout(tx, plantings, ['planting.planted']), 'planting.planted');
  const seedLots = texts(planted, 'seedLot');
  const seeds =
    seedLots.length === 0
      ? []
      : told(await rooms.ledger.factsAbout(tx, seedLots, [SEED]), SEED).filter(({ lot }) =>
          seedLots.includes(String(lot)),
        );
  const leavesIt = await stepsThatLeaveIt(tx);
  const steps = new Map(
    told(facts, 'processing.run-finished').flatMap((run) =>
      outputsOf(run).map((lot) => [lot, processOf(run, leavesIt)] as const),
    ),
  );
  return {
    variants: inputs.map(({ variant }) => variant),
    bases: texts(harvests, 'baseName'),
    species: texts(planted, 'species'),
    seedSources: sourcesOf(seedLots, seeds),
    withoutSeedLot: planted.filter(({ seedLot }) => typeof seedLot !== 'string').length,
    waste: wasteOf(told(facts, 'processing.run-finished')),
    places: harvests.map(({ baseName, divisionCode }) => ({
      name: String(baseName),
      divisionCode: String(divisionCode),
    })),
    plantedYears: texts(planted, 'establishedOn').map((day) => day.slice(0, 4)),
    harvestDays: texts(harvests, 'at').map((at) => chineseDay(new Date(at))),
    processes: processesOf(
      inputs.map(({ id }) => id),
      family.parents,
      steps,
    ),
  };
}

const BIRTHS = ['planting.harvested', 'processing.run-finished'];
const SEED = 'planting.seed-lot-received';

/** One supplier's seed of one county is one source, however often it delivered; what no fact tells of stands for itself. */
function sourcesOf(seedLots: readonly string[], seeds: readonly Told[]): string[] {
  const known = new Map(
    seeds.map(({ lot, supplier, originDivisionCode }) => [
      String(lot),
      [supplier, originDivisionCode].filter((part) => typeof part === 'string').join(' '),
    ]),
  );
  return [...new Set(seedLots.map((lot) => known.get(lot) ?? lot))];
}

/** The inputs and every lot whose matter is in them; seed that was drawn like goods is no growth of its own. */
async function matterFamily(tx: Tx, actor: Actor, lots: LotsService, inputs: readonly LotView[]): Promise<Family> {
  const family: Family = { lots: new Set(), parents: new Map() };
  for (const { id } of inputs) {
    const { lots: relatives, edges, shares } = await lots.ancestors(tx, actor, id);
    const matter = new Set([id, ...shares.map(({ lot }) => lot)]);
    for (const lot of relatives) if (matter.has(lot.id) && lot.kind !== 'seed') family.lots.add(lot.id);
    for (const { from, to, kind } of edges)
      if (kind === 'matter' && matter.has(to))
        family.parents.set(to, (family.parents.get(to) ?? new Set<string>()).add(from));
  }
  return family;
}

interface Family {
  lots: Set<string>;
  /** Whose matter went into a lot directly. */
  parents: Map<string, Set<string>>;
}

function told(facts: readonly Fact[], type: string): Told[] {
  return facts.filter((fact) => fact.type === type).map(({ open }) => open as Told);
}

function texts(facts: readonly Told[], key: keyof Told): string[] {
  return [...new Set(facts.map((fact) => fact[key]).filter((value) => typeof value === 'string'))];
}

/** Steps that clean or move the herb leave it what it was; all others make its process. */
async function stepsThatLeaveIt(tx: Tx): Promise<Set<string>> {
  const file = (await readDocument(tx, 'processing')) as { steps?: { kind: string; leavesIt?: boolean }[] } | undefined;
  return new Set((file?.steps ?? []).filter(({ leavesIt }) => leavesIt === true).map(({ kind }) => kind));
}

function processOf({ steps }: Told, leavesIt: ReadonlySet<string>): string {
  if (!Array.isArray(steps)) return '';
  const kinds = (steps as { kind?: unknown }[]).map(({ kind }) => kind).filter((kind) => typeof kind === 'string');
  return kinds.filter((kind) => !leavesIt.has(kind)).join('→');
}

function wasteOf(runs: readonly Told[]): Set<string> {
  return new Set(
    runs
      .flatMap(({ outputs }) => (Array.isArray(outputs) ? (outputs as { lot?: unknown; use?: unknown }[]) : []))
      .filter(({ use }) => use === 'waste')
      .map(({ lot }) => String(lot)),
  );
}

function outputsOf({ outputs }: Told): string[] {
  if (!Array.isArray(outputs)) return [];
  return (outputs as { lot?: unknown }[]).map(({ lot }) => lot).filter((lot) => typeof lot === 'string');
}
