import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IdentityService } from '../identity/identity.service.js';
import { mayHaveRole } from '../identity/permissions.js';
import type { OrganisationView } from '../identity/organisation.entity.js';
import { LotsService } from '../lots/lots.service.js';
import type { LotView } from '../lots/lot.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { NoSuchSample } from './quality.errors.js';
import type { SampleTaken } from './quality.facts.js';
import { listSamples, readSample, type SampleRow } from './quality.queries.js';
import type { TakeSampleDto } from './quality.dto.js';
import { SampleEntity } from './sample.entity.js';

export interface SampleAnswer extends ActAnswer {
  lot: string;
  grams: number;
  laboratory: { id: string; name: string };
  /** What is left of the lot. */
  remainingGrams: number;
}

/** Samples: grams leave a lot for a named laboratory. Never judges anything. */
@Injectable()
export class SamplesService {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
    private readonly identity: IdentityService,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /**
   * Takes the grams out of the lot at once. A held lot may be sampled: that is how a hold is resolved.
   * @throws InvalidInput (time ahead of now, no such laboratory, a lot counted in pieces), NoSuchLot, MassExceeded
   */
  take(actor: Actor, dto: TakeSampleDto): Promise<Recorded<SampleAnswer>> {
    refuseFuture('takenAt', dto.takenAt, this.clock.now());
    return this.acts.perform(actor, { id: dto.id, kind: 'quality.sample', body: dto }, async (tx) => {
      const laboratory = await this.laboratory(tx, dto.laboratory);
      const lot = await this.lots.lotForUpdate(tx, dto.lot);
      if (lot.unit !== 'gram') throw refused('lot', dto.lot, '按粒计的批次不能按克取样', 'is counted in pieces');
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: factOf(dto, lot, laboratory),
        subject: `sample:${dto.id}`,
      });
      const left = await this.lots.take(tx, actor, {
        lot: lot.id,
        grams: dto.grams,
        reason: 'sample',
        actId: dto.id,
        factId,
      });
      await tx.insert(SampleEntity, {
        organisationId: actor.organisation.id,
        id: dto.id,
        laboratoryId: laboratory.id,
        lotId: lot.id,
        lotNumber: lot.number,
        herb: lot.herb,
        variant: lot.variant,
        grams: String(dto.grams),
        takenAt: new Date(dto.takenAt),
        takenZone: zoneOf(dto.takenAt),
        takenBy: dto.takenBy,
        factId,
        recordedBy: actor.personId,
      });
      return {
        id: dto.id,
        factId,
        findings,
        lot: lot.id,
        grams: dto.grams,
        laboratory: { id: laboratory.id, name: laboratory.name },
        remainingGrams: left.remaining,
      };
    });
  }

  list(actor: Actor, page: { after?: string; lot?: string; limit: number }): Promise<SampleRow[]> {
    return inTx(this.db, scopeOf(actor), (tx) => listSamples(tx, { ...page, viewer: actor.organisation.id }));
  }

  /** @throws NoSuchSample unless this organisation took it or is to test it */
  async sample(actor: Actor, id: string): Promise<SampleRow> {
    const row = await inTx(this.db, scopeOf(actor), (tx) => readSample(tx, id, actor.organisation.id));
    if (row === undefined) throw new NoSuchSample(id);
    return row;
  }

  /** An organisation that may have laboratory people: an outside laboratory, or a factory's own. */
  private async laboratory(tx: Tx, id: string): Promise<OrganisationView> {
    const found = (await this.identity.organisationsByIds(tx, [id])).get(id);
    if (found === undefined || !mayHaveRole(found.kind, 'laboratory'))
      throw refused('laboratory', id, '不是已登记的检验机构', 'is not a registered laboratory');
    return found;
  }
}

function refused(path: string, value: unknown, zh: string, en: string): InvalidInput {
  return new InvalidInput([{ path, value, message: { zh, en } }]);
}

function factOf(dto: TakeSampleDto, lot: LotView, laboratory: OrganisationView) {
  const body: SampleTaken = {
    type: 'quality.sample-taken',
    open: {
      sample: dto.id,
      lot: lot.id,
      herb: lot.herb,
      variant: lot.variant,
      grams: dto.grams,
      laboratory: { id: laboratory.id, name: laboratory.name },
    },
    sealed: { takenBy: dto.takenBy },
  };
  return {
    visibility: 'public' as const,
    occurredAt: dto.takenAt,
    subjects: [lot.id, dto.id],
    parties: [laboratory.id],
    ...body,
  };
}
