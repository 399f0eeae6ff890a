import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { regionOfWork } from '../identity/workplace.queries.js';
import { Ledger } from '../ledger/ledger.service.js';
import { LotsService } from '../lots/lots.service.js';
import { toBalanceLine } from '../lots/matter.dto.js';
import { refuseCounted } from '../lots/refuse-counted.js';
import { assertMassBalances, massSheet } from '../lots/mass-balance.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { entryDisclosure } from '../rules/entry-disclosure.js';
import { bornHeldBecause, type FindingDraft } from '../rules/finding.js';
import { OperatorRecords } from '../rules/operator-records.queries.js';
import { drawnLots } from './consigned-lots.queries.js';
import { FinishRunDto } from './processing.dto.js';
import { impossibleReadings } from './impossible-reading.js';
import { ImpossibleReading, noRun, TimesDisagree } from './processing.errors.js';
import type { ProcessingFacts } from './processing.facts.js';
import { processingReference } from './processing-reference.queries.js';
import { toldRun } from './told-run.js';
import { RunEntity, RunInputEntity, RunOutputEntity, RunStepEntity } from './run.entity.js';
import { judgeOwners, type RunOwners } from './run-owners.queries.js';
import { judgeRun, type JudgedRun } from './run-sheet.queries.js';
import { RunOwnerEntity } from './toll.entity.js';
import { timeFaults } from './run-times.js';
import { toRunView, toWholeRunView, type RunView, type WholeRunView } from './run-view.js';

export interface RunAnswer extends ActAnswer {
  lots: string[];
  ratio: string | null;
}

type Run = ProcessingFacts['processing.run-finished'];

/**
 * Owns processing runs. Draws lots and bears lots, exactly to the gram; whether a lot was fit to be drawn is the lots'
 * to say. A run that broke a blocking rule is taken, and what came out is born held.
 */
@Injectable()
export class RunsService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: FinishRunDto) => this.finishRun(actor, dto);
    this.sync.register<FinishRunDto>({ kind: 'run', permission: 'processing:write', dto: FinishRunDto, perform });
  }

  /**
   * Goods stay their owners': what comes out of goods of others belongs to those others (OwnerUnnamed where they were mixed
   * and an output does not say whose it is). Throws TimesDisagree, UnknownStep, ImpossibleReading, MassUnbalanced, MassExceeded, NoSuchLot, HerbAppeared; everything
   * else becomes a finding.
   */
  finishRun(actor: Actor, dto: FinishRunDto): Promise<Recorded<RunAnswer>> {
    refuseFuture('endedAt', dto.endedAt, this.clock.now());
    const faults = timeFaults(dto, dto.steps);
    if (faults.length > 0) throw new TimesDisagree(faults);
    assertMassBalances(massSheet(dto.inputs, dto.outputs, dto.balance.map(toBalanceLine)));
    return this.acts.perform(actor, { id: dto.id, kind: 'run', body: dto }, async (tx) => {
      const reference = await processingReference(tx);
      const run = toldRun(dto, reference.catalogue, reference.version);
      const entry = entryDisclosure(dto.entry, { at: dto.endedAt, now: this.clock.now() }, undefined);
      if (entry !== undefined) run.entry = entry;
      const impossible = impossibleReadings(run.steps, reference.catalogue);
      if (impossible.length > 0) throw new ImpossibleReading(impossible);
      const named = run.inputs.map(({ lot }) => lot);
      const locked = await this.lots.lotsForUpdate(tx, named);
      const drawn = await drawnLots(tx, this.ledger, locked, (kind) => reference.catalogue.dries(kind));
      refuseCounted(drawn, run.inputs);
      const judged = await judgeRun(tx, actor.organisation.id, run, drawn, reference);
      if (judged.ratio !== undefined) run.ratio = judged.ratio;
      const goods = await judgeOwners(tx, actor.organisation.id, run, drawn);
      tellOwners(run, goods, actor.organisation.id);
      const staff = await judgeStaff(tx, actor.organisation.id, dto);
      const drafts = [...judged.drafts, ...goods.drafts, ...staff];
      const outputs = run.outputs.map(({ lot }) => lot);
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'processing.run-finished',
          visibility: 'public',
          occurredAt: dto.endedAt,
          subjects: [dto.id, ...run.inputs.map(({ lot }) => lot), ...outputs],
          open: openOf(run),
          sealed: {
            operators: dto.steps.map(({ operator }) => operator ?? null),
            notes: dto.steps.map(({ note }) => note ?? null),
          },
        },
        drafts: [...drafts, ...judged.inherited],
        lots: outputs,
        subject: `run:${dto.id}`,
      });
      await this.lots.transform(tx, actor, {
        ...{ actId: dto.id, factId, at: dto.endedAt, inputs: run.inputs, balance: run.balance },
        region: await regionOfWork(tx, actor.organisation.id, drawn),
        outputs: run.outputs.map(({ lot, use: _use, ...output }) => {
          return { id: lot, kind: 'output', ...output, owner: goods.of.get(lot) };
        }),
        holdReason: bornHeldBecause(drafts)?.zh,
      });
      await insertRows(tx, actor.organisation.id, dto, run, { ...judged, factId });
      return { id: dto.id, factId, findings, lots: outputs, ratio: judged.ratio ?? null };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<RunView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, RunEntity, own, page));
    return pageOf(rows, page.limit, toRunView);
  }

  /** Throws NotFound. */
  run(actor: Actor, id: string): Promise<WholeRunView> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const run = await tx.findOneBy(RunEntity, { organisationId, id });
      if (run === null) throw noRun(id);
      const its = { organisationId, runId: id };
      const steps = await tx.find(RunStepEntity, { where: its, order: { position: 'ASC' } });
      const inputs = await tx.find(RunInputEntity, { where: its, order: { lotId: 'ASC' } });
      const outputs = await tx.find(RunOutputEntity, { where: its, order: { lotId: 'ASC' } });
      return toWholeRunView(run, steps, inputs, outputs);
    });
  }
}

