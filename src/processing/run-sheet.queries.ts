import { UnknownHerb } from '../herbs/herbs.errors.js';
import { readBands, readBannedOn, readHerb } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import type { LotView } from '../lots/lot.js';
import type { Tx } from '../platform/db/tx.js';
import { chineseDay } from '../platform/occurred-at.js';
import { blockedInput } from '../rules/blocked-input.js';
import type { FindingDraft } from '../rules/finding.js';
import { gainedWeight } from '../rules/gained-weight.js';
import { timeOrder } from '../rules/time-order.js';
import { adjuvantRatio } from './adjuvant-ratio.js';
import type { DrawnLot } from './consigned-lots.queries.js';
import { dryingRatio, ratioOf } from './drying-ratio.js';
import { expiredAdjuvant } from './expired-adjuvant.js';
import { forbiddenAgent } from './forbidden-agent.js';
import { foreignHerb } from './foreign-herb.js';
import { herbSheets, type HerbSheet, type RunInput } from './herb-sheets.js';
import { monographProcess } from './monograph-process.js';
import { HerbAppeared } from './processing.errors.js';
import type { ProcessingFacts } from './processing.facts.js';
import type { ProcessingReference } from './processing-reference.queries.js';
import { stepParameters } from './step-parameters.js';
import { stepYield } from './step-yield.js';

const RUN = { zh: '加工', en: 'the run' };

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
export async function judgeRun(
  tx: Tx,
  organisationId: string,
  run: Run,
  lots: readonly DrawnLot[],
  reference: ProcessingReference,
): Promise<JudgedRun> {
  const { catalogue } = reference;
  const herbLots = lots.filter(({ kind }) => kind !== 'adjuvant');
  refuseNewHerbs(run, herbLots);
  const names = await herbNames(tx, new Set([...herbLots, ...run.outputs].map(({ herb }) => herb)));
  const dryBefore = await dryLots(tx, organisationId, herbLots);
  const inputs = run.inputs.map(({ lot, grams }): RunInput => {
    const { kind, herb, madeAt } = lots.find(({ id }) => id === lot)!;
    return { lot, kind, herb, grams, dry: dryBefore.has(lot), bornOn: chineseDay(new Date(madeAt)) };
  });
  const dries = run.steps.some(({ kind }) => catalogue.dries(kind));
  const dry = new Set(
    run.outputs
      .filter(({ herb }) => dries || inputs.every((input) => input.herb !== herb || input.dry))
      .map(({ lot }) => lot),
  );
  const sheets = herbSheets(run, inputs, names);
  const agents = (await readBannedOn(tx, chineseDay(new Date(run.endedAt)))).filter(({ list }) =>
    PROCESSING_LISTS.has(list),
  );
  const dried = dries ? sheets.filter(({ drying }) => drying.freshGrams > 0) : [];
  return {
    drafts: [
      ...forbiddenAgent(run.steps, agents, (kind) => catalogue.step(kind)?.forbidden === true),
      ...foreignHerb(
        new Set(sheets.map(({ herb }) => herb)),
        herbLots.map(({ herb }) => ({ herb, nameZh: names.get(herb)! })),
        reference.adjuvants.flatMap(({ zh, words }) => [zh, ...words]),
      ),
      ...timeOrder({ name: RUN, startedAt: run.startedAt, at: run.endedAt }, lots),
      ...stepParameters(run.steps, catalogue, isEnforceable),
      ...gainedWeight(
        total(run.inputs),
        total(run.balance.filter(({ kind }) => kind === 'gain')),
        run.steps.some(({ kind }) => catalogue.wets(kind)),
      ),
      ...(await dryingFindings(tx, dried)),
      ...sheets.flatMap((sheet) => herbFindings(sheet, run, reference)),
      ...expiredAdjuvant(
        await adjuvantsDrawn(tx, organisationId, lots, reference),
        chineseDay(new Date(run.startedAt)),
      ),
    ],
    inherited: blockedInput(lots).map((draft) => declaredRework(draft, run.rework)),
    ratio: dried.length === 1 && sheets.length === 1 ? ratioOf(dried[0]!.drying) : undefined,
    dry,
  };
}

