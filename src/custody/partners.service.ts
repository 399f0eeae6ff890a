import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { OrganisationEntity } from '../identity/organisation.entity.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { NotFound } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { CustodyFacts } from './custody.facts.js';
import { wrongField } from './custody.errors.js';
import { custodyReference } from './custody-reference.queries.js';
import type { AuditDto, LicenceDto } from './partners.dto.js';

export interface PartnerView {
  id: string;
  name: string;
  kind: string;
  licences: { id: string; kind: string; number: string; scope: string | null; expiresOn: string; expired: boolean }[];
  audits: { id: string; auditedOn: string; validUntil: string; result: string; summary: string | null }[];
}

/** What an organisation has on file about those it buys from and sells to. */
@Injectable()
export class PartnersService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  /** @throws NotFound */
  fileLicence(actor: Actor, partner: string, dto: LicenceDto): Promise<Recorded<ActAnswer & { partner: string }>> {
    const act = { id: dto.id, kind: 'partner-licence', path: partner.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const { id } = await partnerOf(tx, partner);
      const { kind, number, scope, expiresOn } = dto;
      const open: CustodyFacts['custody.licence-filed'] = {
        ...{ licence: dto.id, kind, expiresOn },
        ...(scope === undefined ? {} : { scope }),
      };
      const fact = { type: 'custody.licence-filed', visibility: 'party', occurredAt: await databaseNow(tx) } as const;
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: { ...fact, subjects: [dto.id], open, sealed: { partner: id, number } },
        subject: `partner:${id}`,
      });
      await tx.query(
        `insert into partner_licence (organisation_id, id, partner_id, kind, number, scope, expires_on, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [actor.organisation.id, dto.id, id, kind, number, scope ?? null, expiresOn, factId],
      );
      return { id: dto.id, factId, findings, partner: id };
    });
  }

  /** @throws NotFound, InvalidInput for an audit that has not been yet, or that ran out before it was */
  audit(
    actor: Actor,
    partner: string,
    dto: AuditDto,
  ): Promise<Recorded<ActAnswer & { partner: string; validUntil: string }>> {
    if (dto.auditedOn > chineseDay(this.clock.now()))
      throw wrongField('auditedOn', dto.auditedOn, '晚于今天', 'is later than today');
    if (dto.validUntil !== undefined && dto.validUntil < dto.auditedOn)
      throw wrongField('validUntil', dto.validUntil, '早于审核日', 'is before the audit');
    const act = { id: dto.id, kind: 'partner-audit', path: partner.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const { id } = await partnerOf(tx, partner);
      const { auditValidMonths } = await custodyReference(tx);
      const { auditedOn, result, summary } = dto;
      const validUntil = dto.validUntil ?? monthsAfter(auditedOn, auditValidMonths);
      const open: CustodyFacts['custody.partner-audited'] = { audit: dto.id, auditedOn, validUntil, result };
      const fact = { type: 'custody.partner-audited', visibility: 'party', occurredAt: await databaseNow(tx) } as const;
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...fact,
          subjects: [dto.id],
          open,
          sealed: { partner: id, ...(summary === undefined ? {} : { summary }) },
        },
        subject: `partner:${id}`,
      });
      await tx.query(
        `insert into partner_audit (organisation_id, id, partner_id, audited_on, valid_until, result, summary, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [actor.organisation.id, dto.id, id, auditedOn, validUntil, result, summary ?? null, factId],
      );
      return { id: dto.id, factId, findings, partner: id, validUntil };
    });
  }

  /** Every partner of whom something is on file, with licences and audits, the newest first. */
  list(actor: Actor): Promise<PartnerView[]> {
    const today = chineseDay(this.clock.now());
    return inTx(this.db, scopeOf(actor), (tx) =>
      tx.query(
        `select o.id, o.name, o.kind,
                coalesce((select json_agg(json_build_object('id', l.id, 'kind', l.kind, 'number', l.number, 'scope', l.scope,
                    'expiresOn', l.expires_on, 'expired', l.expires_on < $2::date) order by l.id desc)
                  from partner_licence l where l.organisation_id = $1 and l.partner_id = o.id), '[]') as licences,
                coalesce((select json_agg(json_build_object('id', a.id, 'auditedOn', a.audited_on, 'validUntil', a.valid_until,
                    'result', a.result, 'summary', a.summary) order by a.id desc)
                  from partner_audit a where a.organisation_id = $1 and a.partner_id = o.id), '[]') as audits
           from organisation o where o.id in (
             select partner_id from partner_licence where organisation_id = $1
             union select partner_id from partner_audit where organisation_id = $1) order by o.name`,
        [actor.organisation.id, today],
      ),
    );
  }
}

async function partnerOf(tx: Tx, id: string): Promise<OrganisationEntity> {
  const partner = await tx.findOneBy(OrganisationEntity, { id });
  if (partner === null) throw new NotFound({ zh: '单位', en: 'organisation' }, id);
  return partner;
}

/** The day so many months later; the end of the month where that month is shorter. */
export function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
