import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { inTx } from '../platform/db/tx.js';
import type { DomainError } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { isUuid, newId } from '../platform/ids.js';

/**
 * Keeps that a rule refused something. The act rolled back and left nothing, so this is written after it, in a
 * transaction of its own; when even that fails, the refusal still stands and the log says so.
 *
 * Asked by whoever turns errors into answers, and only then: an interceptor would cost every look-up its share.
 */
@Injectable()
export class RefusalLog {
  private readonly logger = new Logger('rules');
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Keeps this refusal if a rule made it and a signed-in person asked; never throws. */
  async keep(error: DomainError, request: FastifyRequest & { actor?: Actor }): Promise<void> {
    const { actor } = request;
    if (error.ruleId === undefined || actor === undefined) return;
    await this.write(actor, request, error).catch((fault: unknown) =>
      this.logger.error(`a refusal by ${String(error.ruleId)} was not kept: ${String(fault)}`),
    );
  }

  private async write(actor: Actor, request: FastifyRequest, { ruleId, code, text }: DomainError): Promise<void> {
    const asked = `${request.method} ${request.url.split('?')[0] ?? ''}`.slice(0, 300);
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
