import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readHerb } from '../herbs/herbs.queries.js';
import { UnknownHerb } from '../herbs/herbs.errors.js';
import { regionOfWork } from '../identity/workplace.queries.js';
import { Ledger } from '../ledger/ledger.service.js';
import { BatchCodes } from '../lots/batch-codes.js';
import type { LotView } from '../lots/lot.js';
import { LotsService } from '../lots/lots.service.js';
import { assertMassBalances, massSheet, type BalanceLine } from '../lots/mass-balance.js';
import { toBalanceLine } from '../lots/matter.dto.js';
import { refuseCounted } from '../lots/refuse-counted.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { zoneOf } from '../platform/occurred-at.js';
import { sumGrams } from '../platform/quantity.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { blockedInput } from '../rules/blocked-input.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { bornHeldBecause } from '../rules/finding.js';
import { gainedWeight } from '../rules/gained-weight.js';
import { BatchEntity } from './batch.entity.js';
import { originText } from './batch-origin.js';
import { batchSources, type KnownSources } from './batch-sources.queries.js';
import { MakeBatchDto } from './batches.dto.js';
import { BatchNumberTaken, BatchOfAnotherHerb } from './batches.errors.js';
import type { BatchesFacts } from './batches.facts.js';
import { toBatchView, type BatchView } from './batch-view.js';
import { oneBatch } from './one-batch.js';
import { packingReference } from './packing-reference.queries.js';

export interface BatchAnswer extends ActAnswer {
  lot: string;
  number: string;
  grams: number;
  /** Its trace code, serial 0, and the address that stands in its QR. */
  code: string;
  url: string;
}

type Made = BatchesFacts['batches.batch-made'];

/** Owns batches: blends lots into one that is tested, released and coded as a whole. Never splits what it blended. */
@Injectable()
export class BatchesService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly ledger: Ledger,
    private readonly lots: LotsService,
    private readonly codes: BatchCodes,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: MakeBatchDto) => this.makeBatch(actor, dto);
    this.sync.register<MakeBatchDto>({ kind: 'batch', permission: 'batches:write', dto: MakeBatchDto, perform });
  }

  /** Throws BatchNumberTaken, BatchOfAnotherHerb, MassUnbalanced, MassExceeded, NoSuchLot; R-01 and holds are findings. */
  makeBatch(actor: Actor, dto: MakeBatchDto): Promise<Recorded<BatchAnswer>> {
    const at = dto.madeAt ?? this.clock.now().toISOString();
    refuseFuture('madeAt', at, this.clock.now());
    const inputs = dto.inputs.map(({ lot, grams }) => ({ lot: lot.toLowerCase(), grams }));
    const balance = (dto.balance ?? []).map(toBalanceLine);
    const grams = gramsOf(inputs, balance);
    return this.acts.perform(actor, { id: dto.id, kind: 'batch', body: dto }, async (tx) => {
      const herb = await readHerb(tx, dto.herb);
      if (herb === undefined) throw new UnknownHerb(dto.herb);
      const drawn = await this.lots.lotsForUpdate(
        tx,
        inputs.map(({ lot }) => lot),
      );
      refuseCounted(drawn, inputs);
      refuseOtherHerbs(drawn, inputs, herb.code);
      const sources = await batchSources(tx, actor, { lots: this.lots, ledger: this.ledger }, drawn);
      const reference = await packingReference(tx);
      const drafts = [
        ...oneBatch(sources, dto.variant, reference.harvestWindowDays),
        ...gainedWeight(total(inputs), gained(balance), false),
      ];
      const divisionCode = await regionOfWork(tx, actor.organisation.id, drawn);
      const made: Made = {
        ...{
          lot: dto.id,
          number: dto.number,
          herb: herb.code,
          ...(dto.variant === undefined ? {} : { variant: dto.variant }),
        },
        ...{ grams, inputs, balance, divisionCode },
        ...labelledBy(dto, sources, reference.shelfLifeOf(herb.code)),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'batches.batch-made',
          visibility: 'public',
          occurredAt: at,
          subjects: [dto.id, ...inputs.map(({ lot }) => lot)],
          open: { ...made },
        },
        // What was held stays held by inheritance; only this batch's own breach makes a new hold.
        drafts: [...drafts, ...blockedInput(drawn)],
        lots: [dto.id],
        subject: `batch:${dto.id}`,
      });
      await insertBatch(tx, actor.organisation.id, made, { at, factId });
      const { herb: _code, variant, number } = made;
      await this.lots.transform(tx, actor, {
        ...{ actId: dto.id, factId, at, region: divisionCode, inputs, balance },
        outputs: [{ id: dto.id, kind: 'batch', herb: herb.code, variant, number, grams }],
        holdReason: bornHeldBecause(drafts)?.zh,
      });
      const issued = await this.codes.issueBatchCode(tx, actor, { lot: dto.id, actId: dto.id, factId });
      return { id: dto.id, factId, findings, lot: dto.id, number, grams, ...issued };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<BatchView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, BatchEntity, own, page));
    return pageOf(rows, page.limit, toBatchView);
  }
}

