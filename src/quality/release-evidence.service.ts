import { Injectable } from '@nestjs/common';
import { HerbsService } from '../herbs/herbs.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { LotView } from '../lots/lot.js';
import { LotPackages } from '../lots/packages.service.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { FindingsService } from '../rules/findings.service.js';
import type { Completeness } from '../rules/completeness.js';
import { CompletenessService } from './completeness.service.js';
import { OwnStandardService } from './own-standard.service.js';
import { figuresOfOthers, listSamples, reportEvidence } from './quality.queries.js';
import type { InternalEvidence, ReleaseEvidence, ReportEvidence } from './release-evidence.js';
import { failureOf } from './report-findings.js';
import { sameFigures } from './report-reuse.js';
import { answeredByRetests, type Failure, type RetestRule } from './retest.js';
import { SamplesService } from './samples.service.js';

/** Facts of other rooms by which a retained sample, and its destruction, is known here. */
const RETAINED = 'batches.sample-retained';
const PACKED = 'batches.packed';
const DESTROYED = 'batches.retained-sample-destroyed';
const MANY = 1000;

/** Gathers everything the record holds that bears on the release of one batch. Judges nothing. */
@Injectable()
export class ReleaseEvidenceService {
  constructor(
    private readonly packages: LotPackages,
    private readonly findings: FindingsService,
    private readonly herbs: HerbsService,
    private readonly samples: SamplesService,
    private readonly ledger: Ledger,
    private readonly own: OwnStandardService,
    private readonly record: CompletenessService,
  ) {}

  async of(tx: Tx, actor: Actor, lot: LotView): Promise<ReleaseEvidence> {
    const organisation = actor.organisation.id;
    const binding = lot.holds.filter((hold) => hold.binding);
    const samples = await listSamples(tx, { viewer: organisation, lot: lot.id, limit: MANY });
    const reports = await this.answered(tx, await reportEvidence(tx, organisation, lot.id), samples);
    const findings = await this.findings.read(tx, actor, { limit: MANY, lot: lot.id });
    const failures = new Map(reports.map((report) => [report.factId, report]));
    return {
      lot: lot.id,
      quality: lot.quality,
      head: { personId: actor.personId, name: actor.name, login: actor.login },
      ownedByHead: lot.owner === organisation,
      initialGrams: lot.initialQuantity,
      remainingGrams: lot.remaining,
      holds: binding
        .filter(({ authority }) => authority !== 'recall')
        .map(({ hold, reason }) => ({ id: hold, reason })),
      recalls: binding.filter(({ authority }) => authority === 'recall').map(({ hold }) => ({ id: hold })),
      findings: findings.map((finding) => {
        const report = failures.get(finding.factId);
        const ofFailure = report !== undefined && finding.messageZh.startsWith(failureOf(report.number));
        return {
          ...{ id: finding.id, ruleId: finding.ruleId, level: finding.level, factId: finding.factId },
          message: { zh: finding.messageZh, en: finding.messageEn },
          closedAs: finding.closedAt === null ? null : (finding.closedAs ?? 'cured'),
          closedReason: finding.closedReason,
          answered: ofFailure && report.answered,
        };
      }),
      samples: samples.map(({ id, factId, grams, lotGrams, packages, received }) => ({
        ...{ id, factId, grams: Number(grams), packages, lotGrams: lotGrams === null ? null : Number(lotGrams) },
        received: received && { sealIntact: received.sealIntact },
      })),
      due: await this.samples.samplingDue(tx, lot, chineseDay(samples[0]?.takenAt ?? new Date(lot.bornAt))),
      reports,
      untestedPesticides: await this.untestedPesticides(tx, lot, reports),
      twins: await this.twins(tx, organisation, lot, reports),
      internal: await this.internal(tx, organisation, lot, reports),
      claims: (await this.own.claims(tx, actor, lot.id)).map(({ id, factId, name, missing }) => ({
        ...{ id, factId, name, missing },
      })),
      completeness: shortly(await this.record.of(tx, actor, lot.id)),
      packages: await this.packages.count(tx, lot.id),
      retainedDue: await this.retainedDue(tx),
      ...(await this.stored(tx, lot.id)),
    };
  }

