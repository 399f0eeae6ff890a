import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { zoneOf } from '../platform/occurred-at.js';
import { InvalidInput } from '../platform/errors.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import { timeOrder } from '../rules/time-order.js';
import { PurchaseEntity, PurchaseSackEntity, type HarvestEntity } from './harvest.entity.js';
import { WeighInDto } from './planting.dto.js';
import { noPurchase, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { growerOf, growersOfHarvest, harvestOf } from './planting.queries.js';
import { purchaseSlip, type PurchaseSlip } from './purchase-slip.queries.js';
import { sackFaults } from './sacks-add-up.js';
import { toPurchaseView, type PurchaseView } from './planting-view.js';
import { weighedInByItsGrower } from './weighed-in-by-its-grower.js';
import { weighedMoreThanHarvested } from './weighed-more-than-harvested.js';

export interface PurchaseAnswer extends ActAnswer {
  net: number;
  grower: string;
}

/** Owns weighings-in (收购过磅): who brought how much, graded how, for what price. It makes no lot: the harvest did. */
@Injectable()
export class PurchasesService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly sync: SyncActs,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  onModuleInit(): void {
    const perform = (actor: Actor, dto: WeighInDto) => this.weighIn(actor, dto);
    this.sync.register<WeighInDto>({ kind: 'purchase', permission: 'purchases:write', dto: WeighInDto, perform });
  }

  /** Requires gross > tare. More weighed in than harvested, or brought by another grower, opens a finding. */
  weighIn(actor: Actor, dto: WeighInDto): Promise<Recorded<PurchaseAnswer>> {
    const net = dto.gross - dto.tare;
    if (net <= 0)
      throw unfit(
        'tare',
        dto.tare,
        `皮重不小于毛重 ${dto.gross} 克`,
        `is not less than the gross weight, ${dto.gross} g`,
      );
    const faults = sackFaults(dto, dto.sacks);
    if (faults.length > 0) throw new InvalidInput(faults);
    const now = this.clock.now();
    const at = dto.at ?? now.toISOString();
    refuseFuture('at', at, now);
    return this.acts.perform(actor, { id: dto.id, kind: 'purchase', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const grower = await growerOf(tx, organisationId, dto.grower);
      const harvest = dto.harvest === undefined ? null : await harvestOf(tx, organisationId, dto.harvest);
      const open: PlantingFacts['planting.purchased'] = {
        purchase: dto.id,
        ...(harvest === null ? {} : { harvest: harvest.id, lot: harvest.id }),
        ...{ grossGrams: dto.gross, tareGrams: dto.tare, netGrams: net, grade: dto.grade },
        ...(dto.sacks === undefined ? {} : { sacks: dto.sacks.map(toSack) }),
        ...(dto.signature === undefined ? {} : { signed: true }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'planting.purchased',
          visibility: 'public',
          occurredAt: at,
          subjects: [dto.id, ...(harvest === null ? [] : [harvest.id])],
          open,
          sealed: {
            ...{ grower: { id: grower.id, name: grower.name }, price: dto.price },
            ...(dto.signature === undefined ? {} : { signedBy: dto.signature.by }),
            ...(dto.signature?.image === undefined ? {} : { signature: dto.signature.image }),
          },
        },
        drafts: harvest === null ? [] : await judge(tx, harvest, { grower: grower.id, net, at }),
        lots: harvest === null ? [] : [harvest.id],
        subject: `purchase:${dto.id}`,
      });
      await tx.insert(PurchaseEntity, {
        ...{
          organisationId,
          id: dto.id,
          growerId: grower.id,
          harvestId: harvest?.id ?? null,
          grade: dto.grade,
          factId,
        },
        ...{ grossGrams: String(dto.gross), tareGrams: String(dto.tare), netGrams: String(net), price: dto.price },
        ...{ at: new Date(at), atZone: zoneOf(at) },
        ...{ signedBy: dto.signature?.by ?? null, signature: dto.signature?.image ?? null },
      });
      if (dto.sacks !== undefined)
        await tx.insert(
          PurchaseSackEntity,
          dto.sacks.map((sack, index) => {
            const { number, grossGrams, tareGrams } = toSack(sack, index);
            return {
              ...{ organisationId, purchaseId: dto.id, number },
              grossGrams: `${grossGrams}`,
              tareGrams: `${tareGrams}`,
            };
          }),
        );
      return { id: dto.id, factId, findings, net, grower: grower.id };
    });
  }

  /** Everything the slip of one weighing-in prints. Throws NotFound. */
  async slip(actor: Actor, id: string): Promise<PurchaseSlip> {
    const slip = await inTx(this.db, scopeOf(actor), (tx) => purchaseSlip(tx, actor.organisation.id, id));
    if (slip === undefined) throw noPurchase(id);
    return slip;
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<PurchaseView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, PurchaseEntity, own, page));
    return pageOf(rows, page.limit, toPurchaseView);
  }
}

function toSack({ gross, tare }: { gross: number; tare: number }, index: number) {
  return { number: index + 1, grossGrams: gross, tareGrams: tare };
}

async function judge(
  tx: Tx,
  harvest: HarvestEntity,
  { grower, net, at }: { grower: string; net: number; at: string },
): Promise<FindingDraft[]> {
  const lot = { id: harvest.id, bornAt: harvest.at.toISOString(), bornFact: harvest.factId };
  const rows: { grams: string }[] = await tx.query(
    `select coalesce(sum(net_grams), 0) as grams from purchase where organisation_id = $1 and harvest_id = $2`,
    [harvest.organisationId, harvest.id],
  );
  return [
    ...weighedMoreThanHarvested(Number(rows[0]!.grams) + net, Number(harvest.grams)),
    ...weighedInByItsGrower(grower, await growersOfHarvest(tx, harvest)),
    ...timeOrder({ name: { zh: '过磅', en: 'the weighing-in' }, at }, [lot]),
  ];
}
