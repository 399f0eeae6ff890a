import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HerbsService } from '../herbs/herbs.service.js';
import type { Fact } from '../ledger/fact.js';
import { Ledger } from '../ledger/ledger.service.js';
import { LotsService } from '../lots/lots.service.js';
import type { Json } from '../platform/canonical-json.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { completenessOf, type Completeness, type CompletenessItem } from '../rules/completeness.js';
import { NoSuchBatch } from './quality.errors.js';

/** Facts of the field hang on plantings, plots and bases; what else touches these belongs to other batches. */
const FIELD = ['planting.base-registered', 'planting.plot-registered', 'planting.planted', 'planting.field-work-done'];

/** Scores the record of a batch from its facts, as the caller may read them. */
@Injectable()
export class CompletenessService {
  constructor(
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
    private readonly herbs: HerbsService,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /** @throws NoSuchLot, NoSuchBatch */
  completeness(actor: Actor, batch: string): Promise<Completeness> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const lot = await this.lots.view(tx, actor, batch);
      if (lot.disclosure !== 'full' || lot.kind !== 'batch') throw new NoSuchBatch(batch);
      return this.of(tx, actor, lot.id);
    });
  }

  /** The same in a transaction that has the batch already. */
  async of(tx: Tx, actor: Actor, batch: string): Promise<Completeness> {
    const reference = (await this.herbs.document('quality', tx)) as {
      completeness?: CompletenessItem[];
      lateAfterDays?: number;
    };
    const facts = await this.lifeOf(tx, actor, batch);
    return completenessOf(reference.completeness ?? [], facts, reference.lateAfterDays ?? 0);
  }

  /** Facts of the batch, of all it was made of, and of the fields those were picked from. */
  private async lifeOf(tx: Tx, actor: Actor, batch: string): Promise<Fact[]> {
    const family = (await this.lots.ancestors(tx, actor, batch)).lots.map(({ id }) => id);
    const own = await this.ledger.factsAbout(tx, [...new Set([batch, ...family])]);
    const withdrawn = new Set(own.flatMap((fact) => ids(fact, 'quality.report-withdrawn', 'report')));
    const harvests = own.filter(({ type }) => type === 'planting.harvested');
    const last = Math.max(...harvests.map(({ occurredAt }) => Date.parse(occurredAt)));
    const places = harvests.flatMap(({ open }) => [open['planting'], open['base'], ...plotsOf(open['plots'])]);
    const field = await this.ledger.factsAbout(tx, places.filter(isText), FIELD);
    const plantings = new Set(harvests.map(({ open }) => open['planting']));
    const ours = field.filter(({ type, open, occurredAt }) => {
      if (type === 'planting.planted') return plantings.has(open['planting']);
      if (type === 'planting.field-work-done') return plantings.has(open['planting']) && Date.parse(occurredAt) <= last;
      return true;
    });
    const seeds = ours.flatMap((fact) => ids(fact, 'planting.planted', 'seedLot'));
    const seed = await this.ledger.factsAbout(tx, seeds, ['planting.seed-lot-received']);
    const whole = new Map([...own, ...ours, ...seed].map((fact) => [fact.id, fact]));
    return [...whole.values()].filter(({ open }) => !withdrawn.has(String(open['report'])));
  }
}

function ids(fact: Fact, type: string, key: string): string[] {
  const id = fact.open[key];
  return fact.type === type && typeof id === 'string' ? [id] : [];
}

function plotsOf(plots: Json | undefined): Json[] {
  return Array.isArray(plots) ? plots.flatMap((line) => (isRecord(line) ? [line['plot'] ?? null] : [])) : [];
}

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: Json | undefined): value is string => typeof value === 'string';
