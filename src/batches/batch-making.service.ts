import { Injectable } from '@nestjs/common';
import { readHerb } from '../herbs/herbs.queries.js';
import { UnknownHerb } from '../herbs/herbs.errors.js';
import { regionOfWork } from '../identity/workplace.queries.js';
import { Ledger } from '../ledger/ledger.service.js';
import { BatchCodes } from '../lots/batch-codes.js';
import type { LotView } from '../lots/lot.js';
import { LotsService } from '../lots/lots.service.js';
import { assertMassBalances, massSheet, type BalanceLine } from '../lots/mass-balance.js';
import { refuseCounted } from '../lots/refuse-counted.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { zoneOf } from '../platform/occurred-at.js';
import { sumGrams } from '../platform/quantity.js';
import { blockedInput } from '../rules/blocked-input.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import { bornHeldBecause, type FindingDraft } from '../rules/finding.js';
import { gainedWeight } from '../rules/gained-weight.js';
import { timeOrder } from '../rules/time-order.js';
import { BatchEntity } from './batch.entity.js';
import { BatchNumbers } from './batch-numbers.service.js';
import { originText } from './batch-origin.js';
import { batchSources, type KnownSources } from './batch-sources.queries.js';
import { BatchNumberTaken, BatchOfAnotherHerb } from './batches.errors.js';
import type { BatchesFacts } from './batches.facts.js';
import { lostWeight } from './lost-weight.js';
import { oneBatch } from './one-batch.js';
import { productsOnly } from './products-only.js';
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

/** What a batch is to be made of, and how it is to be called. */
export interface BatchWish {
  id: string;
  actId: string;
  /** Left out: the next one of the organisation's scheme. */
  number?: string | undefined;
  herb: string;
  variant?: string | undefined;
  inputs: readonly { lot: string; grams: number }[];
  balance: readonly BalanceLine[];
  /** ISO 8601 with zone. */
  at: string;
  specification?: string | undefined;
  shelfLifeMonths?: number | undefined;
  storage?: string | undefined;
  /** How it was entered. */
  entry?: EntryDisclosure | undefined;
  /** Findings of the act besides those about this batch. */
  drafts?: readonly FindingDraft[];
  /** The act asked R-25 about the loss of all its batches together. */
  lossIsJudged?: boolean;
}

/** Makes one batch in an act's transaction: number, fact, row, lot and code. Owns nothing that is not of this batch. */
@Injectable()
export class BatchMaking {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly ledger: Ledger,
    private readonly lots: LotsService,
    private readonly codes: BatchCodes,
    private readonly numbers: BatchNumbers,
  ) {}

  /**
   * Throws BatchNumberTaken, NoNumberScheme, BatchOfAnotherHerb, MassUnbalanced, MassExceeded, NoSuchLot, UnknownHerb; R-01
   * and holds are findings.
   */
  async make(tx: Tx, actor: Actor, wish: BatchWish): Promise<BatchAnswer> {
    const { id, at } = wish;
    const inputs = wish.inputs.map(({ lot, grams }) => ({ lot, grams }));
    const balance = [...wish.balance];
    const grams = batchGrams(inputs, balance);
    const organisationId = actor.organisation.id;
    const herb = await readHerb(tx, wish.herb);
    if (herb === undefined) throw new UnknownHerb(wish.herb);
    const drawn = await this.lots.lotsForUpdate(
      tx,
      inputs.map(({ lot }) => lot),
    );
    refuseCounted(drawn, inputs);
    refuseOtherHerbs(drawn, inputs, herb.code);
    const sources = await batchSources(tx, actor, { lots: this.lots, ledger: this.ledger }, drawn);
    const reference = await packingReference(tx);
    const divisionCode = await regionOfWork(tx, organisationId, drawn);
    const label = labelledBy(wish, sources, reference.shelfLifeOf(herb.code));
    const numbered = await this.numbers.numberFor(tx, organisationId, wish.number, {
      ...{ herb: herb.code, divisionCode, at, harvestedOn: label.harvested?.to ?? null },
    });
    const drafts = [
      ...oneBatch(sources, wish.variant, reference.harvestWindowDays),
      ...productsOnly(drawn, sources.waste),
      ...gainedWeight(total(inputs), gained(balance), false),
      ...timeOrder({ name: { zh: '组批', en: 'the batch' }, at }, drawn),
      ...(wish.lossIsJudged === true
        ? []
        : lostWeight(total(inputs), total(balance.filter(({ kind }) => kind === 'loss')))),
      ...numbered.drafts,
      ...(wish.drafts ?? []),
    ];
    const { number } = numbered;
    const made: Made = {
      ...{ lot: id, number, herb: herb.code, ...(wish.variant === undefined ? {} : { variant: wish.variant }) },
      ...{ grams, inputs, balance, divisionCode },
      ...label,
      ...(wish.entry === undefined ? {} : { entry: wish.entry }),
    };
    const { factId, findings } = await this.evidence.record(tx, actor, {
      fact: {
        type: 'batches.batch-made',
        visibility: 'public',
        occurredAt: at,
        subjects: [id, ...inputs.map(({ lot }) => lot)],
        open: { ...made },
      },
      // What was held stays held by inheritance; only this batch's own breach makes a new hold.
      drafts: [...drafts, ...blockedInput(drawn)],
      lots: [id],
      subject: `batch:${id}`,
    });
    await insertBatch(tx, organisationId, made, { at, factId });
    await this.numbers.keep(tx, organisationId, { id, factId, ...numbered });
    await this.lots.transform(tx, actor, {
      ...{ actId: wish.actId, factId, at, region: divisionCode, inputs, balance },
      outputs: [{ id, kind: 'batch', herb: herb.code, variant: made.variant, number, grams }],
      holdReason: bornHeldBecause(drafts)?.zh,
    });
    const issued = await this.codes.issueBatchCode(tx, actor, { lot: id, actId: wish.actId, factId });
    return { id, factId, findings, lot: id, number, grams, ...issued };
  }
}

/** A batch weighs what went in, less what the balance took out. */
export function batchGrams(inputs: readonly { lot: string; grams: number }[], balance: readonly BalanceLine[]): number {
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
function labelledBy(dto: BatchWish, sources: KnownSources, usualMonths: number | undefined): Partial<Made> {
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
      entry: made.entry ?? null,
    });
  } catch (error) {
    throw violatedConstraint(error) === 'batch_number_used_once' ? new BatchNumberTaken(number) : error;
  }
}