/** Outputs say whose they are where that is not whoever ran it, and every owner's line stands in the fact. */
function tellOwners(run: Run, { of, shares }: RunOwners, operator: string): void {
  for (const output of run.outputs) {
    const owner = of.get(output.lot)!;
    if (owner === operator) delete output.owner;
    else output.owner = owner;
  }
  if (shares.length > 0) run.owners = shares;
}

/** Steps as plain objects: a fact holds JSON and nothing else. */
function openOf(run: Run) {
  const { owners, ...told } = run;
  return {
    ...told,
    ...(owners === undefined ? {} : { owners: owners.map((share) => ({ ...share })) }),
    steps: run.steps.map(({ evidence, ...step }) => ({ ...step, ...(evidence && { evidence }) })),
  };
}

async function insertRows(
  tx: Tx,
  organisationId: string,
  dto: FinishRunDto,
  run: Run,
  { factId, ratio, dry }: JudgedRun & { factId: string },
): Promise<void> {
  const its = { organisationId, runId: dto.id };
  const { method, facility, startedAt, endedAt, balance, reference, rework, entry } = run;
  await tx.insert(RunEntity, {
    ...{ organisationId, id: dto.id, method, facility, balance, ratio: ratio ?? null, factId },
    ...{ reference: reference ?? null, reworkReason: rework ?? null, entry: entry ?? null },
    ...{
      startedAt: new Date(startedAt),
      startedZone: zoneOf(startedAt),
      endedAt: new Date(endedAt),
      endedZone: zoneOf(endedAt),
    },
  });
  await tx.insert(
    RunStepEntity,
    run.steps.map(({ kind, ...told }, position) => {
      // Who worked and what was noted is sealed in the fact, and stands here.
      const { operator, note } = dto.steps[position]!;
      const sealed = { ...(operator === undefined ? {} : { operator }), ...(note === undefined ? {} : { note }) };
      return {
        ...{ ...its, position, kind, parameters: { ...told, ...sealed } },
        ...{ startedAt: new Date(told.startedAt), endedAt: new Date(told.endedAt) },
      };
    }),
  );
  await tx.insert(
    RunInputEntity,
    run.inputs.map(({ lot, grams }) => ({ ...its, lotId: lot, grams: String(grams) })),
  );
  if (run.owners !== undefined)
    await tx.insert(
      RunOwnerEntity,
      run.owners.map(
        ({ owner, inGrams, addedGrams, gainGrams, productGrams, byProductGrams, wasteGrams, lossGrams }) => ({
          ...{ ...its, ownerId: owner, inGrams: String(inGrams), addedGrams: String(addedGrams) },
          ...{
            gainGrams: String(gainGrams),
            productGrams: String(productGrams),
            byProductGrams: String(byProductGrams),
          },
          ...{ wasteGrams: String(wasteGrams), lossGrams: String(lossGrams) },
        }),
      ),
    );
  await tx.insert(
    RunOutputEntity,
    run.outputs.map(({ lot, herb, variant, grams, byProduct, use }) => {
      return {
        ...its,
        lotId: lot,
        herb,
        variant: variant ?? null,
        grams: String(grams),
        byProduct: byProduct ?? false,
        use: use ?? 'product',
        dry: dry.has(lot),
      };
    }),
  );
}

/** Who worked at the steps, by what is on file of them on the last day. */
async function judgeStaff(tx: Tx, organisationId: string, { steps, endedAt }: FinishRunDto): Promise<FindingDraft[]> {
  const operators = steps.flatMap(({ operator }) => operator ?? []);
  const day = chineseDay(new Date(endedAt));
  const records = await OperatorRecords.of(
    tx,
    organisationId,
    operators.map((operator) => ({ operator, day })),
  );
  return records.judge('加工', operators, day);
}