/** A batch weighs what went in, less what the balance took out. */
function gramsOf(inputs: readonly { lot: string; grams: number }[], balance: readonly BalanceLine[]): number {
  const lost = sumGrams(balance.filter(({ kind }) => kind !== 'gain').map((line) => line.grams));
  const grams = total(inputs) + gained(balance) - lost;
  assertMassBalances(massSheet(inputs, [{ grams }], balance));
  return grams;
}

function total(lines: readonly { grams: number }[]): number {
  return sumGrams(lines.map(({ grams }) => grams));
}

function gained(balance: readonly BalanceLine[]): number {
  return total(balance.filter(({ kind }) => kind === 'gain'));
}

/** What the label will say, as far as the sources and the body tell it. */
function labelledBy(dto: MakeBatchDto, sources: KnownSources, usualMonths: number | undefined): Partial<Made> {
  const days = [...sources.harvestDays].sort();
  const [from, to] = [days[0], days[days.length - 1]];
  const origin = originText(sources.places);
  const months = dto.shelfLifeMonths ?? usualMonths;
  return {
    ...(sources.species.length === 0 ? {} : { species: sources.species.join('、') }),
    ...(origin === null ? {} : { origin }),
    ...(from === undefined || to === undefined ? {} : { harvested: { from, to } }),
    ...(dto.specification === undefined ? {} : { specification: dto.specification }),
    ...(dto.storage === undefined ? {} : { storage: dto.storage }),
    ...(months === undefined
      ? {}
      : { shelfLife: { months, basis: dto.shelfLifeMonths === undefined ? 'reference' : 'entered' } }),
  };
}

function refuseOtherHerbs(drawn: readonly LotView[], inputs: readonly { lot: string }[], herb: string): void {
  const other = drawn.find((lot) => lot.herb !== herb);
  if (other !== undefined)
    throw new BatchOfAnotherHerb(
      inputs.findIndex(({ lot }) => lot === other.id),
      other.herb,
      herb,
    );
}

async function insertBatch(
  tx: Tx,
  organisationId: string,
  made: Made,
  of: { at: string; factId: string },
): Promise<void> {
  const { lot, number, herb, variant, grams, inputs, balance, divisionCode } = made;
  try {
    await tx.insert(BatchEntity, {
      ...{ organisationId, id: lot, number, herb, variant: variant ?? null, grams: String(grams), inputs, balance },
      ...{ divisionCode, at: new Date(of.at), atZone: zoneOf(of.at), factId: of.factId },
      ...{ specification: made.specification ?? null, storage: made.storage ?? null },
      ...{ species: made.species ?? null, origin: made.origin ?? null },
      ...{ harvestedFrom: made.harvested?.from ?? null, harvestedTo: made.harvested?.to ?? null },
      ...{ shelfLifeMonths: made.shelfLife?.months ?? null, shelfLifeBasis: made.shelfLife?.basis ?? null },
    });
  } catch (error) {
    throw violatedConstraint(error) === 'batch_number_used_once' ? new BatchNumberTaken(number) : error;
  }
}
