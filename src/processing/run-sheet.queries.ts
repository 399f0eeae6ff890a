import { UnknownHerb } from '../herbs/herbs.errors.js';
import { readBands, readBannedOn, readDocument, readHerb } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import type { LotView } from '../lots/lot.js';
import type { Tx } from '../platform/db/tx.js';
import { chineseDay } from '../platform/occurred-at.js';
import { blockedInput } from '../rules/blocked-input.js';
import type { FindingDraft } from '../rules/finding.js';
import { gainedWeight } from '../rules/gained-weight.js';
import { dryingRatio, ratioOf, type DryingSheet } from './drying-ratio.js';
import { forbiddenAgent } from './forbidden-agent.js';
import { foreignHerb } from './foreign-herb.js';
import { HerbAppeared } from './processing.errors.js';
import type { ProcessingFacts } from './processing.facts.js';
import { DRYING_STEPS, WET_STEPS } from './step-kind.js';

type Run = ProcessingFacts['processing.run-finished'];

/** What the rules found about a run, and what it made of its herbs. */
export interface JudgedRun {
  /** Broken by this run: what comes out is born held. */
  drafts: FindingDraft[];
  /** Broken by drawing what was held: the outputs inherit the very holds, so these make no new one. */
  inherited: FindingDraft[];
  ratio: string | undefined;
  /** Output lots that are dry. */
  dry: Set<string>;
}

/** Gathers what the rules ask about a run, and asks them. Throws HerbAppeared, UnknownHerb. */
export async function judgeRun(tx: Tx, organisationId: string, run: Run, lots: readonly LotView[]): Promise<JudgedRun> {
  const inputs = run.inputs.map(({ lot, grams }) => ({ grams, lot: lots.find(({ id }) => id === lot)! }));
  const names = await herbNames(tx, new Set([...lots.map(({ herb }) => herb), ...run.outputs.map(({ herb }) => herb)]));
  refuseNewHerbs(run, lots);
  const dryBefore = await dryLots(tx, organisationId, lots);
  const dries = run.steps.some(({ kind }) => DRYING_STEPS.includes(kind));
  const dry = new Set(
    run.outputs.filter(({ herb }) => dries || isAllDry(inputs, dryBefore, herb)).map(({ lot }) => lot),
  );
  const sheets = dries ? dryingSheets(run, inputs, dryBefore, names) : [];
  const found: FindingDraft[] = [];
  for (const [herb, sheet] of sheets) found.push(...dryingRatio(sheet, await bandOf(tx, herb)));
  const agents = (await readBannedOn(tx, chineseDay(new Date(run.endedAt)))).filter(({ list }) =>
    PROCESSING_LISTS.has(list),
  );
  const main = new Set(run.outputs.filter(({ byProduct }) => byProduct !== true).map(({ herb }) => herb));
  const inputHerbs = lots.map(({ herb }) => ({ herb, nameZh: names.get(herb)! }));
  return {
    drafts: [
      ...forbiddenAgent(run.steps, agents),
      ...foreignHerb(main, inputHerbs, inputHerbs.some(({ herb }) => !main.has(herb)) ? await adjuvants(tx) : []),
      ...gainedWeight(
        total(run.inputs),
        total(run.balance.filter(({ kind }) => kind === 'gain')),
        run.steps.some(({ kind }) => WET_STEPS.includes(kind)),
      ),
      ...found,
    ],
    inherited: blockedInput(lots),
    ratio: sheets.length === 1 ? ratioOf(sheets[0]![1]) : undefined,
    dry,
  };
}

/** Lists of the reference data that name agents of processing and storage. */
const PROCESSING_LISTS = new Set(['storage', 'processing']);

function refuseNewHerbs(run: Run, lots: readonly LotView[]): void {
  const wentIn = [...new Set(lots.map(({ herb }) => herb))];
  const at = run.outputs.findIndex(({ herb }) => !wentIn.includes(herb));
  if (at >= 0) throw new HerbAppeared(at, run.outputs[at]!.herb, wentIn);
}

/** Chinese names by code. A code the reference data lacks is refused: nothing could be judged. */
async function herbNames(tx: Tx, codes: ReadonlySet<string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const code of codes) {
    const herb = await readHerb(tx, code);
    if (herb === undefined) throw new UnknownHerb(code);
    names.set(code, herb.nameZh);
  }
  return names;
}

type Input = { grams: number; lot: LotView };

/** Which of these lots are known to be dry. Harvests are fresh; what others made is taken for dry: it was traded so. */
async function dryLots(tx: Tx, organisationId: string, lots: readonly LotView[]): Promise<Set<string>> {
  const rows: { lot: string; dry: boolean }[] = await tx.query(
    `select lot_id as lot, dry from run_output where organisation_id = $1 and lot_id = any($2::uuid[])`,
    [organisationId, lots.map(({ id }) => id)],
  );
  const fresh = new Set(rows.filter(({ dry }) => !dry).map(({ lot }) => lot));
  return new Set(lots.filter(({ id, kind }) => kind !== 'harvest' && !fresh.has(id)).map(({ id }) => id));
}

function isAllDry(inputs: readonly Input[], dry: ReadonlySet<string>, herb: string): boolean {
  return inputs.every(({ lot }) => lot.herb !== herb || dry.has(lot.id));
}

/** One sheet for each herb that was dried. What was removed is shared out by what went in of each herb. */
function dryingSheets(
  run: Run,
  inputs: readonly Input[],
  dry: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): [string, DryingSheet][] {
  const all = total(run.inputs);
  const removed = total(run.balance.filter(({ kind }) => kind === 'waste' || kind === 'sample'));
  const byProducts = total(run.outputs.filter(({ byProduct }) => byProduct === true));
  return [...new Set(run.outputs.map(({ herb }) => herb))].map((herb) => {
    const own = inputs.filter(({ lot }) => lot.herb === herb);
    const grams = total(own);
    const dryGrams = total(own.filter(({ lot }) => dry.has(lot.id)));
    return [
      herb,
      {
        ...{ herbName: names.get(herb)!, freshGrams: grams - dryGrams, dryGrams },
        removedGrams: Math.round(((removed + byProducts) * grams) / all),
        outGrams: total(run.outputs.filter((output) => output.herb === herb && output.byProduct !== true)),
      },
    ];
  });
}

async function bandOf(tx: Tx, herb: string) {
  return (await readBands(tx, herb)).find(({ kind, certainty }) => kind === 'freshToDry' && isEnforceable(certainty));
}

/** Names of adjuvants of paozhi in the reference data. */
async function adjuvants(tx: Tx): Promise<string[]> {
  const practice = (await readDocument(tx, 'practice')) as { processingAdjuvants?: { adjuvant: string }[] } | undefined;
  return (practice?.processingAdjuvants ?? []).map(({ adjuvant }) => adjuvant);
}

function total(lines: readonly { grams: number }[]): number {
  return lines.reduce((sum, { grams }) => sum + grams, 0);
}
