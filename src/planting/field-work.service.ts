import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import { BulkActs, type BulkKind, type Outcome } from '../platform/acts/bulk-acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { newId } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import { InvalidInput } from '../platform/errors.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { REWRITE_PAGES } from '../rules/evidence.service.js';
import { cited } from '../rules/finding.js';
import { FindingsService } from '../rules/findings.service.js';
import { OperatorRecords } from '../rules/operator-records.queries.js';
import { entryDisclosure } from '../rules/entry-disclosure.js';
import { detailFaults } from './field-work-details.js';
import { insertDraws, insertFieldWork, plantingsOf } from './field-work.queries.js';
import { toldFindings, type ToldFindings } from '../rules/told-findings.js';
import { BEFORE_PLANTING, fieldWorkKind, NEEDS_INPUT } from './field-work-kind.js';
import { InputUses } from './input-uses.queries.js';
import { HarvestsAfterwards } from './harvests-afterwards.service.js';
import { DoFieldWorkDto } from './planting.dto.js';
import type { InputUseDto } from './input.dto.js';
import type { FieldWorkAnswer, PlantingPlace, PreparedUse, PreparedWork } from './prepared-work.js';
import { FieldWorkEntity } from './planting.entity.js';
import { noPlanting, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { citedSop, type SopSpan } from './sop-state.js';
import { sopSpans } from './sops.queries.js';
import { toFieldWorkView, type FieldWorkView } from './planting-view.js';

type UsedInput = NonNullable<PlantingFacts['planting.field-work-done']['input']>;

/**
 * Owns field work: the most frequent record there is, and the one that comes in hundreds from a device that was
 * offline. One and many go the same way, in the same few statements. Never refuses a spraying for what was sprayed.
 */
@Injectable()
export class FieldWorkService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly bulk: BulkActs,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly findings: FindingsService,
    private readonly outbox: Outbox,
    private readonly afterwards: HarvestsAfterwards,
  ) {}

  onModuleInit(): void {
    this.sync.register<DoFieldWorkDto>({
      kind: 'field-work',
      permission: 'planting:write',
      dto: DoFieldWorkDto,
      perform: (actor, dto) => this.doWork(actor, dto),
      performMany: (actor, dtos) => this.doWorks(actor, dtos),
    });
  }

  /** One piece of work; what one person records at the same moment shares a transaction. */
  doWork(actor: Actor, dto: DoFieldWorkDto): Promise<Recorded<FieldWorkAnswer>> {
    return this.bulk.gather(actor, dto, this.wayOf(actor));
  }

  /** Many at once; each succeeds or fails alone. */
  doWorks(actor: Actor, dtos: readonly DoFieldWorkDto[]): Promise<Outcome[]> {
    return this.bulk.perform(actor, dtos, this.wayOf(actor));
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<FieldWorkView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, FieldWorkEntity, own, page));
    return pageOf(rows, page.limit, toFieldWorkView);
  }

  private wayOf(actor: Actor): BulkKind<DoFieldWorkDto, PreparedWork> {
    return {
      kind: 'field-work',
      prepare: (tx, bodies) => this.prepare(tx, actor, bodies),
      write: (tx, prepared) => this.write(tx, actor, prepared),
      alone: (body) => this.doAlone(actor, body),
    };
  }

  private doAlone(actor: Actor, dto: DoFieldWorkDto): Promise<Recorded<FieldWorkAnswer>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'field-work', body: dto }, async (tx) => {
      const [work] = await this.prepare(tx, actor, [dto]);
      if (work instanceof Error) throw work;
      await this.write(tx, actor, [work!]);
      return work!.answer;
    });
  }

  private async prepare(tx: Tx, actor: Actor, dtos: readonly DoFieldWorkDto[]): Promise<(PreparedWork | Error)[]> {
    const now = this.clock.now();
    const places = await plantingsOf(
      tx,
      actor.organisation.id,
      dtos.map(({ planting }) => planting),
    );
    const uses = await InputUses.of(tx, actor.organisation.id, dtos, now);
    const sops = await sopSpans(tx, actor.organisation.id);
    const sprayed = dtos.filter((dto) => fieldWorkKind(dto.kind) === '施药');
    const staff = await OperatorRecords.of(
      tx,
      actor.organisation.id,
      sprayed.map(({ operator, at }) => ({ operator, day: chineseDay(new Date(at)) })),
    );
    return dtos.map((dto) => {
      try {
        return prepareOne(dto, places, { uses, sops, staff }, now);
      } catch (error) {
        return error as Error;
      }
    });
  }

  private async write(tx: Tx, actor: Actor, works: readonly PreparedWork[]): Promise<void> {
    if (works.length === 0) return;
    const acts = works.map((work) => {
      const { dto, drafts, factId } = work;
      return {
        work,
        factId,
        found: this.findings.drawUp(actor, drafts, { lots: [], subject: `field-work:${dto.id}` }),
      };
    });
    const facts = acts.map(({ work, factId, found }) => toFact(work, toldFindings(factId, found)));
    // Sent together: none of them needs the answer, or the rows, of another.
    await Promise.all([
      this.ledger.recordMany(tx, actor, facts),
      insertFieldWork(tx, actor.organisation.id, works),
      insertDraws(tx, actor.organisation.id, works),
      this.findings.open(tx, actor, acts),
    ]);
    // Pages depend on the planting, not on the single work on it: one order for the set, naming a fact of each planting
    // of which there are lots. Where nothing has been harvested there is no page; the harvest's page will tell it all.
    const last = new Map(works.flatMap(({ place, factId }) => (place.harvested ? [[place.id, factId]] : [])));
    if (last.size > 0) await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: [...last.values()] } });
    await this.afterwards.holdWhatWasHarvestedTooSoon(tx, actor, works);
  }
}

