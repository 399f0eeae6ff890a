import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import Big from 'big.js';
import { HerbsService } from '../herbs/herbs.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput, type Bilingual } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { isUuid } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { FindingsService } from '../rules/findings.service.js';
import { everyHerbConforms, type Component } from './every-herb-conforms.js';
import { missingForClaim, type ClaimRule, type Paper } from './claim-evidence.js';
import { internalFault, type InternalFault } from './internal-limit.js';
import { BatchClaimEntity, InternalLimitEntity } from './own-standard.entity.js';
import { AlreadyRecorded, ClaimRefused, InternalLimitRefused, NoSuchBatch } from './quality.errors.js';
import type { ClaimDto, InternalLimitDto } from './quality.dto.js';
import type { BatchClaimed, InternalLimitSet } from './quality.facts.js';
import { reportEvidence } from './quality.queries.js';

export interface InternalLimitAnswer extends ActAnswer {
  herb: string;
  item: string;
}

export interface ClaimAnswer extends ActAnswer {
  batch: string;
  claim: string;
}

/** A claim of a batch as it stands now: a paper may have run out, a later report may say otherwise. */
export interface ClaimView {
  id: string;
  claim: string;
  name: Bilingual;
  evidence: Paper[];
  holds: boolean;
  missing: Bilingual[];
  factId: string;
}

const FAULTS: Record<InternalFault, Bilingual> = {
  weaker: { zh: '内控限度宽于法定限度', en: 'the internal limit is weaker than the legal one' },
  'other-kind': { zh: '法定限度的方向（上限或下限）与此不同', en: 'the legal limit bounds the other side' },
  'other-unit': { zh: '单位与法定限度不同，不换算', en: 'the unit is not the legal limit’s; units are not converted' },
};

