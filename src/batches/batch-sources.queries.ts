import type { Fact } from '../ledger/fact.js';
import type { Ledger } from '../ledger/ledger.service.js';
import type { LotView } from '../lots/lot.js';
import type { LotsService } from '../lots/lots.service.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import type { BatchSources } from './one-batch.js';

/** What of other rooms' facts is asked here. Batches do not know planting or processing; they read what was recorded. */
interface Told {
  planting?: unknown;
  base?: unknown;
  baseName?: unknown;
  species?: unknown;
  seedLot?: unknown;
  establishedOn?: unknown;
  at?: unknown;
  steps?: unknown;
}

/** Steps that clean or move the herb leave it what it was; all others make its process. */
const LEAVES_IT = new Set(['拣选', '净制', '去杂', '筛选', '清洗', '冷却', '分级', '包装', '暂存', '投料', '其他']);

/** Gathers what is known of everything these lots were made of, from their ancestors' facts. */
export async function batchSources(
  tx: Tx,
  actor: Actor,
  rooms: { lots: LotsService; ledger: Ledger },
  inputs: readonly LotView[],
): Promise<BatchSources> {
  const family = new Set<string>();
  for (const { id } of inputs) for (const lot of (await rooms.lots.ancestors(tx, actor, id)).lots) family.add(lot.id);
  const facts = await rooms.ledger.factsAbout(tx, [...family]);
  const harvests = told(facts, 'planting.harvested');
  const plantings = texts(harvests, 'planting');
  const planted = plantings.length === 0 ? [] : told(await rooms.ledger.factsAbout(tx, plantings), 'planting.planted');
  return {
    variants: inputs.map(({ variant }) => variant),
    bases: texts(harvests, 'baseName'),
    species: texts(planted, 'species'),
    seedLots: texts(planted, 'seedLot'),
    plantedYears: texts(planted, 'establishedOn').map((day) => day.slice(0, 4)),
    harvestDays: texts(harvests, 'at').map((at) => chineseDay(new Date(at))),
    processes: told(facts, 'processing.run-finished')
      .map(processOf)
      .filter((process) => process !== ''),
  };
}

function told(facts: readonly Fact[], type: string): Told[] {
  return facts.filter((fact) => fact.type === type).map(({ open }) => open as Told);
}

function texts(facts: readonly Told[], key: keyof Told): string[] {
  return [...new Set(facts.map((fact) => fact[key]).filter((value) => typeof value === 'string'))];
}

function processOf({ steps }: Told): string {
  if (!Array.isArray(steps)) return '';
  const kinds = (steps as { kind?: unknown }[]).map(({ kind }) => kind).filter((kind) => typeof kind === 'string');
  return kinds.filter((kind) => !LEAVES_IT.has(kind)).join('→');
}
