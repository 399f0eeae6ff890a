import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, MalformedInput, NotFound, type Bilingual, type ErrorKind, type FieldFault } from '../errors.js';
import { sqlState } from '../db/pg-errors.js';
import { publicPageHeaders } from '../html/content-security-policy.js';
import { noPage } from '../html/no-page.page.js';
import { PUBLIC_STYLE } from '../html/public-style.js';
import { isUuid } from '../ids.js';
import { bodyLimitOf, sizeText } from './body-limits.js';
import { languageOf, problemOf, type Language } from './problem.js';
import { RouteTable } from './route-table.js';

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

  /** @param keep is told of every refusal by a rule, and of what was not found, before it is answered; must not throw */
  constructor(
    private readonly routes = new RouteTable(),
    private readonly keep?: (refusal: DomainError, request: FastifyRequest) => Promise<void>,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = this.refusalOf(error, request);
    if (refusal.ruleId !== undefined || refusal.kind === 'not-found') await this.keep?.(refusal, request);
    const language = languageOf(request.headers['accept-language']);
    const problem = problemOf(refusal, language);
    if (refusal instanceof WrongMethod) void reply.header('allow', refusal.allowed.join(', '));
    if (refusal instanceof NoSuchAddress && wantsPage(request)) return this.sendPage(reply, language);
    if (refusal.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds));
    void reply
      .status(problem.status)
      .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
      .header('cache-control', 'no-store')
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  /** Nothing at this address, or nothing by this verb. */
  private noRoute(request: FastifyRequest): DomainError {
    const path = request.url.split('?')[0] ?? '';
    const allowed = this.routes.methodsOf(path);
    return allowed.length > 0 ? new WrongMethod(request.method, allowed) : new NoSuchAddress(path);
  }

  private sendPage(reply: FastifyReply, language: Language): void {
    const headers = { ...publicPageHeaders(PUBLIC_STYLE), 'cache-control': 'no-store' };
    void reply.status(404).headers(headers).header('content-type', 'text/html; charset=utf-8').send(noPage(language));
  }

  /** What an error is to the caller; our own bugs are logged here. Also asked by routes that answer for many acts. */
  refusalOf(error: unknown, request: FastifyRequest): DomainError {
    if (error instanceof DomainError) return error;
    const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error);
    if (status === 404) return this.noRoute(request);
    if (status === 415) return new UnsupportedContent(request.headers['content-type'] ?? '');
    if (status === 413) {
      return new TooLarge(bodyLimitOf(request.headers['content-type']));
    }
    if (status !== undefined && status >= 400 && status < 500) {
      const message = error instanceof Error ? error.message : 'malformed request';
      const parameter = UUID_EXPECTED.test(message) ? notUuid(request.params) : undefined;
      if (parameter !== undefined) return new MalformedInput([parameter]);
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

class TooLarge extends DomainError {
  readonly code = 'input/too-large';
  readonly kind = 'too-large';
  constructor(limit: number) {
    const size = sizeText(limit);
    super({ zh: `请求内容太大，不得超过 ${size}`, en: `The request body is too large: at most ${size}` });
    this.extra['limitBytes'] = limit;
  }
}

class NoSuchAddress extends NotFound {
  constructor(path: string) {
    super({ zh: '地址', en: 'The address' }, path);
  }
}

class WrongMethod extends DomainError {
  readonly code = 'input/wrong-method';
  readonly kind = 'wrong-method';
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super({
      zh: `此地址不支持 ${method}，可用：${allowed.join('、')}`,
      en: `This address does not take ${method}, only ${allowed.join(', ')}`,
    });
  }
}

class UnsupportedContent extends DomainError {
  readonly code = 'input/unsupported-content';
  readonly kind = 'unsupported';
  constructor(contentType: string) {
    super({
      zh: `不支持的内容类型“${contentType}”，应为 application/json`,
      en: `The content type "${contentType}" is not taken; send application/json`,
    });
  }
}

/** What Nest's own pipe says of a path parameter, without saying of which. */
const UUID_EXPECTED = /uuid.* is expected/i;

function notUuid(params: unknown): FieldFault | undefined {
  const found = Object.entries((params ?? {}) as Record<string, string>).find(([, value]) => !isUuid(value));
  return found && { path: found[0], value: found[1], message: { zh: '应为 UUID', en: 'must be a UUID' } };
}

/** Whether a person sits before a browser: programs ask for JSON, or for anything. */
function wantsPage({ headers, method, url }: FastifyRequest): boolean {
  return /^(GET|HEAD)$/.test(method) && /text\/html/.test(headers.accept ?? '') && !/^\/(api|ledger)\//.test(url);
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
