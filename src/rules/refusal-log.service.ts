import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { inTx } from '../platform/db/tx.js';
import type { DomainError } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { isUuid, newId } from '../platform/ids.js';
import { hiddenFromRegulator } from './hidden-from-regulator.js';

/**
 * Keeps that a rule refused something. The act rolled back and left nothing, so this is written after it, in a
 * transaction of its own; when even that fails, the refusal still stands and the log says so.
 *
 * Asked by whoever turns errors into answers, and only then: an interceptor would cost every look-up its share.
 */
@Injectable()
export class RefusalLog {
  private readonly logger = new Logger('rules');
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  /** Keeps this refusal if a rule made it and a signed-in person asked; never throws. */
  async keep(error: DomainError, request: FastifyRequest & { actor?: Actor }): Promise<void> {
    const { actor } = request;
    if (actor === undefined) return;
    const hidden = hiddenFromRegulator(actor, error);
    if (error.ruleId === undefined && hidden === undefined) return;
    const kept = hidden === undefined ? this.write(actor, request, error) : this.countHidden(actor, request, hidden);
    await kept.catch((fault: unknown) =>
      this.logger.error(`a refusal by ${error.ruleId ?? 'R-31'} was not kept: ${String(fault)}`),
    );
  }

  /**
   * the lot is there and lies outside the regulator's region. Told to the owner of the goods, and not to who asked:
   * for them it does not exist.
   */
  private async countHidden(actor: Actor, request: FastifyRequest, lot: string): Promise<void> {
    await this.system.query(
      `insert into rule_refusal (organisation_id, id, rule_id, code, message_zh, message_en, asked, act_id, refused_for)
       select l.owner_id, $2::uuid, 'R-31', 'rules/outside-region', '辖区外的监管部门查看本批，未予显示',
              'a regulator outside the region asked for this lot and was shown nothing', $3::text, $2::uuid, $4::uuid
         from lot l where l.id = $1::uuid`,
      [lot, newId(), askedFor(request), actor.personId],
    );
  }

  private async write(actor: Actor, request: FastifyRequest, { ruleId, code, text }: DomainError): Promise<void> {
    const asked = askedFor(request);
    const sent = (request.body as { id?: unknown } | null)?.id;
    await inTx(this.db, scopeOf(actor), (tx) =>
      tx.query(
        `insert into rule_refusal (organisation_id, id, rule_id, code, message_zh, message_en, asked, act_id, refused_for)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint rule_refusal_counts_once do nothing`,
        [
          ...[actor.organisation.id, newId(), ruleId, code, text.zh, text.en, asked],
          ...[isUuid(sent) ? sent : newId(), actor.personId],
        ],
      ),
    );
  }
}

function askedFor(request: FastifyRequest): string {
  return `${request.method} ${request.url.split('?')[0] ?? ''}`.slice(0, 300);
}
