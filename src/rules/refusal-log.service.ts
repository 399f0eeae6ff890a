import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import { catchError, from, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { inTx } from '../platform/db/tx.js';
import { DomainError } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { isUuid, newId } from '../platform/ids.js';

/**
 * Keeps that a rule refused something. The act rolled back and left nothing, so this is written after it, in a
 * transaction of its own; when even that fails, the refusal still stands and the log says so.
 */
@Injectable()
export class RefusalLog implements NestInterceptor {
  private readonly logger = new Logger('rules');
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest & { actor?: Actor }>();
    return next.handle().pipe(catchError((error: unknown) => from(this.keep(request, error))));
  }

  private async keep(request: FastifyRequest & { actor?: Actor }, error: unknown): Promise<never> {
    const { actor } = request;
    if (error instanceof DomainError && error.ruleId !== undefined && actor !== undefined)
      await this.write(actor, request, error).catch((fault: unknown) =>
        this.logger.error(`a refusal by ${String(error.ruleId)} was not kept: ${String(fault)}`),
      );
    throw error;
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