function prepareOne(
  dto: DoFieldWorkDto,
  places: ReadonlyMap<string, PlantingPlace>,
  { uses, sops, staff }: { uses: InputUses; sops: readonly SopSpan[]; staff: OperatorRecords },
  now: Date,
): PreparedWork {
  refuseFuture('at', dto.at, now);
  const kind = fieldWorkKind(dto.kind)!;
  if (NEEDS_INPUT.includes(kind) && dto.input === undefined)
    throw unfit('input', null, `${kind}须写明投入品名称和用量`, 'a spraying says what was sprayed and how much');
  const place = places.get(dto.planting.toLowerCase());
  if (place === undefined) throw noPlanting(dto.planting);
  if (!BEFORE_PLANTING.includes(kind) && chineseDay(new Date(dto.at)) < place.establishedOn)
    throw unfit(
      'at',
      dto.at,
      `早于种植日期 ${place.establishedOn}`,
      `is before the planting was established, ${place.establishedOn}`,
    );
  const faults = detailFaults(kind, dto.details);
  if (faults.length > 0) throw new InvalidInput(faults);
  const use = uses.prepare(dto, place, kind === '施药');
  const entry = entryDisclosure(dto.entry, { at: dto.at, now }, undefined);
  const untrained = kind === '施药' ? staff.judge(kind, [dto.operator], chineseDay(new Date(dto.at))) : [];
  const drafts = [...(use?.drafts ?? []), ...untrained];
  const factId = newId();
  const answer = { id: dto.id, factId, findings: cited(drafts), planting: place.id, kind };
  const sop = citedSop(sops, '种植', place.herb, chineseDay(new Date(dto.at)));
  return { dto, kind, place, factId, use, entry, sop, drafts, answer };
}

function toFact({ dto, kind, place, factId, use, entry, sop }: PreparedWork, told: ToldFindings) {
  const { input, reason, at, operator, note, details, weather, photos } = dto;
  const open: PlantingFacts['planting.field-work-done'] = {
    ...{ planting: place.id, base: place.baseId, kind, at },
    ...(input === undefined ? {} : { input: inputOf(input, use) }),
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details: { ...details } }),
    ...(weather === undefined ? {} : { weather }),
    ...(photos === undefined || photos.length === 0 ? {} : { photos }),
    ...(entry === undefined ? {} : { entry }),
    ...(sop === undefined ? {} : { sop }),
  };
  return {
    id: factId,
    type: 'planting.field-work-done',
    visibility: 'public' as const,
    occurredAt: at,
    subjects: [place.id, place.baseId, ...(input?.lot === undefined ? [] : [input.lot])],
    open: { ...open, ...told },
    sealed: { operator, ...(note === undefined ? {} : { note }) },
  };
}

/** The input as it holds: the number and interval of the label where the label knows better than the record. */
function inputOf(input: InputUseDto, use: PreparedUse | undefined): UsedInput {
  const uncovered = use?.draw?.move.uncovered ?? '0';
  const { registrationNumber: _, safetyIntervalDays: __, ...said } = input;
  return {
    ...said,
    ...(use?.registrationNumber === undefined ? {} : { registrationNumber: use.registrationNumber }),
    ...(use?.intervalDays === undefined ? {} : { safetyIntervalDays: use.intervalDays }),
    ...(uncovered === '0' ? {} : { uncovered }),
  };
}
