import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readDocument } from '../herbs/herbs.queries.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput, MalformedInput } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { newId } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { MEDIA, type Medium, type QualifyBaseDto, type TestEnvironmentDto } from './environment.dto.js';
import { BaseQualificationEntity, EnvironmentTestEntity } from './environment.entity.js';
import { judgeEnvironment, namedItems, unitFaults, validUntil, type EnvironmentDocument } from './judge-environment.js';
import { unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import { baseOf, plotsOf } from './planting.queries.js';
import { soilFit } from './soil-class.js';
import { trialBase } from './trial-base.js';

export interface EnvironmentAnswer extends ActAnswer {
  verdict: string;
  exceeded: string[];
  validUntil: string;
}

/** Owns what is known of the ground: tests of soil, water and air, judged as they come in, and the qualification of bases. */
@Injectable()
export class EnvironmentService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** Judged by the reference data in force. A plot of strictly controlled soil is held with all that came of it. */
  test(actor: Actor, dto: TestEnvironmentDto): Promise<Recorded<EnvironmentAnswer>> {
    if (dto.sampledOn > chineseDay(this.clock.now()))
      throw unfit('sampledOn', dto.sampledOn, '晚于今天', 'is later than today');
    if (dto.validUntil !== undefined && dto.validUntil < dto.sampledOn)
      throw unfit('validUntil', dto.validUntil, '早于采样日', 'is before the day of sampling');
    const medium = MEDIA[dto.medium as keyof typeof MEDIA] ?? (dto.medium as Medium);
    return this.acts.perform(actor, { id: dto.id, kind: 'environment-test', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const base = await baseOf(tx, organisationId, dto.base);
      const plot = dto.plot === undefined ? undefined : (await plotsOf(tx, organisationId, [dto.plot]))[0]!;
      if (plot !== undefined && plot.baseId !== base.id)
        throw unfit('plot', plot.id, '该地块不属于这个基地', 'is not a plot of this base');
      const document = ((await readDocument(tx, 'environment')) ?? {}) as unknown as EnvironmentDocument;
      const named = namedItems(medium, dto.results, document);
      if (named.faults.length > 0) throw new MalformedInput(named.faults);
      const { results } = named;
      const faults = unitFaults(medium, results, document);
      if (faults.length > 0) throw new InvalidInput(faults);
      const { verdict, exceeded } = judgeEnvironment(medium, { ph: dto.ph, results }, document);
      const until = dto.validUntil ?? validUntil(medium, dto.sampledOn, document);
      const open: PlantingFacts['planting.environment-tested'] = {
        ...{ test: dto.id, base: base.id, ...(plot === undefined ? {} : { plot: plot.id }), medium },
        ...{ sampledOn: dto.sampledOn, validUntil: until, reportNumber: dto.reportNumber, laboratory: dto.laboratory },
        ...{ ...(dto.ph === undefined ? {} : { ph: dto.ph }), results, verdict, exceeded },
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{
            type: 'planting.environment-tested',
            visibility: 'public',
            occurredAt: `${dto.sampledOn}T00:00:00+08:00`,
          },
          ...{ subjects: [dto.id, base.id, ...(plot === undefined ? [] : [plot.id])], open },
        },
        drafts:
          medium === 'soil'
            ? soilFit({ verdict, exceeded, sampledOn: dto.sampledOn, validUntil: until }, dto.sampledOn)
            : [],
        subject: `environment-test:${dto.id}`,
      });
      await tx.insert(EnvironmentTestEntity, {
        ...{ organisationId, id: dto.id, baseId: base.id, plotId: plot?.id ?? null, medium, sampledOn: dto.sampledOn },
        ...{ validUntil: until, reportNumber: dto.reportNumber, laboratory: dto.laboratory, ph: dto.ph ?? null },
        ...{ results, verdict, exceeded, factId },
      });
      if (verdict === '严格管控类') await this.holdGround(tx, actor, base.id, plot?.id);
      return { id: dto.id, factId, findings, verdict, exceeded, validUntil: until };
    });
  }

  /** fewer than two proven seasons warn, and the base stays on trial. */
  qualify(actor: Actor, baseId: string, dto: QualifyBaseDto): Promise<Recorded<ActAnswer & { status: string }>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'base-qualification', path: baseId, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const base = await baseOf(tx, organisationId, baseId);
      const seasons = dto.seasons.map(({ year, reportNumber }) => ({ year, reportNumber }));
      const drafts = trialBase(seasons);
      const qualified = drafts.length === 0;
      const open: PlantingFacts['planting.base-qualified'] = {
        qualification: dto.id,
        base: base.id,
        seasons,
        qualified,
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.base-qualified', visibility: 'public', occurredAt: this.clock.now().toISOString() },
          ...{ subjects: [dto.id, base.id], open },
        },
        drafts,
        subject: `base:${base.id}`,
      });
      await tx.insert(BaseQualificationEntity, {
        organisationId,
        id: dto.id,
        baseId: base.id,
        seasons,
        qualified,
        factId,
      });
      return { id: dto.id, factId, findings, status: qualified ? 'qualified' : 'trial' };
    });
  }

  async tests(actor: Actor, page: PageQuery): Promise<Page<object>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, EnvironmentTestEntity, own, page));
    return pageOf(rows, page.limit, ({ organisationId: _, baseId, plotId, recordedAt, ...row }) => ({
      ...{ ...row, base: baseId, plot: plotId, recordedAt: recordedAt.toISOString() },
    }));
  }

  /** Everything that came and will come of this ground. */
  private async holdGround(tx: Tx, actor: Actor, base: string, plot: string | undefined): Promise<void> {
    const rows: { id: string }[] =
      plot === undefined
        ? await tx.query(`select id from plot where organisation_id = $1 and base_id = $2 order by id`, [
            actor.organisation.id,
            base,
          ])
        : [{ id: plot }];
    for (const { id } of rows)
      await this.lots.hold(tx, actor, {
        ...{ id: newId(), scope: 'plot', subject: id, authority: 'finding' },
        reason: 'R-06 土壤为严格管控类',
      });
  }
}
