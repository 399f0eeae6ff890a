import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { baseAmount, type BaseAmount } from './input-amount.js';
import { STOCK_WORDS, type MoveInputDto, type ReceiveInputDto, type StockWord } from './input.dto.js';
import { InputLotEntity, InputMovementEntity } from './input.entity.js';
import { inputInStock } from './input-in-stock.js';
import { joinedLabel, type InputLabel } from './input-label.js';
import { readInputReference, registeredLabel, registrationKey } from './input-reference.queries.js';
import { lockInputLots } from './input-uses.queries.js';
import { toInputLotView, toInputMovementView, type InputLotView, type InputMovementView } from './input-view.js';
import { judgeProduct } from './judge-input.js';
import { noInputLot, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { stockAfter, stockMove, type MovementKind, type StockMove } from './stock-draw.js';

export interface InputLotAnswer extends ActAnswer {
  amount: string;
  unit: string;
}

export interface InputMovementAnswer extends ActAnswer {
  inputLot: string;
  balance: string;
  issued: string;
}

/** Owns the store of field inputs: deliveries and the ledger of their stock. What field work draws is written there. */
@Injectable()
export class InputsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  /** A delivery. are asked of the product already here; what is bought is bought, and taken. */
  receive(actor: Actor, dto: ReceiveInputDto): Promise<Recorded<InputLotAnswer>> {
    const now = this.clock.now();
    const at = dto.receivedAt ?? now.toISOString();
    refuseFuture('receivedAt', at, now);
    const quantity = baseAmount(dto.amount, dto.unit);
    if (quantity === undefined)
      throw unfit('unit', dto.unit, '入库数量不能按亩计', 'a delivery is not measured per mu');
    return this.acts.perform(actor, { id: dto.id, kind: 'input-lot', body: dto }, async (tx) => {
      const label = plainLabel(dto.label);
      const drafts = await this.judge(tx, dto, label, chineseDay(new Date(at)));
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'planting.input-received',
          visibility: 'public',
          occurredAt: at,
          subjects: [dto.id],
          open: receivedFact(dto, quantity, label),
          sealed: { supplier: { name: dto.supplier, ...(dto.supplierLicence && { licence: dto.supplierLicence }) } },
        },
        drafts,
        subject: `input-lot:${dto.id}`,
      });
      const organisationId = actor.organisation.id;
      await tx.insert(InputLotEntity, {
        ...{ organisationId, id: dto.id, kind: dto.kind, product: dto.product, label, supplier: dto.supplier },
        ...{ registrationNumber: dto.registrationNumber ?? null, manufacturer: dto.manufacturer ?? null },
        ...{ lotNumber: dto.lotNumber ?? null, expiresOn: dto.expiresOn ?? null, unit: quantity.unit },
        ...{ received: quantity.amount, receivedAt: new Date(at), atZone: zoneOf(at), factId },
        brokenRules: [...new Set(drafts.filter(({ level }) => level === 'block').map(({ ruleId }) => ruleId))],
      });
      const move = stockMove('received', quantity.amount, { balance: '0', issued: '0' });
      await insertMovement(tx, organisationId, {
        ...{ id: dto.id, inputLot: dto.id, kind: 'received', amount: quantity.amount, move, factId },
      });
      return { id: dto.id, factId, findings, ...quantity };
    });
  }

  /** 领用, 退回, 报废, 盘点. More than there is is taken as said and found. */
  move(actor: Actor, inputLot: string, dto: MoveInputDto): Promise<Recorded<InputMovementAnswer>> {
    const now = this.clock.now();
    const at = dto.at ?? now.toISOString();
    refuseFuture('at', at, now);
    const kind = movementKind(dto.kind);
    if (kind === 'counted' && dto.reason === undefined)
      throw unfit('reason', null, '盘点须写明原因', 'a count says why it differs');
    return this.acts.perform(actor, { id: dto.id, kind: 'input-movement', path: inputLot, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const lot = (await lockInputLots(tx, organisationId, [inputLot])).get(inputLot.toLowerCase());
      if (lot === undefined) throw noInputLot(inputLot);
      const asked = baseAmount(dto.amount, dto.unit);
      if (asked === undefined || asked.unit !== lot.unit)
        throw unfit('unit', dto.unit, `该批以 ${lot.unit} 计量`, `is not the measure of this lot, ${lot.unit}`);
      const move = stockMove(kind, asked.amount, lot);
      const held = kind === 'returned' ? lot.issued : lot.balance;
      const open: PlantingFacts['planting.input-moved'] = {
        ...{
          movement: dto.id,
          inputLot: lot.id,
          kind,
          amount: asked.amount,
          unit: lot.unit,
          uncovered: move.uncovered,
        },
        ...(dto.reason === undefined ? {} : { reason: dto.reason }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.input-moved', visibility: 'party', occurredAt: at, subjects: [dto.id, lot.id], open },
          sealed: { person: dto.person },
        },
        drafts: kind === 'counted' ? [] : inputInStock(lot.product, asked.amount, held, lot.unit),
        subject: `input-lot:${lot.id}`,
      });
      await insertMovement(tx, organisationId, {
        ...{ id: dto.id, inputLot: lot.id, kind, amount: asked.amount, move, factId },
      });
      return { id: dto.id, factId, findings, inputLot: lot.id, ...stockAfter(lot, move) };
    });
  }

  async lots(actor: Actor, page: PageQuery): Promise<Page<InputLotView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, InputLotEntity, own, page));
    return pageOf(rows, page.limit, toInputLotView);
  }

  async movements(actor: Actor, inputLot: string, page: PageQuery): Promise<Page<InputMovementView>> {
    const own = { organisationId: actor.organisation.id, inputLotId: inputLot };
    const rows = await inTx(this.db, scopeOf(actor), async (tx) => {
      const known = await tx.existsBy(InputLotEntity, { organisationId: actor.organisation.id, id: inputLot });
      if (!known) throw noInputLot(inputLot);
      return pageRows(tx, InputMovementEntity, own, page);
    });
    return pageOf(rows, page.limit, toInputMovementView);
  }

  private async judge(tx: Tx, dto: ReceiveInputDto, label: InputLabel, day: string) {
    const numbers = dto.registrationNumber === undefined ? [] : [registrationKey(dto.registrationNumber)];
    const reference = await readInputReference(tx, chineseDay(this.clock.now()), numbers);
    const { product, registrationNumber, expiresOn } = dto;
    return judgeProduct(
      {
        ...{ product, registrationNumber, expiresOn, day, pesticide: dto.kind === '农药' },
        label: joinedLabel(label, registeredLabel(reference, registrationNumber, day)),
      },
      reference,
    );
  }
}

function movementKind(word: string): MovementKind {
  return STOCK_WORDS[word as StockWord] ?? (word as MovementKind);
}

/** The label as plain data, without the fields that were not copied. */
function plainLabel(label: ReceiveInputDto['label']): InputLabel {
  return JSON.parse(JSON.stringify(label ?? {})) as InputLabel;
}

function receivedFact(
  dto: ReceiveInputDto,
  quantity: BaseAmount,
  label: InputLabel,
): PlantingFacts['planting.input-received'] {
  const { id, kind, product, registrationNumber, manufacturer, lotNumber, expiresOn } = dto;
  return {
    ...{ inputLot: id, kind, product, ...quantity },
    ...(registrationNumber === undefined ? {} : { registrationNumber }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(lotNumber === undefined ? {} : { lotNumber }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(Object.keys(label).length === 0 ? {} : { label }),
  };
}

async function insertMovement(
  tx: Tx,
  organisationId: string,
  line: { id: string; inputLot: string; kind: MovementKind; amount: string; move: StockMove; factId: string },
): Promise<void> {
  const { id, inputLot, kind, amount, move, factId } = line;
  await tx.insert(InputMovementEntity, { organisationId, id, inputLotId: inputLot, kind, amount, ...move, factId });
}
