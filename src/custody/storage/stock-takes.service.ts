import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { refusing } from '../../lots/lots.errors.js';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { Clock } from '../../platform/clock.js';
import { inTx, type Tx } from '../../platform/db/tx.js';
import { InvalidInput } from '../../platform/errors.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../../platform/http/page.dto.js';
import { inZone, zoneOf as timeZoneOf } from '../../platform/occurred-at.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { newId } from '../../platform/ids.js';
import { stockDifferences, type BookedLot, type Differences, type SettledLine } from './stock-differences.js';
import type { TakeStockDto } from './storage.dto.js';
import { LotNotHere, storing } from './storage.errors.js';
import type { StorageFacts } from './storage.facts.js';
import { locationsOf } from './stores.queries.js';

type Told = StorageFacts['storage.stock-taken']['lines'];

export interface StockTakeAnswer extends ActAnswer {
  location: string;
  lines: Told;
}

export interface StockTakeView {
  id: string;
  factId: string;
  location: string;
  version: number;
  countedAt: string;
  countedBy: string;
  lines: Told;
  recordedAt: string;
}

/** Counts of locations. What differs from the books is explained, and the lots lose or gain it. */
@Injectable()
export class StockTakes {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /**
   * Brings the books to what was counted. Of two counts of one state one wins; the other is told to count again.
   * Throws NotFound, InvalidInput (a difference without a reason, a lot that was forgotten), CountedOlderState, LotNotHere,
   * MoreThanItWas.
   */
  take(actor: Actor, dto: TakeStockDto): Promise<Recorded<StockTakeAnswer>> {
    refuseFuture('countedAt', dto.countedAt, this.clock.now());
    const organisationId = actor.organisation.id;
    const { id, location, version, countedAt, countedBy } = dto;
    return this.acts.perform(actor, { id, kind: 'stock-take', body: dto }, async (tx) => {
      await locationsOf(tx, organisationId, [location]);
      const differences = await this.compare(tx, organisationId, dto);
      const factId = newId();
      // Wins the state that was counted, or nothing of this happens.
      await storing(
        tx.query(
          `insert into stock_take (organisation_id, id, location_id, version, counted_at, at_zone, counted_by, fact_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [organisationId, id, location, version, countedAt, timeZoneOf(countedAt), countedBy, factId],
        ),
      );
      refuseUnexplained(dto, differences);
      const lines = differences.lines.map(({ lost: _, gained: __, ...line }) => line);
      const open: StorageFacts['storage.stock-taken'] = {
        ...{ take: id, location, version, countedAt, lines },
        inputs: moved(differences.lines, 'lost'),
        outputs: moved(differences.lines, 'gained'),
      };
      const touched = lines.filter(({ outcome }) => outcome !== 'same').map(({ lot }) => lot);
      const { findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ id: factId, type: 'storage.stock-taken', visibility: 'party', occurredAt: countedAt },
          subjects: [id, location, ...touched],
          open,
          sealed: { countedBy },
        },
        lots: touched,
        subject: `stock-take:${id}`,
      });
      for (const line of differences.lines) await this.settle(tx, actor, dto, factId, line);
      await tx.query(
        `insert into stock_take_line (organisation_id, take_id, lot, booked, counted, outcome, reason)
         select $1, $2, l.lot, l.booked, l.counted, l.outcome, l.reason
           from jsonb_to_recordset($3::jsonb) as l(lot uuid, booked bigint, counted bigint, outcome text, reason text)`,
        [organisationId, id, JSON.stringify(lines)],
      );
      return { id, factId, findings, location, lines };
    });
  }

  /** Counts with their differences, newest first. */
  list(actor: Actor, page: PageQuery): Promise<Page<StockTakeView>> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows: (Omit<StockTakeView, 'countedAt' | 'recordedAt'> & { at: Date; zone: string; recordedAt: Date })[] =
        await tx.query(
          `select t.id, t.fact_id as "factId", t.location_id as location, t.version::float8 as version, t.counted_at as at,
                  t.at_zone as zone, t.counted_by as "countedBy", t.recorded_at as "recordedAt",
                  (select coalesce(json_agg(json_build_object('lot', l.lot, 'booked', l.booked, 'counted', l.counted,
                                     'outcome', l.outcome, 'reason', l.reason) order by l.lot), '[]')
                     from stock_take_line l where l.organisation_id = t.organisation_id and l.take_id = t.id) as lines
             from stock_take t where t.organisation_id = $1 and ($2::uuid is null or t.id < $2)
            order by t.id desc limit $3`,
          [organisationId, page.after ?? null, page.limit + 1],
        );
      return pageOf(rows, page.limit, ({ at, zone, recordedAt, ...row }) => ({
        ...row,
        countedAt: inZone(at, zone),
        recordedAt: recordedAt.toISOString(),
      }));
    });
  }

  /** The count against the books, under the locks of all its lots. */
  private async compare(tx: Tx, organisationId: string, dto: TakeStockDto): Promise<Differences> {
    const booked: { lot: string; grams: string }[] = await tx.query(
      `select lot, grams from stock where organisation_id = $1 and location_id = $2 and grams > 0`,
      [organisationId, dto.location],
    );
    const ids = [...new Set([...booked.map(({ lot }) => lot), ...dto.lines.map(({ lot }) => lot)])];
    const lots = await this.lots.lotsForUpdate(tx, ids);
    for (const { id, holder } of lots) if (holder !== organisationId) throw new LotNotHere(id);
    const books: BookedLot[] = [];
    for (const { id, remaining } of lots) {
      const [placed]: { here: string; all: string }[] = await tx.query(
        `select coalesce(sum(grams) filter (where location_id = $3), 0) as here, coalesce(sum(grams), 0) as all
           from stock where organisation_id = $1 and lot = $2`,
        [organisationId, id, dto.location],
      );
      books.push({ lot: id, grams: Number(placed!.here), unplaced: remaining - Number(placed!.all) });
    }
    return stockDifferences(dto.lines, books);
  }

  private async settle(tx: Tx, actor: Actor, dto: TakeStockDto, factId: string, line: SettledLine): Promise<void> {
    const { lot, booked, counted, lost, gained, reason } = line;
    if (booked === counted) return;
    const act = { lot, actId: dto.id, factId, ...(reason === undefined ? {} : { note: reason }) };
    if (gained > 0)
      await refusing(storing(tx.query(`select lot_gain($1)`, [JSON.stringify({ ...act, grams: gained })])));
    await storing(
      tx.query(
        `insert into stock_movement (organisation_id, location_id, lot, kind, delta, at, fact_id)
         values ($1, $2, $3, 'counted', $4, $5, $6)`,
        [actor.organisation.id, dto.location, lot, counted - booked, dto.countedAt, factId],
      ),
    );
    if (lost > 0) await this.lots.take(tx, actor, { ...act, grams: lost, reason: 'loss' });
  }
}

function moved(lines: readonly SettledLine[], way: 'lost' | 'gained'): { lot: string; grams: number }[] {
  return lines.flatMap((line) => (line[way] > 0 ? [{ lot: line.lot, grams: line[way] }] : []));
}

function refuseUnexplained(dto: TakeStockDto, { unexplained, forgotten, lines }: Differences): void {
  const errors = [
    ...unexplained.map((n) => ({
      path: `lines.${n}.reason`,
      message: {
        zh: `账面 ${lines[n]!.booked} 克，实盘 ${lines[n]!.counted} 克，须说明原因`,
        en: `the books say ${lines[n]!.booked} g, ${lines[n]!.counted} g were counted: say why`,
      },
    })),
    ...forgotten.map((lot) => ({
      path: 'lines',
      value: lot,
      message: {
        zh: `账面上有批次 ${lot}，盘点单未列；没有实物请填 0`,
        en: `lot ${lot} stands in the books and not in the count; write 0 where nothing is there`,
      },
    })),
  ];
  if (errors.length > 0) throw new InvalidInput(errors);
}