/** Lists of the reference data that name agents of processing and storage. */
const PROCESSING_LISTS = new Set(['storage', 'processing']);

/** Rejected goods that are worked again for a stated reason have not gone unseen: what comes out is tested anew. */
function declaredRework(draft: FindingDraft, reason: string | undefined): FindingDraft {
  if (draft.ruleId !== 'R-21' || reason === undefined) return draft;
  const { zh, en } = draft.message;
  return { ...draft, level: 'warn', message: { zh: `${zh}；返工：${reason}`, en: `${en}; rework: ${reason}` } };
}

function herbFindings(sheet: HerbSheet, run: Run, reference: ProcessingReference): FindingDraft[] {
  const { herb, herbName, variant, drying, adjuvants } = sheet;
  const wentInDry = drying.freshGrams === 0;
  const steps = run.steps.map((step) => ({ ...step, day: chineseDay(new Date(step.startedAt)) }));
  const kinds = steps.map(({ kind }) => kind);
  return [
    ...monographProcess(
      { herb, herbName, variant, wentInDry, harvestedOn: sheet.harvestedOn, steps },
      reference.methods,
      reference.catalogue,
    ),
    ...adjuvantRatio(
      {
        ...{ herb, herbName, herbGrams: drying.freshGrams + drying.dryGrams, kinds, drawn: adjuvants },
        nameOf: (code) => reference.adjuvants.find((adjuvant) => adjuvant.code === code)?.zh ?? code,
      },
      reference.ratios,
      isEnforceable,
    ),
    ...(wentInDry
      ? stepYield(
          {
            herbName,
            inGrams: drying.dryGrams,
            outGrams: drying.outGrams,
            removedGrams: drying.removedGrams,
          },
          kinds.flatMap((kind) => reference.catalogue.step(kind) ?? []),
          isEnforceable,
        )
      : []),
  ];
}

async function dryingFindings(tx: Tx, sheets: readonly HerbSheet[]): Promise<FindingDraft[]> {
  const found: FindingDraft[] = [];
  for (const { herb, drying } of sheets) {
    const band = (await readBands(tx, herb)).find(
      ({ kind, certainty }) => kind === 'freshToDry' && isEnforceable(certainty),
    );
    found.push(...dryingRatio(drying, band));
  }
  return found;
}

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

/** Which of these lots are known to be dry. Harvests are fresh; what others made is taken for dry: it was traded so. */
async function dryLots(tx: Tx, organisationId: string, lots: readonly DrawnLot[]): Promise<Set<string>> {
  const rows: { lot: string; dry: boolean }[] = await tx.query(
    `select lot_id as lot, dry from run_output where organisation_id = $1 and lot_id = any($2::uuid[])`,
    [organisationId, lots.map(({ id }) => id)],
  );
  const known = lots.flatMap(({ id: lot, dry }) => (dry === undefined ? [] : [{ lot, dry }]));
  const fresh = new Set([...rows, ...known].filter(({ dry }) => !dry).map(({ lot }) => lot));
  return new Set(lots.filter(({ id, kind }) => kind !== 'harvest' && !fresh.has(id)).map(({ id }) => id));
}

/** Adjuvants among the lots, with the day until which each is good. */
async function adjuvantsDrawn(
  tx: Tx,
  organisationId: string,
  lots: readonly LotView[],
  { adjuvants }: ProcessingReference,
): Promise<{ name: string; expiresOn: string | null }[]> {
  const drawn = lots.filter(({ kind }) => kind === 'adjuvant').map(({ id }) => id);
  if (drawn.length === 0) return [];
  const rows: { adjuvant: string; expiresOn: string | null }[] = await tx.query(
    `select adjuvant, expires_on::text as "expiresOn" from adjuvant_lot
     where organisation_id = $1 and id = any($2::uuid[]) order by id`,
    [organisationId, drawn],
  );
  return rows.map(({ adjuvant, expiresOn }) => ({
    name: adjuvants.find(({ code }) => code === adjuvant)?.zh ?? adjuvant,
    expiresOn,
  }));
}

function total(lines: readonly { grams: number }[]): number {
  return lines.reduce((sum, { grams }) => sum + grams, 0);
}
