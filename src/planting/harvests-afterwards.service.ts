import { Injectable } from '@nestjs/common';
import { LotsService } from '../lots/lots.service.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { preHarvestInterval } from './pre-harvest-interval.js';
import type { PreparedWork } from './prepared-work.js';

interface LaterHarvest {
  id: string;
  plantingId: string;
  at: Date;
}

/**
 * Field work that is recorded late, after the harvest it makes suspect: the harvest's lot exists already, so it cannot
 * be born held. What is left of it, and everything made of it, is held now; late entry must not be a way around R-10
 * and R-12.
 */
@Injectable()
export class HarvestsAfterwards {
  constructor(private readonly lots: LotsService) {}

  async holdWhatWasHarvestedTooSoon(tx: Tx, actor: Actor, works: readonly PreparedWork[]): Promise<void> {
    const suspect = works.filter(({ dto, drafts }) => drafts.length > 0 || dto.input?.safetyIntervalDays !== undefined);
    if (suspect.length === 0) return;
    const harvests = await harvestsSince(tx, actor.organisation.id, suspect);
    for (const work of suspect)
      for (const harvest of harvests) {
        const reason = whyHeld(work, harvest);
        if (reason !== undefined)
          await this.lots.hold(tx, actor, {
            id: newId(),
            scope: 'lot',
            subject: harvest.id,
            authority: 'finding',
            reason,
          });
      }
  }
}

function whyHeld({ dto, drafts, place }: PreparedWork, harvest: LaterHarvest): string | undefined {
  const usedAt = new Date(dto.at);
  if (harvest.plantingId !== place.id || harvest.at < usedAt) return undefined;
  const intervalDays = dto.input?.safetyIntervalDays;
  const tooSoon =
    intervalDays === undefined
      ? []
      : preHarvestInterval(chineseDay(harvest.at), [
          { product: dto.input!.product, usedOn: chineseDay(usedAt), intervalDays },
        ]);
  const broken = [...drafts, ...tooSoon].filter(({ level }) => level === 'block');
  return broken.length === 0
    ? undefined
    : `采收后补记：${broken.map(({ ruleId, message }) => `${ruleId} ${message.zh}`).join('；')}`;
}

async function harvestsSince(tx: Tx, organisationId: string, works: readonly PreparedWork[]): Promise<LaterHarvest[]> {
  const earliest = works.map(({ dto }) => Date.parse(dto.at)).reduce((a, b) => Math.min(a, b));
  return tx.query(
    `select id, planting_id as "plantingId", at from harvest
      where organisation_id = $1 and planting_id = any($2::uuid[]) and at >= $3 order by id`,
    [organisationId, [...new Set(works.map(({ place }) => place.id))], new Date(earliest)],
  );
}
