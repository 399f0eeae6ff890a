import type { RecallClass } from '../oversight.facts.js';
import type { HoldScope } from '../../lots/lot-state.js';
import { balanceOf, type Balance } from './recall-balance.js';
import { drillScore, type ScoreWeights } from './drill-score.js';
import { stateOf, type RecallState } from './recall-states.js';
import type { HolderRow, NoticeRow, RecallRow, Reached } from './recalls.queries.js';

export interface Party {
  id: string;
  name: string;
}

/** One holder: what it had when the recall was published, and what became of it. */
export interface RecallHolder {
  /** Null: a holder whose name the viewer does not learn; `alias` tells such holders apart. */
  organisation: Party | null;
  alias: string;
  lots: number;
  grams: number;
  /** When it answered, or null. */
  acknowledged: string | null;
  /** Whole hours by which the answer is late; 0 while there is time, and for answers in time. */
  overdueHours: number;
  returned: number;
  used: number;
  destroyed: number;
  missing: number;
  open: number;
}

export interface RecallView {
  id: string;
  state: RecallState;
  drill: boolean;
  class: RecallClass;
  reason: string;
  authority: 'company' | 'regulator';
  opener: Party;
  lot: { id: string; herb: string; number: string | null };
  openedAt: string;
  steps: { step: string; at: string; reason: string | null }[];
  /** Until when every holder has to answer; null before publication. */
  dueAt: string | null;
  scope: {
    scope: HoldScope;
    subject: string;
    /** Lots weighed in grams. */
    lots: number;
    grams: number;
    /** Born since of what is recalled, and held from their birth; part of the grams above went into them. */
    later: { lots: number; grams: number };
  };
  holders: RecallHolder[];
  balance: Balance;
  /** Drills: points of 100. */
  score?: ReturnType<typeof drillScore>;
}

/** Who looks: a regulator learns names, everybody else its own; a holder sees its own part alone. */
export interface Viewer {
  organisation: string;
  regulator: boolean;
}

/** Lays a recall out for its viewer at this moment. */
export function toRecallView(
  row: RecallRow,
  scope: { lots: number; grams: number; laterLots: number; laterGrams: number },
  rows: readonly HolderRow[],
  viewer: Viewer,
  now: Date,
  weights: ScoreWeights,
): RecallView {
  const dueAt = row.steps.find(({ step }) => step === 'published')?.dueAt ?? null;
  const all = rows.map((holder, index) => toHolder(holder, index, dueAt, viewer, now));
  const steers = viewer.regulator || viewer.organisation === row.opener;
  const holders = steers ? all : all.filter(({ organisation }) => organisation?.id === viewer.organisation);
  const grams = holders.reduce((sum, holder) => sum + holder.grams, 0);
  const balance = balanceOf(grams, holders);
  const { id, drill, reason, authority, openedAt } = row;
  return {
    ...{
      id,
      state: stateOf(row.steps.map(({ step }) => step)),
      drill,
      class: row.class,
      reason,
      authority,
      openedAt,
      dueAt,
    },
    opener: { id: row.opener, name: row.openerName },
    lot: { id: row.lot, herb: row.herb, number: row.number },
    steps: row.steps.map(({ step, at, reason: why }) => ({ step, at, reason: why })),
    scope: {
      ...{ scope: row.scope, subject: row.subject },
      lots: steers ? scope.lots : holders.reduce((sum, { lots }) => sum + lots, 0),
      grams: steers ? scope.grams : grams,
      later: steers ? { lots: scope.laterLots, grams: scope.laterGrams } : { lots: 0, grams: 0 },
    },
    ...{ holders, balance },
    ...(drill && steers && dueAt !== null ? { score: scoreOf(rows, balance, dueAt, weights) } : {}),
  };
}

function toHolder(row: HolderRow, index: number, dueAt: string | null, viewer: Viewer, now: Date): RecallHolder {
  const { lots, grams, returned, used, destroyed, missing } = row;
  const shown = viewer.regulator || row.organisation === viewer.organisation;
  return {
    organisation: shown ? { id: row.organisation, name: row.name } : null,
    alias: `持有方 ${index + 1}${row.region === null ? '' : `（${row.region}）`}`,
    ...{ lots, grams, acknowledged: row.acknowledgedAt?.toISOString() ?? null },
    overdueHours: overdueHours(dueAt, row.acknowledgedAt ?? now),
    ...{ returned, used, destroyed, missing, open: grams - returned - used - destroyed - missing },
  };
}

function overdueHours(dueAt: string | null, at: Date): number {
  return dueAt === null ? 0 : Math.max(0, Math.ceil((at.getTime() - Date.parse(dueAt)) / 3_600_000));
}

function scoreOf(rows: readonly HolderRow[], balance: Balance, dueAt: string, weights: ScoreWeights) {
  const due = Date.parse(dueAt);
  const before = (time: Date | null): boolean => time !== null && time.getTime() <= due;
  return drillScore(
    {
      grams: balance.grams,
      locatedGrams: balance.returned + balance.used + balance.destroyed,
      holders: rows.length,
      acknowledgedInTime: rows.filter(({ acknowledgedAt }) => before(acknowledgedAt)).length,
      balancedInTime: balance.balanced && rows.every(({ lastReportAt, grams }) => grams === 0 || before(lastReportAt)),
    },
    weights,
  );
}

/** What a draft would reach: grams by holder, without names for anybody but a regulator. */
export function toPreview(reached: readonly Reached[], names: ReadonlyMap<string, string>, viewer: Viewer) {
  const weighed = reached.filter(({ unit }) => unit === 'gram');
  const byHolder = new Map<string, Reached[]>();
  for (const lot of weighed) byHolder.set(lot.holder, [...(byHolder.get(lot.holder) ?? []), lot]);
  const sum = (lots: readonly Reached[]): number => lots.reduce((total, { grams }) => total + grams, 0);
  const holders = [...byHolder]
    .map(([id, lots]) => ({
      organisation: viewer.regulator || id === viewer.organisation ? { id, name: names.get(id) ?? id } : null,
      lots: lots.length,
      grams: sum(lots),
      inTransitGrams: sum(lots.filter(({ custody }) => custody === 'in-transit')),
    }))
    .filter(({ grams }) => grams > 0)
    .sort((a, b) => b.grams - a.grams);
  return { lots: weighed.length, grams: sum(weighed), holders };
}

/** A notice as its holder reads it. */
export function toNoticeView(row: NoticeRow, now: Date) {
  const { id, recall, reason, drill, lots, grams, dueAt, acknowledgedAt } = row;
  return {
    ...{ id, recall, state: stateOf(row.steps), class: row.class, reason, drill, lots, grams },
    opener: { id: row.opener, name: row.openerName },
    goods: { herb: row.herb, number: row.number },
    ...{ notifiedAt: row.notifiedAt.toISOString(), dueAt: dueAt.toISOString() },
    acknowledged: acknowledgedAt?.toISOString() ?? null,
    overdueHours: overdueHours(dueAt.toISOString(), acknowledgedAt ?? now),
  };
}
