import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../../lots/lots.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { Clock } from '../../platform/clock.js';
import { databaseNow, inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { newId } from '../../platform/ids.js';
import { addDays, chineseDay, zoneOf as timeZoneOf } from '../../platform/occurred-at.js';
import { refuseFuture } from '../../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { bornHeldBecause, type FindingDraft } from '../../rules/finding.js';
import { allowedFumigant } from './allowed-fumigant.js';
import { zoneClimate } from './climate/zone-climate.queries.js';
import type { CheckStorageDto, DateLotDto, FumigateDto } from './storage.dto.js';
import { unfit } from './storage.errors.js';
import type { StorageFacts } from './storage.facts.js';
import { storageReference } from './storage-reference.queries.js';
import { inOrder, type StorageTask } from './storage-tasks.js';
import { StoreState } from './store-state.service.js';
import { lotsInZone, zoneOf } from './stores.queries.js';

/** Lots that one fact can name and still fit a leaf. */
const MOST_LOTS = 500;

export interface CheckAnswer extends ActAnswer {
  zone: string;
  nextDueOn: string | null;
}

/** 养护 of stores: checks (with the climate since the one before), fumigation, how long lots keep. */
@Injectable()
export class Upkeep {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
    private readonly state: StoreState,
  ) {}

  /** Signs of spoiling are R-30 on their lots. Throws NotFound, NoSuchLot, InvalidInput (an unknown sign). */
  check(actor: Actor, dto: CheckStorageDto): Promise<Recorded<CheckAnswer>> {
    refuseFuture('at', dto.at, this.clock.now());
    const organisationId = actor.organisation.id;
    const { id, at, method, inspector, lots } = dto;
    return this.acts.perform(actor, { id, kind: 'storage-check', body: dto }, async (tx) => {
      const zone = await zoneOf(tx, organisationId, dto.zone);
      const reference = await storageReference(tx);
      refuseUnknownSigns(dto, reference.signs);
      await this.lots.lotsForUpdate(
        tx,
        lots.map(({ lot }) => lot),
      );
      const every = reference.kinds.get(zone.kind)?.checkEveryDays;
      const nextDueOn = every === undefined ? null : addDays(chineseDay(new Date(at)), every);
      const climate = await zoneClimate(tx, organisationId, zone.id, new Date(at));
      const told = lots.map(({ lot, signs, action }) => ({ lot, signs, ...(action === undefined ? {} : { action }) }));
      const open: StorageFacts['storage.checked'] = {
        ...{ check: id, zone: zone.id, at, method, lots: told },
        ...(nextDueOn === null ? {} : { nextDueOn }),
        ...(climate === undefined ? {} : { climate }),
      };
      const lying = (await lotsInZone(tx, organisationId, zone.id)).map(({ lot }) => lot);
      const spoiling = lots.filter(({ signs }) => signs.length > 0);
      const drafts = spoiling.map(({ lot, signs, action }) => spoilt(lot, signs, action));
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'storage.checked', visibility: 'public', occurredAt: at },
          // What lay there was looked after, named or not.
          subjects: [id, zone.id, ...lots.map(({ lot }) => lot), ...lying].slice(0, MOST_LOTS),
          open,
          sealed: { inspector },
        },
        drafts,
        lots: spoiling.map(({ lot }) => lot),
        subject: `storage-check:${id}`,
      });
      await tx.query(
        `insert into storage_check (organisation_id, id, zone_id, at, at_zone, method, inspector, next_due_on, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [organisationId, id, zone.id, at, timeZoneOf(at), method, inspector, nextDueOn, factId],
      );
      await tx.query(
        `insert into storage_check_lot (organisation_id, check_id, lot, signs, action)
         select $1, $2, l.lot, array(select jsonb_array_elements_text(l.signs)), l.action
           from jsonb_to_recordset($3::jsonb) as l(lot uuid, signs jsonb, action text)`,
        [organisationId, id, JSON.stringify(told)],
      );
      return { id, factId, findings, zone: zone.id, nextDueOn };
    });
  }

  /**
   * Everything in the zone was fumigated. What is not on the list breaks R-18: it is recorded, for it has happened, and the
   * lots are held. Throws NotFound, InvalidInput (more lots than one record can name).
   */
  fumigate(actor: Actor, dto: FumigateDto): Promise<Recorded<ActAnswer & { lots: string[] }>> {
    refuseFuture('endedAt', dto.endedAt, this.clock.now());
    if (Date.parse(dto.endedAt) < Date.parse(dto.startedAt))
      throw unfit('endedAt', dto.endedAt, '早于开始时间', 'is before its beginning');
    const organisationId = actor.organisation.id;
    const { id, agent, dose, reason, startedAt, endedAt, operator } = dto;
    return this.acts.perform(actor, { id, kind: 'fumigation', body: dto }, async (tx) => {
      const zone = await zoneOf(tx, organisationId, dto.zone);
      const lying = await lotsInZone(tx, organisationId, zone.id);
      if (lying.length > MOST_LOTS)
        throw unfit(
          'zone',
          zone.id,
          '库区内批次过多，请分区记录',
          `holds more than ${MOST_LOTS} lots; record it by smaller zones`,
        );
      const { fumigants } = await storageReference(tx);
      const drafts = allowedFumigant(agent, [...new Set(lying.map(({ herb }) => herb))], fumigants);
      const rules = [...new Set(drafts.map(({ ruleId }) => ruleId))];
      const lots = lying.map(({ lot }) => lot);
      const open: StorageFacts['storage.fumigated'] = {
        ...{ fumigation: id, zone: zone.id, agent, reason, startedAt, endedAt, lots, rules },
        ...(dose === undefined ? {} : { dose }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'storage.fumigated', visibility: 'public', occurredAt: endedAt },
          subjects: [id, zone.id, ...lots],
          open,
          sealed: { operator },
        },
        drafts,
        lots,
        subject: `fumigation:${id}`,
      });
      await tx.query(
        `insert into fumigation (organisation_id, id, zone_id, agent, dose, reason, started_at, ended_at, at_zone, operator,
                                 broken_rules, fact_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[
            organisationId,
            id,
            zone.id,
            agent,
            dose ?? null,
            reason,
            startedAt,
            endedAt,
            timeZoneOf(endedAt),
            operator,
          ],
          ...[rules, factId],
        ],
      );
      const held = bornHeldBecause(drafts)?.zh;
      if (held !== undefined)
        for (const lot of lots)
          await this.lots.hold(tx, actor, {
            id: newId(),
            scope: 'lot',
            subject: lot,
            authority: 'finding',
            reason: held,
          });
      return { id, factId, findings, lots };
    });
  }

  /** Says how long a lot keeps. Throws NoSuchLot, InvalidInput (no day at all). */
  date(actor: Actor, dto: DateLotDto): Promise<Recorded<ActAnswer & { lot: string }>> {
    const { id, lot, expiresOn, retestOn, basis } = dto;
    if (expiresOn === undefined && retestOn === undefined)
      throw unfit('expiresOn', null, '效期、复验期至少填一项', 'give an expiry or a day of re-test');
    return this.acts.perform(actor, { id, kind: 'lot-dating', body: dto }, async (tx) => {
      await this.lots.lotForUpdate(tx, lot);
      const open: StorageFacts['storage.lot-dated'] = {
        ...{ dating: id, lot, basis },
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(retestOn === undefined ? {} : { retestOn }),
      };
      const recorded = await this.evidence.record(tx, actor, {
        fact: {
          type: 'storage.lot-dated',
          visibility: 'party',
          occurredAt: await databaseNow(tx),
          subjects: [id, lot],
          open,
        },
        subject: `lot-dating:${id}`,
      });
      await tx.query(
        `insert into lot_dating (organisation_id, id, lot, expires_on, retest_on, basis, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [actor.organisation.id, id, lot, expiresOn ?? null, retestOn ?? null, basis, recorded.factId],
      );
      return { id, ...recorded, lot };
    });
  }

  /** What wants doing in the stores today and in the days after, soonest first. */
  tasks(actor: Actor): Promise<StorageTask[]> {
    return inTx(this.db, scopeOf(actor), async (tx) => inOrder(await this.state.tasks(tx, actor.organisation.id)));
  }
}

function spoilt(lot: string, signs: readonly string[], action: string | undefined): FindingDraft {
  return {
    ruleId: 'R-30',
    level: 'warn',
    message: {
      zh: `批次 ${lot} 养护发现${signs.join('、')}${action === undefined ? '' : `，处置：${action}`}`,
      en: `lot ${lot} shows ${signs.join(', ')}${action === undefined ? '' : `; done: ${action}`}`,
    },
  };
}

function refuseUnknownSigns({ lots }: CheckStorageDto, known: readonly string[]): void {
  for (const [n, { signs }] of lots.entries())
    for (const [m, sign] of signs.entries())
      if (!known.includes(sign))
        throw unfit(
          `lots.${n}.signs.${m}`,
          sign,
          `应为 ${known.join('、')} 之一`,
          `must be one of ${known.join(', ')}`,
        );
}
