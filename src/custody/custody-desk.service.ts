import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { OrganisationEntity } from '../identity/organisation.entity.js';
import { Ledger } from '../ledger/ledger.service.js';
import { commitmentTo } from '../ledger/sealed-value.js';
import type { CustodyPeriod } from '../lots/custody.js';
import { LotCustody } from '../lots/custody.service.js';
import { Clock } from '../platform/clock.js';
import type { Json } from '../platform/canonical-json.js';
import { inTx } from '../platform/db/tx.js';
import { NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { In } from 'typeorm';
import { noReceipt, noShipment } from './custody.errors.js';
import { custodyReference } from './custody-reference.queries.js';
import { JourneyService, type JourneyEntryView } from './journey.service.js';
import { receiptsWhere, type ReceiptView } from './receipts.queries.js';
import { shipmentsWhere, type Shipment } from './shipments.queries.js';

export interface UnconfirmedView {
  shipment: string;
  documentNumber: string;
  lot: string;
  grams: number;
  /** Whether it goes out from the caller, or comes in. */
  direction: 'out' | 'in';
  other: { id: string; name: string };
  since: string;
  ageHours: number;
  /** Longer under way than the reference data says a hand-over may take. */
  overdue: boolean;
}

export interface OpenedView {
  factId: string;
  type: string;
  values: { name: string; value: Json; salt: string; matches: boolean }[];
}

interface Named {
  id: string;
  name: string;
}

export interface CustodyView extends Omit<CustodyPeriod, 'holder' | 'owner' | 'towards'> {
  holder: Named | null;
  owner: Named | null;
  towards: Named | null;
}

/** What the parties of hand-overs read: papers, histories, what waits for an answer, and what is sealed for them. */
@Injectable()
export class CustodyDesk {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly custody: LotCustody,
    private readonly journeys: JourneyService,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** Shipments the caller sent, carries, or that come to it; newest first. */
  shipments(actor: Actor, { after, limit }: PageQuery): Promise<Page<Shipment>> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows = await shipmentsWhere(tx, '($1::uuid is null or s.id < $1)', [after ?? null], limit + 1);
      return pageOf(rows, limit, (row) => row);
    });
  }

  /** @throws NotFound */
  shipment(actor: Actor, id: string): Promise<Shipment & { journey: JourneyEntryView[]; receipts: ReceiptView[] }> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const [shipment] = await shipmentsWhere(tx, 's.id = $1', [id], 1);
      if (shipment === undefined) throw noShipment(id);
      const journey = await this.journeys.of(tx, shipment.id);
      return { ...shipment, journey, receipts: await receiptsWhere(tx, 'r.shipment_id = $1', [shipment.id], 500) };
    });
  }

  /** Receipts of the caller and of its goods; by the buyer's own number where that is given. */
  receipts(actor: Actor, { after, limit }: PageQuery, externalNumber?: string): Promise<Page<ReceiptView>> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const where = `($1::uuid is null or r.id < $1) and ($2::text is null or (r.external_number = $2 and r.organisation_id = (select app_tenant())))`;
      const rows = await receiptsWhere(tx, where, [after ?? null, externalNumber ?? null], limit + 1);
      return pageOf(rows, limit, (row) => row);
    });
  }

  /** @throws NotFound */
  async receipt(actor: Actor, id: string): Promise<ReceiptView> {
    const [receipt] = await inTx(this.db, scopeOf(actor), (tx) => receiptsWhere(tx, 'r.id = $1', [id], 1));
    if (receipt === undefined) throw noReceipt(id);
    return receipt;
  }

  /** Holder and owner of a lot at every instant, with the names the caller may know. @throws NoSuchLot */
  history(actor: Actor, lot: string): Promise<{ lot: string; periods: CustodyView[] }> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const periods = await this.custody.history(tx, lot);
      const ids = new Set(periods.flatMap(({ holder, owner, towards }) => [holder, owner, towards]));
      const found = await tx.findBy(OrganisationEntity, { id: In([...ids].filter((id) => id !== null)) });
      const named = (id: string | null): Named | null =>
        id === null ? null : { id, name: found.find((each) => each.id === id)?.name ?? id };
      return {
        lot: lot.toLowerCase(),
        periods: periods.map((period) => ({
          ...period,
          ...{ holder: named(period.holder), owner: named(period.owner), towards: named(period.towards) },
        })),
      };
    });
  }

  /** Hand-overs that nobody has answered, the oldest first. */
  async unconfirmed(actor: Actor): Promise<{ items: UnconfirmedView[]; overdueAfterHours: number }> {
    const own = actor.organisation.id;
    const { confirmWithinHours } = await custodyReference(this.system.manager);
    const rows: Record<string, unknown>[] = await this.system.query(
      `select s.id as shipment, s.document_number as "documentNumber", l.id as lot, l.remaining::float8 as grams,
              case when l.towards_id = $1 then 'in' else 'out' end as direction,
              json_build_object('id', o.id, 'name', o.name) as other, c.since
         from lot l
         join lateral (select since from lot_custody where lot = l.id order by n desc limit 1) c on true
         join lateral (
           with recursive up as (select l.id as id union all select e.parent from up u join lot_edge e on e.child = u.id join lot k on k.id = u.id and k.kind = 'consignment')
           select sh.* from up join shipment_line x on x.lot_id = up.id
             join shipment sh on sh.organisation_id = x.organisation_id and sh.id = x.shipment_id
            where $1 in (sh.organisation_id, sh.to_id) order by sh.id desc limit 1) s on true
         join organisation o on o.id = case when s.organisation_id = $1 then s.to_id else s.organisation_id end
        where l.custody = 'in-transit' and (l.holder_id = $1 or l.towards_id = $1) order by c.since, l.id limit 1000`,
      [own],
    );
    const now = this.clock.now().getTime();
    return {
      overdueAfterHours: confirmWithinHours,
      items: rows.map((row) => {
        const since = row['since'] as Date;
        const ageHours = Math.floor((now - since.getTime()) / 3_600_000);
        return {
          ...row,
          since: since.toISOString(),
          ageHours,
          overdue: ageHours >= confirmWithinHours,
        } as UnconfirmedView;
      }),
    };
  }

  /**
   * What is sealed in a fact, as far as the caller may open it: each value with its salt, and whether it is what the fact
   * committed to. @throws NotFound
   */
  opened(actor: Actor, factId: string): Promise<OpenedView> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const [fact] = await this.ledger.facts(tx, [factId]);
      // Prices and people of other rooms are opened there, by those who may.
      if (fact === undefined || !fact.type.startsWith('custody.'))
        throw new NotFound({ zh: '事实', en: 'fact' }, factId);
      const opened = await this.ledger.openedValues(tx, [factId]);
      return {
        ...{ factId: fact.id, type: fact.type },
        values: opened.flatMap(({ name, value, salt }) =>
          salt === null
            ? []
            : [
                {
                  name,
                  value,
                  salt: salt.toString('hex'),
                  matches: commitmentTo({ factId: fact.id, name, value }, salt) === fact.sealed[name],
                },
              ],
        ),
      };
    });
  }
}
