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
  /** The plantings on its plots, its own among them. */
  plantings: string[];
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
    const suspect = works.filter(({ drafts, use }) => drafts.length > 0 || use?.intervalDays !== undefined);
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

function whyHeld({ dto, drafts, place, use }: PreparedWork, harvest: LaterHarvest): string | undefined {
  const usedAt = new Date(dto.at);
  if (!harvest.plantings.includes(place.id) || harvest.at < usedAt) return undefined;
  const intervalDays = use?.intervalDays;
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
    `select h.id, h.at, array_agg(distinct g.planting_id) as plantings
       from planting_plot g
       join harvest_plot s on s.organisation_id = g.organisation_id and s.plot_id = g.plot_id
       join harvest h on h.organisation_id = s.organisation_id and h.id = s.harvest_id
      where g.organisation_id = $1 and g.planting_id = any($2::uuid[]) and h.at >= $3
      group by h.id, h.at order by h.id`,
    [organisationId, [...new Set(works.map(({ place }) => place.id))], new Date(earliest)],
  );
}
