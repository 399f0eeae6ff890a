import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, MalformedInput, NotFound, type Bilingual, type ErrorKind } from '../errors.js';
import { sqlState } from '../db/pg-errors.js';
import { languageOf, problemOf } from './problem.js';

class Refused extends DomainError {
  constructor(
    override readonly code: string,
    override readonly kind: ErrorKind,
    text: Bilingual,
    override readonly retryAfterSeconds?: number | undefined,
  ) {
    super(text);
  }
}

/** SQLSTATE classes that mean "the database cannot just now", not "we have a bug". */
const BUSY = /^(08|53|57|55P03|40)/;

/** The one place where refusals become HTTP: DomainError → problem document; anything else is our bug, and says nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  /** @param keep is told of every refusal by a rule before it is answered; must not throw */
  constructor(private readonly keep?: (refusal: DomainError, request: FastifyRequest) => Promise<void>) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = this.refusalOf(error, request);
    if (refusal.ruleId !== undefined) await this.keep?.(refusal, request);
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(refusal, language);
    if (refusal.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds));
    void reply
      .status(problem.status)
      .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
      .header('cache-control', 'no-store')
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  /** What an error is to the caller; our own bugs are logged here. Also asked by routes that answer for many acts. */
  refusalOf(error: unknown, request: FastifyRequest): DomainError {
    if (error instanceof DomainError) return error;
    const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error);
    if (status === 404) return new NotFound({ zh: '地址', en: 'The address' }, request.url.split('?')[0] ?? '');
    if (status === 413) {
      return new Refused('input/too-large', 'malformed', { zh: '请求内容太大', en: 'The request body is too large' });
    }
    if (status !== undefined && status >= 400 && status < 500) {
      const message = error instanceof Error ? error.message : 'malformed request';
      return new MalformedInput([{ path: '', message: { zh: `请求无法读取（${message}）`, en: message } }]);
    }
    const state = sqlState(error);
    if ((state && BUSY.test(state)) || isConnectionLoss(error)) {
      this.logger.error(`request ${request.id}: database unavailable (${state ?? String(error)})`);
      const text = { zh: '系统正忙，请用同一 id 重试', en: 'The system is busy; retry with the same id' };
      return new Refused('unavailable', 'unavailable', text, 2);
    }
    this.logger.error(`request ${request.id} ${request.method} ${request.url.split('?')[0]}`, (error as Error)?.stack);
    return new Bug(request.id);
  }
}

class Bug extends DomainError {
  readonly code = 'internal';
  readonly kind = 'bug';
  constructor(requestId: string) {
    super({ zh: `系统内部错误（编号 ${requestId}）`, en: `Internal error (request ${requestId})` });
  }
}

function fastifyStatus(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

function isConnectionLoss(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return /ECONNREFUSED|ECONNRESET|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
    message,
  );
}