  /** Marks the failing reports that re-tests have answered. */
  private async answered(
    tx: Tx,
    reports: ReportEvidence[],
    samples: readonly { id: string; retestOf: string | null }[],
  ): Promise<ReportEvidence[]> {
    if (!reports.some(({ judgement }) => judgement === 'fail')) return reports;
    const { retest } = (await this.herbs.document('quality', tx)) as { retest?: RetestRule };
    if (retest === undefined) return reports;
    const drawnFor = new Map(samples.map(({ id, retestOf }) => [id, retestOf]));
    return reports.map((report) => {
      if (report.judgement !== 'fail') return report;
      const failure: Failure = { laboratory: report.laboratory, items: itemsOf(report, 'fail') };
      const retests = reports
        .filter((other) => other.withdrawn === null && drawnFor.get(other.sample) === report.id)
        .map((other) => ({
          ...{ laboratory: other.laboratory, sample: other.sample },
          ...{ passed: itemsOf(other, 'pass'), failed: itemsOf(other, 'fail') },
        }));
      return { ...report, answered: answeredByRetests(failure, retests, retest) };
    });
  }

  /** Banned pesticides of the edition that no standing report has answered; none when nothing was judged. */
  private async untestedPesticides(tx: Tx, lot: LotView, reports: readonly ReportEvidence[]): Promise<string[]> {
    const judged = reports.filter(({ notJudged, withdrawn }) => notJudged === null && withdrawn === null);
    const newest = judged[judged.length - 1];
    if (newest?.judgedUnder == null) return [];
    const on = { edition: newest.judgedUnder, on: newest.testedOn };
    const { limits } = await this.herbs.limitsFor(lot.herb, lot.variant, on, tx);
    const answered = new Set(judged.flatMap((report) => [...itemsOf(report, 'pass'), ...itemsOf(report, 'fail')]));
    // One line may speak for the whole list of chapter 2341.
    if (answered.has('banned_pesticides')) return [];
    return limits
      .filter(({ kind, value, item }) => kind === 'absent' && value !== null && !answered.has(item))
      .map(({ name }) => name.zh);
  }

  private async retainedDue(tx: Tx): Promise<boolean> {
    const { release } = (await this.herbs.document('quality', tx)) as { release?: { retainedSample?: boolean } };
    return release?.retainedSample === true;
  }

  /** What was packed, and retained samples that were not destroyed since. */
  private async stored(tx: Tx, lot: string): Promise<Pick<ReleaseEvidence, 'packings' | 'retained'>> {
    const facts = await this.ledger.factsAbout(tx, [lot], [RETAINED, DESTROYED, PACKED]);
    const destroyed = new Set(facts.flatMap(({ type, open }) => (type === DESTROYED ? [open['sample']] : [])));
    const told = (one: string, key: string) =>
      facts
        .filter(({ type, open }) => type === one && !destroyed.has(open[key]))
        .map(({ id, open }) => ({ id: String(open[key]), factId: id, grams: Number(open['grams'] ?? 0) }));
    return { packings: told(PACKED, 'packing'), retained: told(RETAINED, 'sample') };
  }

  private async twins(tx: Tx, owner: string, lot: LotView, reports: readonly ReportEvidence[]) {
    const others = await figuresOfOthers(tx, { owner, herb: lot.herb, lot: lot.id });
    return reports.flatMap(({ id, factId, number, items, withdrawn }) => {
      const measured = items.filter(({ belowLoq }) => !belowLoq).map(({ item, value }) => [item, value] as const);
      const twin = withdrawn === null && others.find(({ values }) => sameFigures(values, Object.fromEntries(measured)));
      return twin ? [{ id, factId, number, of: twin.number }] : [];
    });
  }

  /** The organisation's own limits, each against what the standing reports measured. */
  private async internal(
    tx: Tx,
    owner: string,
    lot: LotView,
    reports: readonly ReportEvidence[],
  ): Promise<InternalEvidence[]> {
    const standing = reports.filter(({ withdrawn, answered }) => withdrawn === null && !answered);
    const newest = standing[standing.length - 1];
    if (newest === undefined) return [];
    const limits = await this.own.limitsOn(tx, owner, lot, newest.testedOn);
    return limits.map((limit) => ({
      ...{ item: limit.item, kind: limit.kind, value: limit.value, unit: limit.unit, decimals: limit.decimals },
      ...{ id: limit.id, factId: limit.factId },
      reports: standing
        .filter(({ items }) => items.some(({ item }) => item === limit.item))
        .map(({ id, factId }) => ({ id, factId })),
      results: standing.flatMap(({ items }) => items.filter(({ item }) => item === limit.item)),
    }));
  }
}

/** The score and its two lists, as a signature rests on them. What only the release itself adds is not missing before it. */
function shortly({ percent, lines }: Completeness): ReleaseEvidence['completeness'] {
  const named = (state: string) =>
    lines.filter((one) => one.state === state && one.code !== 'release').map(({ name }) => name);
  return { percent, missing: named('missing'), late: named('late') };
}

function itemsOf(report: ReportEvidence, verdict: 'pass' | 'fail'): string[] {
  return report.items.filter((line) => line.verdict === verdict).map(({ item }) => item);
}