/** What an organisation sets for itself and says of its goods: internal limits, claims. Neither may fall behind the law. */
@Injectable()
export class OwnStandardService {
  constructor(
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly findings: FindingsService,
    private readonly herbs: HerbsService,
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /** @throws InternalLimitRefused, UnknownHerb, InvalidInput (an edition not held on that day) */
  setLimit(actor: Actor, dto: InternalLimitDto): Promise<Recorded<InternalLimitAnswer>> {
    return this.acts.perform(actor, { id: dto.id, kind: 'quality.internal-limit', body: dto }, async (tx) => {
      const herb = (await this.herbs.herb(dto.herb, tx)).code;
      const item = await this.judgedByLaw(tx, herb, dto);
      const { kind, value, unit, effectiveFrom } = dto;
      const variant = dto.variant ?? null;
      const fact: InternalLimitSet = {
        type: 'quality.internal-limit-set',
        open: { limit: dto.id, herb, variant, item, kind, value, unit, effectiveFrom },
      };
      const recorded = await this.evidence.record(tx, actor, {
        fact: { ...fact, visibility: 'party', occurredAt: await databaseNow(tx), subjects: [dto.id] },
        subject: `internal-limit:${dto.id}`,
      });
      await tx.insert(InternalLimitEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, herb, variant, item, kind, value, unit, effectiveFrom },
        ...{ decimals: decimalsOf(value), factId: recorded.factId, approvedBy: actor.personId },
      });
      return { id: dto.id, ...recorded, herb, item };
    });
  }

  limits(actor: Actor): Promise<InternalLimitEntity[]> {
    return inTx(this.db, scopeOf(actor), (tx) =>
      tx.find(InternalLimitEntity, {
        where: { organisationId: actor.organisation.id },
        order: { herb: 'ASC', item: 'ASC', effectiveFrom: 'DESC' },
      }),
    );
  }

  /** The newest own limit of each item that was in force on a day. */
  async limitsOn(tx: Tx, owner: string, lot: { herb: string; variant: string | null }, day: string) {
    const rows = await tx.find(InternalLimitEntity, { where: { organisationId: owner, herb: lot.herb } });
    const newest = new Map<string, InternalLimitEntity>();
    for (const row of rows) {
      if (row.effectiveFrom > day || (row.variant !== null && row.variant !== lot.variant)) continue;
      const known = newest.get(row.item);
      if (known === undefined || known.effectiveFrom <= row.effectiveFrom) newest.set(row.item, row);
    }
    return [...newest.values()];
  }

  /** @throws ClaimRefused, NoSuchBatch, NoSuchLot, InvalidInput (a claim nobody knows) */
  claim(actor: Actor, batch: string, dto: ClaimDto): Promise<Recorded<ClaimAnswer>> {
    const act = { id: dto.id, kind: 'quality.claim', path: batch.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const lot = await this.lots.lotForUpdate(tx, batch);
      if (lot.kind !== 'batch' || lot.owner !== actor.organisation.id) throw new NoSuchBatch(batch);
      const rule = (await this.claimRules(tx)).find(({ code }) => code === dto.claim);
      if (rule === undefined) throw unknownClaim(dto.claim);
      const name = { zh: rule.nameZh, en: rule.nameEn };
      const evidence: Paper[] = dto.evidence.map((paper) => ({ ...paper }));
      const twice = { organisationId: actor.organisation.id, lotId: lot.id, claim: rule.code };
      if (await tx.existsBy(BatchClaimEntity, twice))
        throw new AlreadyRecorded({
          zh: `本批已声称“${name.zh}”`,
          en: `"${name.en}" is claimed of this batch already`,
        });
      const missing = await this.missing(tx, actor, lot.id, rule, evidence);
      if (missing.length > 0) throw new ClaimRefused(name, missing, rule.ruleId);
      const fact: BatchClaimed = {
        type: 'quality.batch-claimed',
        open: { claim: dto.id, code: rule.code, name, lot: lot.id, evidence },
      };
      const recorded = await this.evidence.record(tx, actor, {
        fact: { ...fact, visibility: 'public', occurredAt: await databaseNow(tx), subjects: [lot.id, dto.id] },
        subject: `lot:${lot.id}`,
      });
      await tx.insert(BatchClaimEntity, {
        ...{ organisationId: actor.organisation.id, id: dto.id, lotId: lot.id, claim: rule.code, evidence },
        ...{ factId: recorded.factId, claimedBy: actor.personId },
      });
      return { id: dto.id, ...recorded, batch: lot.id, claim: rule.code };
    });
  }

  /** The claims made of a batch, each judged anew. */
  async claims(tx: Tx, actor: Actor, lot: string): Promise<ClaimView[]> {
    const rows = await tx.find(BatchClaimEntity, { where: { organisationId: actor.organisation.id, lotId: lot } });
    const rules = rows.length === 0 ? [] : await this.claimRules(tx);
    const views: ClaimView[] = [];
    for (const row of rows) {
      const rule = rules.find(({ code }) => code === row.claim);
      const missing =
        rule === undefined
          ? [{ zh: '参考数据中已无此声称', en: 'the reference data no longer has this claim' }]
          : await this.missing(tx, actor, lot, rule, row.evidence);
      views.push({
        ...{ id: row.id, claim: row.claim, evidence: row.evidence, factId: row.factId, missing },
        name: { zh: rule?.nameZh ?? row.claim, en: rule?.nameEn ?? row.claim },
        holds: missing.length === 0,
      });
    }
    return views;
  }

  /** Claims of a batch, for its owner. @throws NoSuchLot */
  claimsOf(actor: Actor, batch: string): Promise<ClaimView[]> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      await this.lots.view(tx, actor, batch);
      return this.claims(tx, actor, batch.toLowerCase());
    });
  }

  private async missing(tx: Tx, actor: Actor, lot: string, rule: ClaimRule, papers: Paper[]): Promise<Bilingual[]> {
    const reports = await reportEvidence(tx, actor.organisation.id, lot);
    const open = await this.findings.openAbout(tx, actor, lot);
    const own = missingForClaim(rule, {
      papers,
      results: reports.filter(({ withdrawn }) => withdrawn === null).flatMap(({ items }) => items),
      openFindings: open.map(({ ruleId }) => ruleId),
      today: chineseDay(new Date(await databaseNow(tx))),
    });
    return [...own, ...everyHerbConforms(rule.code, await this.components(tx, rule, papers))];
  }

  /** The batches that the papers name as herbs of the formula, with what their public records claim. */
  private async components(tx: Tx, { componentPaper }: ClaimRule, papers: readonly Paper[]): Promise<Component[]> {
    const batches = papers.flatMap(({ kind, number }) => (kind === componentPaper ? [number] : []));
    return Promise.all(
      batches.map(async (batch) => {
        const facts = isUuid(batch) ? await this.ledger.factsAbout(tx, [batch], ['quality.batch-claimed']) : [];
        return { batch, claims: facts.map(({ open }) => String(open['code'])) };
      }),
    );
  }

  private async claimRules(tx: Tx): Promise<ClaimRule[]> {
    const { claims = [] } = (await this.herbs.document('quality', tx)) as { claims?: ClaimRule[] };
    return claims;
  }

  /** The item's code, after the limit was held against the law of the day on which it begins. */
  private async judgedByLaw(tx: Tx, herb: string, dto: InternalLimitDto): Promise<string> {
    const editions = await this.herbs.editions(tx);
    const inForce = editions.find(
      ({ effectiveFrom, effectiveTo }) =>
        effectiveFrom <= dto.effectiveFrom && (effectiveTo === null || dto.effectiveFrom <= effectiveTo),
    );
    if (inForce?.held !== true)
      throw new InvalidInput([
        {
          path: 'effectiveFrom',
          value: dto.effectiveFrom,
          message: {
            zh: '该日施行的药典版本未收录，不能核对是否宽于法定',
            en: 'the edition in force on that day is not held, so the limit cannot be held against it',
          },
        },
      ]);
    const { limits } = await this.herbs.limitsFor(
      herb,
      dto.variant ?? null,
      { edition: inForce.code, on: dto.effectiveFrom },
      tx,
    );
    const legal = limits.find(({ item, name }) => item === dto.item || name.zh === dto.item);
    const fault = internalFault(dto, legal);
    if (fault !== undefined) throw new InternalLimitRefused(FAULTS[fault]);
    return legal?.item ?? dto.item;
  }
}

function decimalsOf(value: string): number {
  return new Big(value).eq(0) && !value.includes('.') ? 0 : (value.split('.')[1]?.length ?? 0);
}

function unknownClaim(value: string): InvalidInput {
  return new InvalidInput([{ path: 'claim', value, message: { zh: '不是已登记的声称', en: 'is no claim we know' } }]);
}
