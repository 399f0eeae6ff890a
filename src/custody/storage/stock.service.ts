import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { Clock } from '../../platform/clock.js';
import { inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { timeOrder } from '../../rules/time-order.js';
import type { MoveStockDto } from './storage.dto.js';
import { storing, unfit } from './storage.errors.js';
import type { StorageFacts } from './storage.facts.js';
import { StoreState } from './store-state.service.js';
import { locationsOf } from './stores.queries.js';

export interface StockMoveAnswer extends ActAnswer {
  placings: StorageFacts['storage.stock-moved']['placings'];
}

/** What lies at a location, by its books. `version` goes back with a stock-take of exactly this. */
export interface LocationStock {
  location: string;
  zone: string;
  code: string;
  version: number;
  lots: { lot: string; number: string | null; herb: string; grams: number; since: string }[];
}

/** Where a lot lies. */
export interface LotPlaces {
  lot: string;
  remaining: number;
  unplaced: number;
  places: { location: string; zone: string; code: string; grams: number }[];
}

/** Moves goods between places. What lies where is kept by the database (migration keep-stores). */
@Injectable()
export class StockService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly state: StoreState,
  ) {}

  /**
   * Puts away, moves, takes out: all lines or none. R-30 speaks where goods come into a zone that is out of its band or not
   * looked after, or near their expiry. Throws NotFound, NoSuchLot, LessLiesThere, LotNotHere, MoreThanIsLeft.
   */
  move(actor: Actor, dto: MoveStockDto): Promise<Recorded<StockMoveAnswer>> {
    refuseFuture('at', dto.at, this.clock.now());
    refuseNowhere(dto);
    const organisationId = actor.organisation.id;
    const { id, at, lines, reason } = dto;
    return this.acts.perform(actor, { id, kind: 'stock-move', body: dto }, async (tx) => {
      const lots = await this.lots.lotsForUpdate(
        tx,
        lines.map(({ lot }) => lot),
      );
      const ids = [...new Set(lines.flatMap(({ from, to }) => [from, to].filter((place) => place !== undefined)))];
      const places = await locationsOf(tx, organisationId, ids);
      const into = lines.flatMap(({ lot, to }) => (to === undefined ? [] : [{ lot, zone: places.get(to)!.zone }]));
      const drafts = [
        ...timeOrder({ name: { zh: '库内移动', en: 'the move' }, at }, lots),
        ...(await this.state.drafts(tx, organisationId, into, at)),
      ];
      const placings = lines.map(({ lot, grams, from, to }) => ({
        ...{ lot, grams },
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }));
      const open: StorageFacts['storage.stock-moved'] = {
        move: id,
        at,
        placings,
        ...(reason === undefined ? {} : { reason }),
      };
      const moved = [...new Set(lines.map(({ lot }) => lot))];
      const recorded = await this.evidence.record(tx, actor, {
        fact: {
          type: 'storage.stock-moved',
          visibility: 'party',
          occurredAt: at,
          subjects: [id, ...moved, ...ids],
          open,
        },
        drafts,
        lots: moved,
        subject: `stock-move:${id}`,
      });
      for (const { lot, grams, from, to } of lines)
        for (const [place, kind, delta] of [
          [from, 'removed', -grams],
          [to, 'placed', grams],
        ] as const)
          if (place !== undefined)
            await storing(
              tx.query(
                `insert into stock_movement (organisation_id, location_id, lot, kind, delta, at, fact_id)
                 values ($1, $2, $3, $4, $5, $6, $7)`,
                [organisationId, place, lot, kind, delta, at, recorded.factId],
              ),
            );
      return { id, ...recorded, placings };
    });
  }

  /** Throws NotFound. */
  at(actor: Actor, location: string): Promise<LocationStock> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const place = (await locationsOf(tx, organisationId, [location])).get(location.toLowerCase())!;
      const rows: { lot: string; grams: string; since: Date; view: { number?: string | null; herb: string } }[] =
        await tx.query(
          `select s.lot, s.grams, s.since, lot_view(s.lot) as view from stock s
            where s.organisation_id = $1 and s.location_id = $2 and s.grams > 0 order by s.since, s.lot`,
          [organisationId, location],
        );
      const { id, zone, code, version } = place;
      return {
        ...{ location: id, zone, code, version },
        lots: rows.map(({ lot, grams, since, view }) => ({
          ...{ lot, number: view.number ?? null, herb: view.herb, grams: Number(grams) },
          since: since.toISOString(),
        })),
      };
    });
  }

  /** Throws NoSuchLot unless the organisation owns or holds it. */
  placesOf(actor: Actor, lot: string): Promise<LotPlaces> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const { remaining, holder } = await this.lots.lotForUpdate(tx, lot);
      const rows: { location: string; zone: string; code: string; grams: string }[] = await tx.query(
        `select l.id as location, l.zone_id as zone, l.code, s.grams
           from stock s join storage_location l on l.organisation_id = s.organisation_id and l.id = s.location_id
          where s.organisation_id = $1 and s.lot = $2 and s.grams > 0 order by l.code`,
        [actor.organisation.id, lot],
      );
      const places = rows.map((row) => ({ ...row, grams: Number(row.grams) }));
      const placed = places.reduce((sum, { grams }) => sum + grams, 0);
      const unplaced = holder === actor.organisation.id ? remaining - placed : 0;
      return { lot: lot.toLowerCase(), remaining, unplaced, places };
    });
  }
}

function refuseNowhere({ lines }: MoveStockDto): void {
  for (const [n, { from, to }] of lines.entries())
    if (from === to)
      throw unfit(`lines.${n}.to`, to ?? null, '须写明从哪里移到哪里', 'must say where from or where to, two places');
}
